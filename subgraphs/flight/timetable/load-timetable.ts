import { dbNow } from '#lib/clock.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import type { FlightDb } from '../database.ts'
import { saveFareSets } from '../fares/store.ts'
import { type Fare, SALES_CLOSE_MS } from './flight.ts'
import { hasFlights, loadFlightKeys, type NewFlight, saveFlights } from './store.ts'

/** A flight as a plan has it: by the wall time at its origin. */
export interface PlannedFlight {
  airlineCode: string
  number: string
  origin: string
  destination: string
  departureDate: string
  departureTime: string
  durationMin: number
  distanceKm: number
  aircraftId: string
  layoutId: string
  fareSetId: string
  /** Worked out only where the set is not there yet. */
  fares(): Fare[]
}

const CHUNK = 1000
const DAY_MS = 86_400_000

/**
 * Adds those of the trips that are not there yet and returns how many flights; what is there stays as it is, and so does
 * the past. A trip that has begun is added only to an empty timetable, from its next flight on: later, its aircraft may
 * be elsewhere.
 * @param trips what one aircraft flies from its hub and back, one after another
 * @param zones of the airports, by code
 */
export async function loadTimetable(
  db: FlightDb,
  trips: Iterable<PlannedFlight[]>,
  zones: ReadonlyMap<string, string>,
): Promise<number> {
  const now = await dbNow(db.client)
  const known = await loadFlightKeys(db.client, new Date(now.getTime() - 2 * DAY_MS))
  const fresh = !(await hasFlights(db.client))
  const missing: NewFlight[][] = []
  const fares = new Map<string, Fare[]>()
  for (const trip of trips) {
    const left = trip.filter((flight) => !known.has(keyOf(flight)))
    const ahead = left.map((flight) => withInstants(flight, zones)).filter((flight) => flight.salesCloseAt > now)
    if (ahead.length === 0 || (!fresh && ahead.length < left.length)) continue
    missing.push(ahead)
    for (const { fareSetId, fares: work } of left) if (!fares.has(fareSetId)) fares.set(fareSetId, work())
  }
  for (const sets of chunks([...fares], () => 1)) await db.transaction((tx) => saveFareSets(tx, sets))
  // Trips are whole in every commit: whatever ends this process, no aircraft is left away from its hub.
  for (const whole of chunks(missing, (trip) => trip.length)) {
    await db.transaction((tx) => saveFlights(tx, whole.flat()))
  }
  return missing.flat().length
}

/** Lists of neighbours that together weigh a thousand or a little more. */
function chunks<T>(all: T[], weigh: (one: T) => number): T[][] {
  const lists: T[][] = []
  let weight = CHUNK
  for (const one of all) {
    if (weight >= CHUNK) {
      lists.push([])
      weight = 0
    }
    lists.at(-1)?.push(one)
    weight += weigh(one)
  }
  return lists
}

/** The same for a planned and for a stored flight. */
const keyOf = ({ number, departureDate, origin }: PlannedFlight): string => `${number} ${departureDate} ${origin}`

/** @throws RangeError where the wall time does not exist or exists twice in the zone of the origin */
export function withInstants(flight: PlannedFlight, zones: ReadonlyMap<string, string>): NewFlight {
  const { fares: _, departureTime, durationMin, ...rest } = flight
  const timeZone = zones.get(flight.origin)
  if (timeZone === undefined) throw new Error(`There is no airport ${flight.origin}.`)
  const departsLocal = `${flight.departureDate}T${departureTime}`
  const departsMs = Temporal.PlainDateTime.from(departsLocal).toZonedDateTime(timeZone, {
    disambiguation: 'reject',
  }).epochMilliseconds
  return {
    ...rest,
    id: newId<FlightId>(),
    scheduleId: null,
    scheduleDate: null,
    departsLocal,
    departsAt: new Date(departsMs),
    arrivesAt: new Date(departsMs + durationMin * 60_000),
    salesCloseAt: new Date(departsMs - SALES_CLOSE_MS),
  }
}
