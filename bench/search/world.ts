import { existsSync, readFileSync } from 'node:fs'
import { type FlightId, newId } from '#lib/ids.ts'
import { type OpenFlights, readOpenFlights } from '../../subgraphs/flight/import/openflights.ts'
import { zoneAt } from '../../subgraphs/flight/import/zone-at.ts'
import { readClocks } from '../../subgraphs/flight/planning/clocks.ts'
import { flightsFrom } from '../../subgraphs/flight/planning/dates.ts'
import { faresOf } from '../../subgraphs/flight/planning/fares.ts'
import { shareOf } from '../../subgraphs/flight/planning/share.ts'
import { type PlanAirport, planWeek, type WeeklyTrip } from '../../subgraphs/flight/planning/weekly-plan.ts'
import type { SoldFlight } from '../../subgraphs/flight/search/timetable.ts'
import type { Fare } from '../../subgraphs/flight/timetable/flight.ts'
import { openFlightsFolder } from '../../tests/search/openflights.ts'

/** A week's timetable from the real routes, and its airports. */
export interface BenchWorld {
  airports: ReadonlyMap<string, PlanAirport>
  week: WeeklyTrip[]
  /** How many routes leave an airport. */
  sizes: ReadonlyMap<string, number>
}

export interface BenchFlight extends SoldFlight {
  number: string
  date: string
  departureTime: string
  distanceKm: number
  allFares: Fare[]
}

const SEED = 1
const CURRENCY = 'USD'
const SALES_CLOSE_MS = 60 * 60_000
/** Far enough ahead for all to be on sale. */
export const FIRST_DAY = Temporal.Now.plainDateISO('UTC').add({ days: 7 })

export function readWorld(): BenchWorld {
  const { airports, routes, aircraftTypes } = readData()
  const byCode = new Map(airports.map((airport) => [airport.code, airport]))
  const sizes = new Map<string, number>()
  for (const { origin } of routes) sizes.set(origin, (sizes.get(origin) ?? 0) + 1)
  const week = planWeek(routes, { airports: byCode, aircraftTypes, clocks: readClocks(), seed: SEED })
  return { airports: byCode, week, sizes }
}

function readData(): OpenFlights {
  const folder = openFlightsFolder()
  if (!existsSync(folder))
    throw new Error(`There are no OpenFlights data at ${folder}; SKYGRAPH_OPENFLIGHTS names their folder.`)
  const text = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')
  const files = {
    'airports.dat': text('airports.dat'),
    'airlines.dat': text('airlines.dat'),
    'routes.dat': text('routes.dat'),
    'planes.dat': text('planes.dat'),
  }
  return readOpenFlights(files, zoneAt)
}

/** The flights of some days, all or of a share of the trips. */
export function* flightsOf(
  { week, airports }: BenchWorld,
  { days, share = 1 }: { days: number; share?: number },
): Generator<BenchFlight> {
  const some = share === 1 ? week : week.filter(({ trip }) => shareOf('bench', trip.legs[0].number) < share)
  for (const flight of flightsFrom(FIRST_DAY, days, { week: some, airports })) {
    const allFares = faresOf(flight, CURRENCY)
    yield {
      id: newId<FlightId>(),
      airline: flight.airline,
      number: flight.number,
      origin: flight.origin,
      destination: flight.destination,
      date: flight.date,
      departureTime: flight.departureTime,
      distanceKm: flight.distanceKm,
      departs: flight.departsAt,
      arrives: flight.arrivesAt,
      salesClose: flight.departsAt - SALES_CLOSE_MS,
      allFares,
      fares: allFares.map((f) => ({ cabin: f.cabin, currency: f.currency, priceMinor: f.baseMinor + f.taxesMinor })),
    }
  }
}

export interface BenchQuery {
  origin: string
  destination: string
  departsFrom: number
  departsBefore: number
}

const DAY_MS = 86_400_000
/** A journey of two stops may end five days after the day it begins on. */
const LAST_DAYS = 5

/** Pairs of airports weighted by their size, each on a day of those from which all journeys are there to their end. */
export function queriesFor({ sizes }: BenchWorld, { days, count }: { days: number; count: number }): BenchQuery[] {
  const codes = [...sizes.keys()]
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const pick = (...texts: Array<string | number>): string => {
    let left = shareOf('query', ...texts) * total
    for (const code of codes) {
      left -= sizes.get(code) ?? 0
      if (left < 0) return code
    }
    throw new Error('There are no airports.')
  }
  const start = FIRST_DAY.toZonedDateTime('UTC').epochMilliseconds
  const queries: BenchQuery[] = []
  for (let n = 0; queries.length < count; n++) {
    const [origin, destination] = [pick('from', n), pick('to', n)]
    if (origin === destination) continue
    const day = 1 + Math.floor(shareOf('day', n) * Math.max(1, days - LAST_DAYS - 1))
    const departsFrom = start + day * DAY_MS
    queries.push({ origin, destination, departsFrom, departsBefore: departsFrom + DAY_MS })
  }
  return queries
}
