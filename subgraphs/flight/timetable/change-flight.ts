import { z } from 'zod'
import { type FlightId, newId } from '#lib/ids.ts'
import { invalidInput, notFound, wrongState } from '#lib/refusal.ts'
import { loadCatalogue } from '../catalogue/store.ts'
import { fareInputs, readFares } from '../fares/fares.ts'
import { saveFareSets } from '../fares/store.ts'
import { aircraftUnavailable } from '../fleet/change-aircraft.ts'
import { newConflicts } from '../fleet/rotation.ts'
import { loadDuties, loadLayouts } from '../fleet/store.ts'
import { anId, line, localDateTime, minutes } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { isAhead } from '../status/status.ts'
import { tellStatus } from '../status/update-flight-status.ts'
import { dayTaken, unlessDayTaken } from './day-taken.ts'
import { type FlightRow, SALES_CLOSE_MS } from './flight.ts'
import { lockWithAircraft } from './lock-with-aircraft.ts'
import { tellChanges } from './publish-flights.ts'
import { ambiguousLocalTime, LEAST_MINUTES, MOST_MINUTES } from './schedule-flight.ts'
import { isDayTaken, lockFlights, updateFlight } from './store.ts'
import { instantOf } from './wall-time.ts'

const flightId = anId('a flight')
const fareChange = z.object({ flightId, fares: fareInputs })
const move = z.object({
  flightId,
  departure: localDateTime,
  duration: minutes(LEAST_MINUTES, MOST_MINUTES).nullish(),
  reason: line(200).nullish(),
})
const keep = z.object({ flightId })

const tooLate = ({ status }: FlightRow) => wrongState(status, `A flight that is ${status} stays as it is.`)

/** New fares for what is not sold yet; a held price stays for the life of the hold. */
export const setFares = (operator: Operator, input: z.input<typeof fareChange> & Keyed) =>
  operate(operator, { name: 'setFares', schema: fareChange, input }, async (tx, { flightId, fares }) => {
    const flight = (await lockFlights(tx, [flightId])).get(flightId as FlightId)
    if (!flight) return notFound('flight')
    if (!isAhead(flight.status)) return tooLate(flight)
    const layout = (await loadLayouts(tx, [flight.layoutId])).get(flight.layoutId)
    const read = readFares(fares, new Set(layout?.cabins.map((c) => c.cabin)))
    if (!read.ok) return read
    const fareSetId = newId<string>()
    await saveFareSets(tx, [[fareSetId, read.fares]])
    await updateFlight(tx, { ...flight, fareSetId })
    await tellChanges(tx, new Map([[flight.id, flight]]))
    return done('Flight', flight.id)
  })

/** Moves one flight, sold or not, to another time; its aircraft must be able to fly it then. Travellers are told. */
export const rescheduleFlight = (operator: Operator, input: z.input<typeof move> & Keyed) =>
  unlessDayTaken('departure', () => moved(operator, input))

const moved = (operator: Operator, input: z.input<typeof move> & Keyed) =>
  operate(operator, { name: 'rescheduleFlight', schema: move, input }, async (tx, plan, now) => {
    const id = plan.flightId as FlightId
    const locked = (await lockWithAircraft(tx, [id])).flights.get(id)
    if (!locked) return notFound('flight')
    if (!isAhead(locked.status)) return tooLate(locked)
    const zone = (await loadCatalogue(tx)).airports.get(locked.origin)?.timeZone
    if (zone === undefined) throw new Error(`There is no airport ${locked.origin}.`)
    const departsAt = instantOf(plan.departure, zone)
    if (!departsAt) return ambiguousLocalTime([plan.departure.date])
    if (departsAt <= now) return invalidInput(['departure'], 'A flight leaves in the future.')
    const durationMs =
      plan.duration == null ? locked.arrivesAt.getTime() - locked.departsAt.getTime() : plan.duration * 60_000
    const after: FlightRow = {
      ...locked,
      status: 'SCHEDULED',
      departureEstimated: null,
      arrivalEstimated: null,
      departsLocal: `${plan.departure.date}T${plan.departure.time}`,
      departsAt,
      arrivesAt: new Date(departsAt.getTime() + durationMs),
      salesCloseAt: new Date(departsAt.getTime() - SALES_CLOSE_MS),
      statusReason: plan.reason ?? null,
      undecided: false,
    }
    if (await isDayTaken(tx, after)) return dayTaken('departure')
    if (after.aircraftId !== null) {
      const since = new Date(Math.min(now.getTime(), departsAt.getTime(), locked.departsAt.getTime()))
      const before = await loadDuties(tx, after.aircraftId, since)
      const moved = before.map((d) => (d.id === after.id ? { ...d, from: after.departsAt, to: after.arrivesAt } : d))
      const conflicts = newConflicts({ before, after: moved }, new Set([after.id]))
      if (conflicts.length > 0) return aircraftUnavailable(conflicts)
    }
    await updateFlight(tx, after)
    await tellChanges(tx, new Map([[locked.id, locked]]))
    // Who was told of a delay must hear that it is over.
    if (locked.status !== 'SCHEDULED' || locked.departureEstimated) await tellStatus(tx, [{ before: locked, after }])
    return done('Flight', after.id)
  })

/** An operator's word that a sold flight stays as it is, though its schedule is another one now. */
export const keepFlight = (operator: Operator, input: z.input<typeof keep> & Keyed) =>
  operate(operator, { name: 'keepFlight', schema: keep, input }, async (tx, { flightId }) => {
    const flight = (await lockFlights(tx, [flightId])).get(flightId as FlightId)
    if (!flight) return notFound('flight')
    if (!flight.undecided) return wrongState(flight.status, 'There is nothing to decide about this flight.')
    await updateFlight(tx, { ...flight, undecided: false })
    return done('Flight', flight.id)
  })
