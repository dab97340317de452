import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { loadCatalogueInto } from '../catalogue/load-catalogue.ts'
import { loadCatalogue } from '../catalogue/store.ts'
import { type Context, createLoaders } from '../context.ts'
import { type FlightDb, openFlightDb } from '../database.ts'
import { loadTimetable, type PlannedFlight } from '../timetable/load-timetable.ts'
import { publishFlights } from '../timetable/publish-flights.ts'
import { createReader } from './read-timetable.ts'
import { readSearch, type SearchInput } from './request.ts'
import { searchResolvers } from './resolvers.ts'
import { createPlanner, type Planner } from './search-flights.ts'
import { createTimetable } from './timetable.ts'

const LAYOUT = '00000000-0000-4000-8000-000000000001'
const AIRCRAFT = '00000000-0000-4000-8000-000000000002'
const airports = [
  ['DEL', 'IN', 'Asia/Kolkata'],
  ['BOM', 'IN', 'Asia/Kolkata'],
  ['LHR', 'GB', 'Europe/London'],
  ['JFK', 'US', 'America/New_York'],
] as const

let database: TestDatabase
let db: FlightDb
let day: string
let planner: Planner
let look: () => Promise<void>

beforeAll(async () => {
  database = await testDatabase('flight')
  db = openFlightDb(database.url)
  day = new Date((await dbNow(db.client)).getTime() + 5 * 86_400_000).toISOString().slice(0, 10)
  await loadCatalogueInto(db, {
    cities: airports.map(([code, countryCode], n) => ({
      id: `00000000-0000-4000-8000-00000000010${n}`,
      name: code,
      countryCode,
    })),
    airports: airports.map(([code, , timeZone], n) => ({
      code,
      name: code,
      cityId: `00000000-0000-4000-8000-00000000010${n}`,
      timeZone,
      latitude: n,
      longitude: n,
    })),
    airlines: [
      { code: 'SJ', name: 'Saffron Jet' },
      { code: 'HL', name: 'Hudson Lines' },
    ],
    layouts: [
      {
        id: LAYOUT,
        name: 'A20N',
        cabins: [
          {
            cabin: 'ECONOMY',
            firstRow: 1,
            lastRow: 2,
            columns: ['A', 'B'],
            aisleAfter: ['A'],
            without: [],
            features: [],
          },
        ],
      },
    ],
    aircraft: [{ id: AIRCRAFT, registration: 'VT-SJA', typeCode: 'A20N', layoutId: LAYOUT }],
  })
  const zones = new Map(airports.map(([code, , zone]) => [code, zone]))
  const planned = [
    flight('SJ1', 'DEL', 'JFK', '01:00', 900, 90_000),
    flight('SJ2', 'DEL', 'LHR', '02:00', 540, 30_000),
    flight('SJ3', 'LHR', 'JFK', '11:00', 480, 20_000),
    flight('HL4', 'LHR', 'JFK', '10:00', 480, 1_000, 'USD'),
    flight('SJ5', 'DEL', 'BOM', '06:00', 120, 5_000),
    flight('SJ6', 'BOM', 'LHR', '10:00', 540, 20_000),
  ]
  await loadTimetable(
    db,
    planned.map((f) => [f]),
    zones,
  )
  const timetable = createTimetable()
  const reader = createReader(timetable, db.client)
  planner = createPlanner(timetable, reader.now)
  look = reader.look
  await reader.load()
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

function flight(
  number: string,
  origin: string,
  destination: string,
  time: string,
  minutes: number,
  baseMinor: number,
  currency = 'INR',
): PlannedFlight {
  return {
    airlineCode: number.slice(0, 2),
    number,
    origin,
    destination,
    departureDate: day,
    departureTime: time,
    durationMin: minutes,
    distanceKm: 1000,
    aircraftId: AIRCRAFT,
    layoutId: LAYOUT,
    fareSetId: `00000000-0000-4000-8000-0000000002${number.slice(2).padStart(2, '0')}`,
    fares: () => [
      {
        cabin: 'ECONOMY',
        currency,
        baseMinor,
        taxesMinor: 0,
        refundable: true,
        cancelFeeMinor: 0,
        changeFeeMinor: 0,
        surcharges: [],
      },
    ],
  }
}

async function search(over: Partial<SearchInput> = {}): Promise<string[]> {
  const catalogue = await loadCatalogue(db.client)
  const input = {
    origin: 'DEL',
    destination: 'JFK',
    date: day,
    passengers: 1,
    cabin: 'ECONOMY',
    maxStops: 1,
    flexDays: 0,
    ...over,
  } as const
  await look()
  const found = await planner.search(readSearch(input, catalogue), catalogue)
  const numbers = await db.client.flight.findMany({ select: { id: true, number: true } })
  const numberOf = new Map(numbers.map((f) => [f.id, f.number]))
  return found.map((j) => j.legs.map((l) => numberOf.get(l.id)).join(' ')).sort()
}

describe('searchFlights', () => {
  test('finds nothing that is not on sale', async () => expect(await search()).toEqual([]))

  test('two publishers at once put each flight on sale once', async () => {
    const published = await Promise.all([publishFlights(db, 30 * 86_400_000), publishFlights(db, 30 * 86_400_000)])
    expect(published.reduce((sum, n) => sum + n, 0)).toBe(6)
    const events = await db.client.outbox.findMany()
    expect(new Set(events.map((e) => e.eventKey)).size).toBe(6)
    expect(events).toHaveLength(6)
  })

  test('finds direct flights, and connections in one currency', async () => {
    expect(await search()).toEqual(['SJ1', 'SJ2 SJ3'])
    expect(await search({ maxStops: 0 })).toEqual(['SJ1'])
  })

  test('finds two stops where no journey beats them', async () => {
    // By Mumbai one leaves later than by the flight straight to London, so it is not beaten; its connection is too late.
    expect(await search({ maxStops: 2, destination: 'LHR' })).toEqual(['SJ2', 'SJ5 SJ6'])
  })

  test.each<[string, Partial<SearchInput>, string[]]>([
    ['airlines', { airlines: ['HL'] }, []],
    ['a price for all passengers', { maxPrice: '1000.00', passengers: 2 }, ['SJ2 SJ3']],
    ['a price nobody offers', { maxPrice: '10.00' }, []],
    ['the earliest departure', { departAfter: '01:30' }, ['SJ2 SJ3']],
    ['the latest departure', { departBefore: '01:30' }, ['SJ1']],
    ['a cabin that nobody sells', { cabin: 'FIRST' }, []],
  ])('filters by %s', async (_, over, expected) => expect(await search(over)).toEqual(expected))

  test('looks at the days around when asked to', async () => {
    const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
    expect(await search({ date: before })).toEqual([])
    expect(await search({ date: before, flexDays: 1 })).toEqual(['SJ1', 'SJ2 SJ3'])
  })
})

describe('the fields of search', () => {
  const context = async () => {
    const catalogue = await loadCatalogue(db.client)
    const deps = { db, planner, catalogue: async () => catalogue, salesWindowMs: 0 }
    return { viewer: null, deps, load: createLoaders(deps) } as unknown as Context
  }

  test('priceCalendar has the cheapest of each day', async () => {
    const days = [-1, 0].map((n) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10))
    const args = { origin: 'DEL', destination: 'JFK', from: days[0], to: days[1], cabin: 'ECONOMY' }
    const { priceCalendar } = searchResolvers.Query as unknown as Record<string, Resolve>
    expect(await priceCalendar?.({}, args, await context())).toEqual([
      { date: days[0], price: null },
      { date: days[1], price: { amount: '500.00', currency: 'INR' } },
    ])
  })

  test('a layover tells whether it is over night, and whether the terminal changes once both are known', async () => {
    await db.client.$executeRaw`UPDATE flight SET arrival_terminal = '4' WHERE number = 'SJ2'`
    const catalogue = await loadCatalogue(db.client)
    const input = {
      origin: 'DEL',
      destination: 'JFK',
      date: day,
      passengers: 1,
      cabin: 'ECONOMY',
      maxStops: 1,
      flexDays: 0,
    }
    const found = await planner.search(readSearch(input as SearchInput, catalogue), catalogue)
    const [before, after] = found.find((j) => j.stops === 1)?.legs ?? []
    const layover = async (field: string) =>
      (searchResolvers.Layover as unknown as Record<string, Resolve>)[field]?.({ before, after }, {}, await context())
    expect([await layover('overnight'), await layover('terminalChange')]).toEqual([false, null])
    await db.client.$executeRaw`UPDATE flight SET departure_terminal = '5' WHERE number = 'SJ3'`
    expect(await layover('terminalChange')).toBe(true)
    expect(await layover('airport')).toMatchObject({ code: 'LHR' })
  })
})

type Resolve = (source: unknown, args: unknown, context: Context) => unknown
