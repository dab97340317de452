import { afterAll, beforeAll, expect, test } from 'vitest'
import { shiftClock } from '#lib/clock.ts'
import { loadCatalogue } from '../../subgraphs/flight/catalogue/store.ts'
import { type FlightDb, openFlightDb } from '../../subgraphs/flight/database.ts'
import { createReader } from '../../subgraphs/flight/search/read-timetable.ts'
import { readSearch } from '../../subgraphs/flight/search/request.ts'
import { createPlanner } from '../../subgraphs/flight/search/search-flights.ts'
import { createTimetable } from '../../subgraphs/flight/search/timetable.ts'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { DAYS, demoLines, loadDemoFlights } from './load-demo-flights.ts'

const DAY_MS = 86_400_000
const FLIGHTS_A_DAY = demoLines().flatMap((line) => line.legs).length

let database: TestDatabase
let db: FlightDb
let loaded: number
beforeAll(async () => {
  database = await testDatabase('flight')
  db = openFlightDb(database.url)
  loaded = await loadDemoFlights(db)
})
afterAll(async () => {
  shiftClock(0)
  await db.close()
  await database.drop()
})

const count = async (rows: PromiseLike<Array<{ n: bigint }>>) => Number((await rows)[0]?.n)

test('a first load fills the next 60 days within 20 seconds, nothing of it in the past', async () => {
  expect(loaded).toBeGreaterThan((DAYS - 1) * FLIGHTS_A_DAY)
  expect(await count(db.client.$queryRaw`SELECT COUNT(*) AS n FROM flight`)).toBe(loaded)
  expect(await count(db.client.$queryRaw`SELECT COUNT(*) AS n FROM flight WHERE departs_at < UTC_TIMESTAMP(3)`)).toBe(0)
})

test('every flight has its aircraft, layout and a fare in each of its cabins', async () => {
  const complete = db.client.$queryRaw<Array<{ n: bigint }>>`
    SELECT COUNT(*) AS n FROM flight f
    JOIN aircraft a ON a.id = f.aircraft_id AND a.layout_id = f.layout_id
    JOIN seat_layout l ON l.id = f.layout_id
    WHERE (SELECT COUNT(*) FROM fare WHERE fare.fare_set_id = f.fare_set_id) = JSON_LENGTH(l.cabins)`
  expect(await count(complete)).toBe(loaded)
})

test('at least 150 pairs of cities are linked', async () => {
  const pairs = db.client.$queryRaw<Array<{ n: bigint }>>`
    SELECT COUNT(DISTINCT LEAST(o.city_id, d.city_id), GREATEST(o.city_id, d.city_id)) AS n FROM flight f
    JOIN airport o ON o.code = f.origin JOIN airport d ON d.code = f.destination`
  expect(await count(pairs)).toBeGreaterThanOrEqual(150)
})

test('Delhi to Mumbai is flown directly, Delhi to New York with one stop, on every day that is on sale', async () => {
  await db.client.$executeRaw`UPDATE flight SET published_at = UTC_TIMESTAMP(3)`
  const catalogue = await loadCatalogue(db.client)
  const today = Temporal.Now.plainDateISO('Asia/Kolkata')
  const timetable = createTimetable()
  const reader = createReader(timetable, db.client)
  await reader.load()
  const planner = createPlanner(timetable, reader.now)
  const search = (destination: string, maxStops: number, date: string) =>
    planner.search(
      readSearch(
        { origin: 'DEL', destination, date, maxStops, passengers: 2, cabin: 'ECONOMY', flexDays: 0 },
        catalogue,
      ),
      catalogue,
    )
  for (let day = 1; day < DAYS - 1; day++) {
    const date = today.add({ days: day }).toString()
    const direct = await search('BOM', 0, date)
    expect(direct.length, date).toBeGreaterThanOrEqual(4)
    expect(new Set(direct.map((journey) => journey.currency)), date).toEqual(new Set(['INR']))
    const oneStop = await search('JFK', 1, date)
    expect(oneStop.filter((journey) => journey.stops === 1).length, date).toBeGreaterThanOrEqual(1)
  }
})

test('a second load finds everything there', async () => {
  expect(await loadDemoFlights(db)).toBe(0)
})

test('three days later it adds three days, and changes nothing that was there', async () => {
  const before = await sumOfFlights()
  shiftClock(3 * DAY_MS)
  expect(await loadDemoFlights(db)).toBe(3 * FLIGHTS_A_DAY)
  expect(await sumOfFlights()).toEqual(before)
  expect(await loadDemoFlights(db)).toBe(0)
})

test('after half a year of rest it goes on, and no aircraft is in two places', async () => {
  shiftClock(183 * DAY_MS)
  expect(await loadDemoFlights(db)).toBeGreaterThan((DAYS - 2) * FLIGHTS_A_DAY)
  const misplaced = db.client.$queryRaw<Array<{ n: bigint }>>`
    SELECT COUNT(*) AS n FROM (
      SELECT origin, departs_at, LAG(destination) OVER (PARTITION BY aircraft_id ORDER BY departs_at) AS last_place,
        LAG(arrives_at) OVER (PARTITION BY aircraft_id ORDER BY departs_at) AS last_arrival
      FROM flight) turns
    WHERE last_place <> origin OR last_arrival > departs_at - INTERVAL 30 MINUTE`
  expect(await count(misplaced)).toBe(0)
})

/** Changes with any flight of the first load; the test before put those on sale, so the later ones are left out. */
async function sumOfFlights() {
  const [row] = await db.client.$queryRaw<Array<{ n: bigint; sum: unknown }>>`
    SELECT COUNT(*) AS n, SUM(CRC32(CONCAT_WS(' ', id, number, origin, departs_at, arrives_at, aircraft_id, fare_set_id))) AS sum
    FROM flight WHERE published_at IS NOT NULL`
  return { n: Number(row?.n), sum: String(row?.sum) }
}
