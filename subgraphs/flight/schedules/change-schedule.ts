import { z } from 'zod'
import { newId } from '#lib/ids.ts'
import { type InvalidInput, invalidInput, notFound, type wrongState } from '#lib/refusal.ts'
import { loadCatalogue } from '../catalogue/store.ts'
import type { Tx } from '../database.ts'
import { fareInputs, readFares } from '../fares/fares.ts'
import { saveFareSets } from '../fares/store.ts'
import { stranded } from '../fleet/rotation.ts'
import { loadDuties, loadLayouts, shareLayout } from '../fleet/store.ts'
import { anId, localDate, minutes, wallTime } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { isAhead } from '../status/status.ts'
import { cancelLocked } from '../status/update-flight-status.ts'
import { unlessDayTaken } from '../timetable/day-taken.ts'
import { distanceKm, type FlightRow, SALES_CLOSE_MS } from '../timetable/flight.ts'
import { lockWithAircraft } from '../timetable/lock-with-aircraft.ts'
import { publishIfDue, tellChanges } from '../timetable/publish-flights.ts'
import { ambiguousLocalTime, LEAST_MINUTES, MOST_MINUTES, routeOf } from '../timetable/schedule-flight.ts'
import {
  deleteUnpublished,
  leaveScheduleDays,
  loadScheduled,
  saveFlights,
  unassignAircraft,
  updateFlight,
} from '../timetable/store.ts'
import { daysBetween, flightsOf, weekdays } from './create-schedule.ts'
import { type Changes, changesOf, expand, MOST_DAYS, type ScheduleRow } from './schedule.ts'
import { lockSchedule, updateSchedule } from './store.ts'

const schema = z.object({
  scheduleId: anId('a schedule'),
  departureTime: wallTime.nullish(),
  daysOfWeek: weekdays.nullish(),
  validTo: localDate.nullish(),
  duration: minutes(LEAST_MINUTES, MOST_MINUTES).nullish(),
  layoutId: anId('a seat layout').nullish(),
  fares: fareInputs.nullish(),
})
export type UpdateScheduleInput = z.input<typeof schema> & Keyed
type Change = z.output<typeof schema>

type Listed = FlightRow & { date: string }

const WITHDRAWN = 'Withdrawn from the schedule.'

/**
 * Changes a schedule from now on: flights nobody has bought follow it, those that are sold stay as they are and are listed
 * as undecided. Sold is what booking has told so far: who buys in the same moment is told of the change like anybody else.
 */
export const changeSchedule = (operator: Operator, input: UpdateScheduleInput) =>
  unlessDayTaken('daysOfWeek', () => change(operator, input))

const change = (operator: Operator, input: UpdateScheduleInput) =>
  operate(operator, { name: 'updateSchedule', schema, input }, async (tx, change, now) => {
    const before = await lockSchedule(tx, change.scheduleId)
    if (!before) return notFound('schedule')
    const read = await applied(tx, before, change)
    if ('ok' in read) return read
    const { after } = read
    const { airports } = await loadCatalogue(tx)
    const [from, to] = [airports.get(after.origin), airports.get(after.destination)]
    if (!from || !to) throw new Error(`Schedule ${after.id} is between airports that are not there.`)
    const today = laterOf(after.validFrom, now, from.timeZone)
    const { departures, ambiguous } = expand({ ...after, validFrom: today }, from.timeZone)
    if (ambiguous.length > 0) return ambiguousLocalTime(ambiguous)
    const known = await loadScheduled(tx, after.id, today)
    const { flights } = await lockWithAircraft(
      tx,
      known.map((f) => f.id),
    )
    const onItsDay = [...flights.values()].flatMap((f) =>
      f.scheduleDate === null ? [] : [{ ...f, date: f.scheduleDate }],
    )
    const follows = (f: Listed) => isAhead(f.status) && f.salesCloseAt > now
    // A day whose flight is cancelled, boarding or gone has had its flight.
    const fixed = new Set(onItsDay.filter((f) => !follows(f)).map((f) => f.date))
    const ahead = departures.filter((d) => d.departsAt.getTime() - SALES_CLOSE_MS > now.getTime() && !fixed.has(d.date))
    const changes = changesOf(onItsDay.filter(follows), { departures: ahead, layoutId: after.layoutId })
    if (changes.add.length > 0) {
      const retired = await retiredOf(tx, after)
      if (retired) return retired
    }
    await updateSchedule(tx, after)
    await follow(tx, changes, { after, now })
    const added = flightsOf(after, { departures: changes.add, distanceKm: distanceKm(from, to), now })
    if ((await saveFlights(tx, added)) < added.length) {
      return invalidInput(['daysOfWeek'], 'This number departs from there on some of these days already.')
    }
    const ids = added.map((f) => f.id)
    const published = await publishIfDue(tx, ids, { now, salesWindowMs: operator.salesWindowMs })
    const counts = [published, changes.change.length, changes.withdraw.length]
    return done('ScheduleChanged', [after.id, ...counts].join('/'))
  })

/** Why nothing new is flown by this schedule. */
async function retiredOf(tx: Tx, { airlineCode: airline, origin, destination, layoutId }: ScheduleRow) {
  const route = await routeOf(tx, { airline, origin, destination })
  if ('ok' in route) return route
  return (await shareLayout(tx, layoutId))?.retiredAt === null ? undefined : notFound('seat layout')
}

async function applied(
  tx: Tx,
  before: ScheduleRow,
  change: Change,
): Promise<{ after: ScheduleRow } | InvalidInput | ReturnType<typeof notFound> | ReturnType<typeof wrongState>> {
  const after: ScheduleRow = {
    ...before,
    departureTime: change.departureTime ?? before.departureTime,
    daysOfWeek: change.daysOfWeek ?? before.daysOfWeek,
    validTo: change.validTo ?? before.validTo,
    durationMin: change.duration ?? before.durationMin,
    layoutId: change.layoutId ?? before.layoutId,
  }
  if (after.validTo < after.validFrom || daysBetween(after.validFrom, after.validTo) >= MOST_DAYS) {
    return invalidInput(['validTo'], `From its beginning to at most ${MOST_DAYS} days later.`)
  }
  const layout = (await loadLayouts(tx, [after.layoutId])).get(after.layoutId)
  if (!layout || (layout.retiredAt !== null && after.layoutId !== before.layoutId)) return notFound('seat layout')
  if (change.fares) {
    const read = readFares(change.fares, new Set(layout.cabins.map((c) => c.cabin)))
    if (!read.ok) return read
    after.fareSetId = newId<string>()
    await saveFareSets(tx, [[after.fareSetId, read.fares]])
  } else if (after.layoutId !== before.layoutId) {
    return invalidInput(['fares'], 'Another layout may have other cabins: name the fares with it.')
  }
  return { after }
}

/** What is there follows the schedule as far as it may. */
async function follow(
  tx: Tx,
  { change, withdraw, undecided, keep }: Changes<Listed>,
  { after, now }: { after: ScheduleRow; now: Date },
): Promise<void> {
  const told = new Map<FlightRow['id'], FlightRow>()
  // Flights that move or go leave their aircraft's plans: what follows there may begin elsewhere then.
  const leaving = [...change.map((c) => c.flight), ...withdraw]
  const gone = new Set<string>(leaving.map((f) => f.id))
  for (const id of new Set(leaving.flatMap((f) => f.aircraftId ?? []))) {
    await unassignAircraft(tx, stranded(await loadDuties(tx, id, now), gone))
  }
  const fares = { fareSetId: after.fareSetId }
  for (const { flight, departure } of change) {
    const { date, departsAt, arrivesAt } = departure
    const departsLocal = `${date}T${after.departureTime}`
    const salesCloseAt = new Date(departsAt.getTime() - SALES_CLOSE_MS)
    const moved = { departsLocal, departsAt, arrivesAt, salesCloseAt, layoutId: after.layoutId, aircraftId: null }
    await updateFlight(tx, { ...flight, ...fares, ...moved, undecided: false })
    told.set(flight.id, flight)
  }
  for (const flight of keep) {
    if (flight.fareSetId === after.fareSetId && !flight.undecided) continue
    await updateFlight(tx, { ...flight, ...fares, undecided: false })
    if (flight.fareSetId !== after.fareSetId) told.set(flight.id, flight)
  }
  for (const flight of undecided) await updateFlight(tx, { ...flight, undecided: true })
  const unseen = withdraw.filter((f) => f.publishedAt === null)
  await deleteUnpublished(
    tx,
    unseen.map((f) => f.id),
  )
  const seen = withdraw.filter((f) => f.publishedAt !== null).map((f) => f.id)
  if (seen.length > 0) await cancelLocked(tx, seen, { reason: WITHDRAWN, now })
  await leaveScheduleDays(tx, seen)
  await tellChanges(tx, told)
}

/** Today at the origin, or the first day of a schedule that is to come. */
function laterOf(validFrom: string, now: Date, timeZone: string): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
  return validFrom > today ? validFrom : today
}
