import type { FlightId } from '#lib/ids.ts'
import type { FlightDb, Tx } from '../database.ts'
import { saveFareSets } from '../fares/store.ts'
import type { Duty } from '../fleet/rotation.ts'
import { type AircraftRow, loadDutiesOf, lockAircraft } from '../fleet/store.ts'
import { type DatedFlight, flightsFrom } from '../planning/dates.ts'
import { faresOf } from '../planning/fares.ts'
import type { PlanAirport, WeeklyTrip } from '../planning/weekly-plan.ts'
import type { Fare } from '../timetable/flight.ts'
import { SALES_CLOSE_MS } from '../timetable/flight.ts'
import { type NewFlight, saveFlights } from '../timetable/store.ts'
import { fitTrips } from './fit-trips.ts'
import { importedFlightId, importId } from './import-id.ts'
import { aircraftIdOf, layoutIdOf } from './imported-fleet.ts'
import { findImported, findTaken } from './store.ts'

export interface TimetableProgress {
  added: number
  /** Of those added: their aircraft was retired, changed or planned otherwise by operators. */
  withoutAircraft: number
  known: number
  /** Of trips that have begun, or whose sale is closed. */
  past: number
  /** Of trips with a number that leaves from there on that day already, as another flight. */
  taken: number
}

interface TimetableOptions {
  from: Temporal.PlainDate
  days: number
  airports: ReadonlyMap<string, PlanAirport>
  now: Date
  onFlights?(progress: TimetableProgress): void
}

/** One currency for all: an itinerary has one. */
const CURRENCY = 'USD'
/** A thousand or two are written at a hundred times the rate of single ones; and a commit stays far below a second. */
const FLIGHTS_A_COMMIT = 2000
/**
 * So many days are written whole before those that follow: keys by time then grow at their end, where a commit over all
 * days would touch nearly every page of them. 267,000 flights in a server with 96 MB for its pages: it wrote 3.2 GB this
 * way, 5.4 over all days at once, when the last ones came in at half the rate of the first.
 */
const DAYS_AT_ONCE = 1
/** How far back an aircraft's flights can touch its next trip. */
const BEFORE_MS = 3 * 86_400_000

/** Flights of one trip, with the ids they have or get. */
type DatedTrip = Array<{ id: FlightId; flight: DatedFlight }>
/** The same, planned for an aircraft. */
type Trip = PlannedFlight[]
interface PlannedFlight extends NewFlight {
  aircraftId: string
  fares: Fare[]
}

/**
 * Writes the flights of the days from `from` on, as far as they are missing; those that an aircraft begins on one day in
 * one transaction.
 */
export async function importTimetable(
  db: FlightDb,
  week: readonly WeeklyTrip[],
  options: TimetableOptions,
): Promise<TimetableProgress> {
  const progress: TimetableProgress = { added: 0, withoutAircraft: 0, known: 0, past: 0, taken: 0 }
  const saved = new Set<string>()
  for (const trips of chunksOf(week, options)) {
    const known = await findImported(
      db.client,
      trips.flat().map(({ id }) => id),
    )
    const left = trips.filter((trip) => !trip.some(({ id }) => known.has(id)))
    const ahead = left
      .filter((trip) => trip.every(({ flight }) => flight.departsAt - SALES_CLOSE_MS > options.now.getTime()))
      .map((trip) => trip.map(plannedFlight))
    progress.known += trips.flat().length - left.flat().length
    progress.past += left.flat().length - ahead.flat().length
    if (ahead.length > 0) await addTrips(db, ahead, { saved, progress })
    options.onFlights?.(progress)
  }
  return progress
}

/** Trips of some days, of whole aircraft that together make about as many flights as one commit takes. */
function* chunksOf(week: readonly WeeklyTrip[], { from, days, airports }: TimetableOptions): Generator<DatedTrip[]> {
  const rotations = [...Map.groupBy(week, ({ registration }) => registration).values()]
  for (let day = 0; day < days; day += DAYS_AT_ONCE) {
    const [first, count] = [from.add({ days: day }), Math.min(DAYS_AT_ONCE, days - day)]
    let chunk: WeeklyTrip[] = []
    for (const [n, rotation] of rotations.entries()) {
      chunk.push(...rotation)
      if ((chunk.length * 2 * count) / 7 < FLIGHTS_A_COMMIT && n < rotations.length - 1) continue
      yield tripsOf(chunk, { from: first, days: count, airports })
      chunk = []
    }
  }
}

function tripsOf(
  week: readonly WeeklyTrip[],
  { from, days, airports }: Pick<TimetableOptions, 'from' | 'days' | 'airports'>,
): DatedTrip[] {
  const trips: DatedTrip[] = []
  // The flights of a trip come one after the other: out and back.
  for (const flight of flightsFrom(from, days, { week, airports })) {
    const dated = { id: importedFlightId(flight) as FlightId, flight }
    const last = trips.at(-1)
    if (last?.length === 1) last.push(dated)
    else trips.push([dated])
  }
  return trips
}

function plannedFlight({ id, flight }: DatedTrip[number]): PlannedFlight {
  const fares = faresOf(flight, CURRENCY)
  return {
    id,
    airlineCode: flight.airline,
    number: flight.number,
    origin: flight.origin,
    destination: flight.destination,
    departsLocal: `${flight.date}T${flight.departureTime}`,
    departureDate: flight.date,
    departsAt: new Date(flight.departsAt),
    arrivesAt: new Date(flight.arrivesAt),
    salesCloseAt: new Date(flight.departsAt - SALES_CLOSE_MS),
    aircraftId: aircraftIdOf(flight.registration),
    layoutId: layoutIdOf(flight.type.code),
    fareSetId: importId(`fares ${JSON.stringify(fares)}`),
    distanceKm: flight.distanceKm,
    scheduleId: null,
    scheduleDate: null,
    fares,
  }
}

const idsOf = (trips: readonly Trip[]): string[] => trips.flat().map(({ id }) => id)

interface Adding {
  /** Sets of fares that this import has written. */
  saved: Set<string>
  progress: TimetableProgress
}

async function addTrips(db: FlightDb, trips: readonly Trip[], { saved, progress }: Adding): Promise<void> {
  const done = await db.transaction(async (tx) => {
    const aircraft = await lockAircraft(tx, [...new Set(trips.flat().map(({ aircraftId }) => aircraftId))])
    // Again, now that no other import can be at these aircraft.
    const [known, taken] = [await findImported(tx, idsOf(trips)), await findTaken(tx, trips.flat())]
    const fresh = trips.filter((trip) => !trip.some(({ id }) => known.has(id) || taken.has(id)))
    const flights = await withAircraft(tx, fresh, aircraft)
    const sets = new Map(fresh.flat().map(({ fareSetId, fares }) => [fareSetId, fares]))
    await saveFareSets(
      tx,
      [...sets].filter(([id]) => !saved.has(id)).sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    if ((await saveFlights(tx, flights)) < flights.length)
      throw new Error('Another import has written some of these flights.')
    const isTaken = (trip: Trip) => trip.some(({ id }) => taken.has(id)) && !trip.some(({ id }) => known.has(id))
    return { sets: [...sets.keys()], flights, taken: trips.filter(isTaken).flat().length }
  })
  for (const id of done.sets) saved.add(id)
  progress.added += done.flights.length
  progress.taken += done.taken
  progress.known += trips.flat().length - done.flights.length - done.taken
  progress.withoutAircraft += done.flights.filter(({ aircraftId }) => aircraftId === null).length
}

/** Each flight with its aircraft where that is free for the whole trip, and still what the plan takes it for. */
async function withAircraft(
  tx: Tx,
  trips: readonly Trip[],
  aircraft: ReadonlyMap<string, AircraftRow>,
): Promise<NewFlight[]> {
  const first = trips.reduce((least, trip) => Math.min(least, startOf(trip)), Infinity)
  if (first === Infinity) return []
  const duties = await loadDutiesOf(tx, [...aircraft.keys()], new Date(first - BEFORE_MS))
  const flights: NewFlight[] = []
  const inOrder = trips.toSorted((a, b) => startOf(a) - startOf(b))
  for (const [id, own] of Map.groupBy(inOrder, ([out]) => out?.aircraftId ?? '')) {
    const plan = new Map(own.map((trip) => [trip.map(dutyOf), trip]))
    const layoutId = own[0]?.[0]?.layoutId
    const row = aircraft.get(id)
    const isUsable = row?.retiredAt === null && row.layoutId === layoutId
    const fitting = isUsable ? fitTrips(duties.get(id) ?? [], [...plan.keys()]) : new Set()
    for (const [duty, trip] of plan) {
      flights.push(...trip.map((flight) => (fitting.has(duty) ? flight : { ...flight, aircraftId: null })))
    }
  }
  return flights
}

const startOf = ([out]: Trip): number => out?.departsAt.getTime() ?? 0

const dutyOf = ({ id, departsAt, arrivesAt, origin, destination }: PlannedFlight): Duty => ({
  id,
  from: departsAt,
  to: arrivesAt,
  leg: { origin, destination },
})
