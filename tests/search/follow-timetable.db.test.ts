import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { type FlightDb, openFlightDb } from '../../subgraphs/flight/database.ts'
import { followTimetable, type TimetableFollower } from '../../subgraphs/flight/search/follow-timetable.ts'
import { createTimetable, type Timetable } from '../../subgraphs/flight/search/timetable.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { flightPublished, flightSnapshot } from '../support/flights.ts'
import { until } from '../support/wait.ts'

const log = createLog('search-test').child({}, { level: 'silent' })

let databases: TestDatabase[]
let db: FlightDb
let bus: EventBus
let instances: Array<{ timetable: Timetable; follower: TimetableFollower }>

beforeAll(async () => {
  databases = [await testDatabase('flight'), await testDatabase('bus')]
  db = openFlightDb((databases[0] as TestDatabase).url)
  bus = openEmbeddedBus((databases[1] as TestDatabase).url, log)
})
afterAll(async () => {
  await bus.close()
  await db.close()
  for (const database of databases) await database.drop()
})

beforeEach(async () => {
  await db.client.$executeRaw`DELETE FROM flight`
  await addFlights(50)
  instances = await Promise.all([follow(), follow()])
  await until(() => instances.every(({ follower }) => follower.ready()), { timeoutMs: 20_000 })
})
afterEach(() => Promise.all(instances.map(({ follower }) => follower.stop())))

async function follow() {
  const timetable = createTimetable()
  return { timetable, follower: await followTimetable(timetable, { db, bus, log }) }
}

let number = 0

async function addFlights(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const set = newId()
    await db.client.$executeRaw`
      INSERT INTO fare (fare_set_id, cabin, currency, base_minor, taxes_minor, refundable, cancel_fee_minor,
        change_fee_minor, surcharges)
      VALUES (${set}, 'ECONOMY', 'INR', 100, 10, 1, 0, 0, '[]'), (${set}, 'BUSINESS', 'INR', 900, 90, 1, 0, 0, '[]')`
    await db.client.$executeRaw`
      INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on, departs_at,
        arrives_at, sales_close_at, layout_id, fare_set_id, distance_km, published_at)
      VALUES (${newId()}, 'AA', ${`AA${++number}`}, 'DEL', 'BOM', '2030-01-01T10:00', '2030-01-01',
        '2030-01-01 10:00:00', '2030-01-01 12:00:00', '2030-01-01 09:00:00', ${newId()}, ${set}, 1000, UTC_TIMESTAMP(3))`
  }
}

const sizes = () => instances.map(({ timetable }) => timetable.size)
const sold = (cabin: 'ECONOMY' | 'BUSINESS') => () =>
  instances.map(({ timetable }) => timetable.networksOf(cabin).reduce((sum, { network }) => sum + network.flights, 0))

test('loads what is on sale', () => {
  expect(sizes()).toEqual([50, 50])
  expect([sold('ECONOMY')(), sold('BUSINESS')()]).toEqual([
    [50, 50],
    [50, 50],
  ])
})

test('every instance sees what any of them wrote, though no event told', async () => {
  await addFlights(3)
  await db.client.$executeRaw`UPDATE flight SET status = 'CANCELLED' ORDER BY id LIMIT 10`
  await until(() => sizes().every((size) => size === 43), { timeoutMs: 20_000 })
})

test('a cabin that is sold out goes, and comes back when a seat does', async () => {
  await db.client.$executeRaw`UPDATE flight SET sold_out = 'ECONOMY' ORDER BY id LIMIT 7`
  await until(() => sold('ECONOMY')().every((n) => n === 43), { timeoutMs: 20_000 })
  expect(sold('BUSINESS')()).toEqual([50, 50])
  await db.client.$executeRaw`UPDATE flight SET sold_out = ''`
  await until(() => sold('ECONOMY')().every((n) => n === 50), { timeoutMs: 20_000 })
})

test('what was deleted goes when its event comes', async () => {
  const [row] = await db.client.$queryRaw<Array<{ id: string }>>`SELECT id FROM flight LIMIT 1`
  const id = row?.id as string
  await db.client.$executeRaw`DELETE FROM flight WHERE id = ${id}`
  // Whatever it says, the flight is read again.
  const event = { ...flightPublished(flightSnapshot({ flightId: id })), subject: id }
  await bus.publish([{ topic: 'flight.v1', key: id, value: JSON.stringify(event) }])
  await until(() => sizes().every((size) => size === 49), { timeoutMs: 20_000 })
})

test('is up to date the moment it is asked', async () => {
  await addFlights(1)
  for (const { follower, timetable } of instances) {
    expect(await follower.upToDate()).toBe(true)
    expect(timetable.size).toBe(51)
  }
})

test('knows how far it is: what others may not know of yet, until all must', async () => {
  const { follower, timetable } = instances[0] as (typeof instances)[number]
  await follower.upToDate()
  const { progress } = follower
  const before = follower.now()
  const { version } = timetable
  await addFlights(1)
  await follower.upToDate()
  expect(timetable.version).toBe(version + 1)
  expect(progress.changesSince(before)?.map(({ now }) => now?.origin)).toContain('DEL')
  // It goes on looking; once what it says is as of later, nothing is left that another could lack.
  await until(() => progress.asOf !== undefined && progress.changesSince(progress.asOf)?.length === 0, {
    timeoutMs: 30_000,
  })
  expect(progress.changesSince(0)).toBeUndefined()
})
