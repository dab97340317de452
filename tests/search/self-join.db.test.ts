import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { join, rows, sql } from '#lib/sql.ts'
import { loadCatalogue } from '../../subgraphs/flight/catalogue/store.ts'
import { type FlightDb, openFlightDb } from '../../subgraphs/flight/database.ts'
import { shareOf } from '../../subgraphs/flight/planning/share.ts'
import { type Journey, journeyOf, type Leg, unbeaten } from '../../subgraphs/flight/search/journey.ts'
import { createReader } from '../../subgraphs/flight/search/read-timetable.ts'
import type { SearchRequest } from '../../subgraphs/flight/search/request.ts'
import { createPlanner } from '../../subgraphs/flight/search/search-flights.ts'
import { createTimetable } from '../../subgraphs/flight/search/timetable.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

const CODES = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF', 'GGG', 'HHH']
const FLIGHTS = 1000
const DAYS = 6
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const LAYOUT = newId()

let database: TestDatabase
let db: FlightDb
let start: number

beforeAll(async () => {
  database = await testDatabase('flight')
  db = openFlightDb(database.url)
  start = Math.ceil((await dbNow(db.client)).getTime() / DAY_MS + 2) * DAY_MS
  const city = newId()
  await db.client.$executeRaw`INSERT INTO city (id, name, country_code) VALUES (${city}, 'Anywhere', 'IN')`
  const airports = CODES.map((code, n) => [code, code, city, 'UTC', n, n, 30 + n * 15])
  await db.client.$executeRaw`
    INSERT INTO airport (code, name, city_id, time_zone, latitude, longitude, min_connection_min) VALUES ${rows(airports)}`
  await db.client.$executeRaw`INSERT INTO airline (code, name) VALUES ('AA', 'A'), ('BB', 'B'), ('CC', 'C')`
  const flights = Array.from({ length: FLIGHTS }, (_, n) => flightRow(n))
  const fares = flights.flatMap(({ set, n }) => faresOf(set, n))
  await db.client.$executeRaw`
    INSERT INTO fare (fare_set_id, cabin, currency, base_minor, taxes_minor, refundable, cancel_fee_minor,
      change_fee_minor, surcharges) VALUES ${rows(fares)}`
  await db.client.$executeRaw`
    INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on, departs_at, arrives_at,
      sales_close_at, layout_id, fare_set_id, distance_km, status, published_at, sold_out)
    VALUES ${rows(flights.map(({ row }) => row))}`
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const pick = <T>(all: readonly T[], ...texts: Array<string | number>): T =>
  all[Math.floor(shareOf(...texts) * all.length)] as T

/** Prices and times from few values, so that ties are common; some flights not on sale, cancelled or sold out. */
function flightRow(n: number) {
  const origin = pick(CODES, 'origin', n)
  const destination = pick(
    CODES.filter((code) => code !== origin),
    'destination',
    n,
  )
  const departs = new Date(start + Math.floor(shareOf('departs', n) * DAYS * 48) * (HOUR_MS / 2))
  const arrives = new Date(departs.getTime() + pick([2, 3, 5, 8], 'takes', n) * (HOUR_MS / 2))
  const local = departs.toISOString()
  const set = newId()
  const status = shareOf('status', n) < 0.05 ? 'CANCELLED' : 'SCHEDULED'
  const published = shareOf('published', n) < 0.05 ? null : new Date(start - 10 * DAY_MS)
  const soldOut = pick(['', '', '', '', 'ECONOMY', 'BUSINESS', 'ECONOMY,BUSINESS'], 'sold out', n)
  const times = [local.slice(0, 16), local.slice(0, 10), departs, arrives, new Date(departs.getTime() - HOUR_MS)]
  const airline = pick(['AA', 'BB', 'CC'], 'airline', n)
  const row = [
    newId(),
    airline,
    `${airline}${n}`,
    origin,
    destination,
    ...times,
    LAYOUT,
    set,
    100,
    status,
    published,
    soldOut,
  ]
  return { n, set, row }
}

function faresOf(set: string, n: number) {
  const currency = shareOf('currency', n) < 0.3 ? 'EUR' : 'INR'
  const price = pick([100, 150, 200, 300], 'price', n)
  return [
    [set, 'ECONOMY', currency, price, 10, 1, 0, 0, '[]'],
    [set, 'BUSINESS', currency, price * 3, 20, 1, 0, 0, '[]'],
  ]
}

interface Query {
  origin: string
  destination: string
  day: number
  cabin: 'ECONOMY' | 'BUSINESS'
  airlines: string[] | undefined
}

/** The self-join as one would write it: the flights on sale up to three times, each where the last one landed. */
async function selfJoin({ origin, destination, day, cabin, airlines }: Query, stops: number): Promise<Journey[]> {
  const [from, to] = [new Date(start + day * DAY_MS), new Date(start + (day + 1) * DAY_MS)]
  const onSale = sql`(
    SELECT f.id, f.airline_code, f.origin, f.destination, f.departs_at, f.arrives_at, a.currency,
      a.base_minor + a.taxes_minor AS price, p.min_connection_min AS connection
    FROM flight f JOIN fare a ON a.fare_set_id = f.fare_set_id AND a.cabin = ${cabin}
    JOIN airport p ON p.code = f.origin
    WHERE f.published_at IS NOT NULL AND f.status IN ('SCHEDULED', 'DELAYED') AND f.sales_close_at > UTC_TIMESTAMP(3)
      AND FIND_IN_SET(${cabin}, f.sold_out) = 0
      ${airlines ? sql`AND f.airline_code IN (${join(airlines)})` : sql``})`
  const names = ['a', 'b', 'c'].slice(0, stops + 1).map((name) => [name, sql([name])] as const)
  const columns = names.map(
    ([name, t]) => sql`${t}.id AS ${sql([`${name}id`])}, ${t}.airline_code AS ${sql([`${name}airline`])},
      ${t}.origin AS ${sql([`${name}origin`])}, ${t}.destination AS ${sql([`${name}destination`])},
      ${t}.departs_at AS ${sql([`${name}departs`])}, ${t}.arrives_at AS ${sql([`${name}arrives`])},
      ${t}.currency AS ${sql([`${name}currency`])}, ${t}.price AS ${sql([`${name}price`])}`,
  )
  const joins = names.slice(1).map(([, t], n) => {
    const before = names[n]?.[1]
    return sql`JOIN ${onSale} ${t} ON ${t}.origin = ${before}.destination AND ${t}.currency = ${before}.currency
      AND ${t}.departs_at >= ${before}.arrives_at + INTERVAL ${t}.connection MINUTE
      AND ${t}.departs_at <= ${before}.arrives_at + INTERVAL 24 HOUR`
  })
  const between = names.slice(0, -1).map(([, t]) => sql`AND ${t}.destination NOT IN (${origin}, ${destination})`)
  const last = names.at(-1)?.[1]
  const found = await db.client.$queryRaw<Array<Record<string, unknown>>>`
    SELECT ${join(columns)} FROM ${onSale} a ${join([sql``, ...joins], ' ')}
    WHERE a.origin = ${origin} AND a.departs_at >= ${from} AND a.departs_at < ${to} ${join([sql``, ...between], ' ')}
      AND ${last}.destination = ${destination}`
  return found.map((row) => journeyOf(names.map(([name]) => legOf(row, name)) as [Leg, ...Leg[]]))
}

const legOf = (row: Record<string, unknown>, name: string): Leg => ({
  id: row[`${name}id`] as Leg['id'],
  airlineCode: row[`${name}airline`] as string,
  origin: row[`${name}origin`] as string,
  destination: row[`${name}destination`] as string,
  departsAt: row[`${name}departs`] as Date,
  arrivesAt: row[`${name}arrives`] as Date,
  currency: row[`${name}currency`] as string,
  priceMinor: Number(row[`${name}price`]),
})

const requestOf = ({ day, airlines, ...query }: Query, maxStops: number): SearchRequest => {
  const [from, to] = [new Date(start + day * DAY_MS), new Date(start + (day + 1) * DAY_MS)]
  const filters = {
    maxPrice: undefined,
    departAfter: undefined,
    departBefore: undefined,
    airlines: airlines && new Set(airlines),
  }
  return { ...query, ...filters, timeZone: 'UTC', from, to, days: [{ from, to }], passengers: 1, maxStops }
}

test('finds exactly what a self-join in SQL finds, filtered to the journeys that nothing beats', async () => {
  const timetable = createTimetable()
  const reader = createReader(timetable, db.client)
  await reader.load()
  const planner = createPlanner(timetable, reader.now)
  const catalogue = await loadCatalogue(db.client)
  const seen = [0, 0, 0]
  for (let n = 0; n < 40; n++) {
    const origin = pick(CODES, 'query from', n)
    const query: Query = {
      origin,
      destination: pick(
        CODES.filter((code) => code !== origin),
        'query to',
        n,
      ),
      day: Math.floor(shareOf('query day', n) * 3),
      cabin: pick(['ECONOMY', 'BUSINESS'], 'query cabin', n),
      airlines: pick([undefined, undefined, ['AA', 'BB']], 'query airlines', n),
    }
    const all = (await Promise.all([0, 1, 2].map((stops) => selfJoin(query, stops)))).flat()
    for (const maxStops of [0, 1, 2]) {
      const found = await planner.search(requestOf(query, maxStops), catalogue)
      const expected = unbeaten(all.filter((j) => j.stops <= maxStops))
      expect(found.map((j) => j.id).sort()).toEqual(expected.map((j) => j.id).sort())
      const byId = new Map(expected.map((j) => [j.id, j]))
      for (const journey of found) expect(journey).toEqual(byId.get(journey.id))
      for (const { stops } of found) seen[stops] = (seen[stops] ?? 0) + 1
    }
  }
  expect(Math.min(...seen)).toBeGreaterThan(30)
})
