import { z } from 'zod'
import { type FlightId, newId } from '#lib/ids.ts'
import { invalidInput, type NotFound, notFound } from '#lib/refusal.ts'
import { sharePlaces } from '../catalogue/store.ts'
import type { Tx } from '../database.ts'
import { fareInputs, readFares } from '../fares/fares.ts'
import { saveFareSets } from '../fares/store.ts'
import { type AircraftUnavailable, aircraftUnavailable } from '../fleet/change-aircraft.ts'
import { newConflicts } from '../fleet/rotation.ts'
import { type LayoutRow, loadDuties, lockAircraft, shareLayout } from '../fleet/store.ts'
import { airlineCode, airportCode, anId, flightNumber, localDateTime, minutes } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { distanceKm, SALES_CLOSE_MS } from './flight.ts'
import { publishIfDue } from './publish-flights.ts'
import { saveFlights } from './store.ts'
import { instantOf } from './wall-time.ts'

export const [LEAST_MINUTES, MOST_MINUTES] = [10, 24 * 60]

const schema = z.object({
  airline: airlineCode,
  number: flightNumber,
  origin: airportCode,
  destination: airportCode,
  departure: localDateTime,
  duration: minutes(LEAST_MINUTES, MOST_MINUTES),
  aircraftId: anId('an aircraft').nullish(),
  layoutId: anId('a seat layout').nullish(),
  fares: fareInputs,
})
export type ScheduleFlightInput = z.input<typeof schema> & Keyed

/** The wall time does not exist, or exists twice, on these dates in that zone. */
export interface AmbiguousLocalTime {
  ok: false
  code: 'AMBIGUOUS_LOCAL_TIME'
  dates: string[]
}

export const ambiguousLocalTime = (dates: string[]): AmbiguousLocalTime => ({
  ok: false,
  code: 'AMBIGUOUS_LOCAL_TIME',
  dates,
})

/** Puts one flight into the timetable, and on sale when it leaves within the sales window. */
export const scheduleFlight = (operator: Operator, input: ScheduleFlightInput) =>
  operate(operator, { name: 'scheduleFlight', schema, input }, async (tx, plan, now) => {
    const route = await routeOf(tx, plan)
    if ('ok' in route) return route
    const layout = await layoutFor(tx, plan)
    if ('ok' in layout) return layout
    const fares = readFares(plan.fares, new Set(layout.cabins.map((c) => c.cabin)))
    if (!fares.ok) return fares
    const departsAt = instantOf(plan.departure, route.timeZone)
    if (!departsAt) return ambiguousLocalTime([plan.departure.date])
    const salesCloseAt = new Date(departsAt.getTime() - SALES_CLOSE_MS)
    if (salesCloseAt <= now) return invalidInput(['departure'], 'A flight is scheduled more than an hour ahead.')
    const { airline, number, origin, destination, duration } = plan
    const flight = {
      id: newId<FlightId>(),
      airlineCode: airline,
      number,
      origin,
      destination,
      departureDate: plan.departure.date,
      departsLocal: `${plan.departure.date}T${plan.departure.time}`,
      departsAt,
      arrivesAt: new Date(departsAt.getTime() + duration * 60_000),
      salesCloseAt,
      aircraftId: plan.aircraftId ?? null,
      layoutId: layout.id,
      fareSetId: newId<string>(),
      distanceKm: route.distanceKm,
      scheduleId: null,
      scheduleDate: null,
    }
    const busy = await busyWith(tx, { ...flight, from: flight.departsAt, to: flight.arrivesAt }, now)
    if (busy) return busy
    await saveFareSets(tx, [[flight.fareSetId, fares.fares]])
    if ((await saveFlights(tx, [flight])) === 0) {
      return invalidInput(['number'], 'This number departs from there on that day already.')
    }
    await publishIfDue(tx, [flight.id], { now, salesWindowMs: operator.salesWindowMs })
    return done('Flight', flight.id)
  })

interface Route {
  airline: string
  origin: string
  destination: string
}

/** Where a new flight goes, by whom: none of them retired, and none of them changed before the flight is there. */
export async function routeOf(tx: Tx, { airline, origin, destination }: Route) {
  const { airline: carrier, airports } = await sharePlaces(tx, { airline, airports: [origin, destination] })
  const [from, to] = [airports.get(origin), airports.get(destination)]
  if (carrier?.retiredAt !== null) return notFound('airline')
  if (!from || from.retiredAt !== null || !to || to.retiredAt !== null) return notFound('airport')
  if (from === to) return invalidInput(['destination'], 'Origin and destination are the same.')
  return { timeZone: from.timeZone, distanceKm: distanceKm(from, to) }
}

async function layoutFor(
  tx: Tx,
  { aircraftId, layoutId }: { aircraftId?: string | null | undefined; layoutId?: string | null | undefined },
): Promise<LayoutRow | NotFound | ReturnType<typeof invalidInput>> {
  const aircraft = aircraftId == null ? undefined : (await lockAircraft(tx, [aircraftId])).get(aircraftId)
  if (aircraftId != null && (!aircraft || aircraft.retiredAt !== null)) return notFound('aircraft')
  const wanted = aircraft?.layoutId ?? layoutId
  if (wanted == null) return invalidInput(['layoutId'], 'Name an aircraft, or a layout of which one can be assigned.')
  if (layoutId != null && layoutId !== wanted) return invalidInput(['layoutId'], 'The aircraft has another layout.')
  const layout = await shareLayout(tx, wanted)
  return layout && layout.retiredAt === null ? layout : notFound('seat layout')
}

interface NewDuty {
  id: string
  aircraftId: string | null
  from: Date
  to: Date
  origin: string
  destination: string
}

/** What keeps an aircraft, whose row is locked, from flying this. */
async function busyWith(tx: Tx, duty: NewDuty, now: Date): Promise<AircraftUnavailable | undefined> {
  if (duty.aircraftId === null) return undefined
  const { id, from, to, origin, destination } = duty
  const before = await loadDuties(tx, duty.aircraftId, now < from ? now : from)
  const after = [...before, { id, from, to, leg: { origin, destination } }]
  const conflicts = newConflicts({ before, after }, new Set([id]))
  return conflicts.length > 0 ? aircraftUnavailable(conflicts) : undefined
}
