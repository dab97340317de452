import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '#lib/ids.ts'
import { join } from '#lib/sql.ts'
import { loadDemoFlights } from '../../../scripts/demo-data/load-demo-flights.ts'
import { AIRLINES } from '../../../scripts/demo-data/network.ts'
import { cabinsOf } from '../../../scripts/import/cabins.ts'
import { openFlightsFolder } from '../../../tests/search/openflights.ts'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { findAirports } from '../catalogue/find-airports.ts'
import { loadCatalogue } from '../catalogue/store.ts'
import { type FlightDb, openFlightDb } from '../database.ts'
import { clashes } from '../fleet/rotation.ts'
import { loadDutiesOf } from '../fleet/store.ts'
import { importOpenFlights } from './import-openflights.ts'
import { aircraftIdOf } from './imported-fleet.ts'
import { type OpenFlights, readOpenFlights } from './openflights.ts'
import { zoneAt } from './zone-at.ts'

const text = (name: string) => readFileSync(`${openFlightsFolder()}/${name}`, 'utf8')
const world = readOpenFlights(
  {
    'airports.dat': text('airports.dat'),
    'airlines.dat': text('airlines.dat'),
    'routes.dat': text('routes.dat'),
    'planes.dat': text('planes.dat'),
  },
  zoneAt,
)
/** A few hundred routes, far and near, of two airlines. */
const some: OpenFlights = {
  ...world,
  airlines: world.airlines.filter(({ code }) => ['AI', 'QF'].includes(code)),
  routes: world.routes.filter(({ airline }) => ['AI', 'QF'].includes(airline)),
}

vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase
let db: FlightDb
beforeEach(async () => {
  database = await testDatabase('flight')
  db = openFlightDb(database.url)
})
afterEach(async () => {
  await db.close()
  await database.drop()
})

const FROM = Temporal.Now.plainDateISO('UTC').add({ days: 2 })
const load = (data = some, { from = FROM, days = 2 } = {}) => importOpenFlights(db, data, { from, days, cabinsOf })
const count = async (rows: PromiseLike<Array<{ n: unknown }>>) => Number((await rows)[0]?.n)
const flights = () => count(db.client.$queryRaw`SELECT COUNT(*) AS n FROM flight`)
const duties = async () => {
  const fleet = await db.client.$queryRaw<Array<{ id: string }>>`SELECT id FROM aircraft`
  const ids = fleet.map(({ id }) => id)
  return db.transaction((tx) => loadDutiesOf(tx, ids, new Date(0)))
}
const nothing = { cities: 0, airports: 0, airlines: 0, aircraft: 0, added: 0, withoutAircraft: 0 }

test('all places and airlines of the files are there after one run, each in its zone, and stay so after another', async () => {
  const places = { ...world, routes: [] }
  expect(await load(places)).toMatchObject({
    airports: world.airports.length,
    airlines: world.airlines.length,
    added: 0,
  })
  const { airports, airlines, cities } = await loadCatalogue(db.client)
  expect(airports.size).toBe(world.airports.length)
  expect(airlines.size).toBe(world.airlines.length)
  for (const { code, timeZone, city, name, countryCode } of world.airports) {
    const kept = airports.get(code)
    expect(kept).toMatchObject({ timeZone, name })
    expect(cities.get(kept?.cityId ?? '')).toMatchObject({ name: city, countryCode })
  }
  expect(await load(places)).toMatchObject(nothing)
  const catalogue = await loadCatalogue(db.client)
  const found = (query: string) => findAirports(catalogue, query, 10).map(({ code }) => code)
  expect(found('Frankfrut').slice(0, 2)).toEqual(['FRA', 'HHN'])
  expect(found('Sao Paolo').slice(0, 2)).toEqual(['CGH', 'GRU'])
  expect(found('Heathro')).toEqual(['LHR'])
  expect(found('Zurich')).toEqual(['ZRH'])
  expect(found('new yrok')).toEqual(expect.arrayContaining(['JFK', 'LGA']))
})

describe('the timetable', () => {
  test('is complete: aircraft, layout, and a fare in each cabin', async () => {
    const { added } = await load()
    expect(added).toBeGreaterThan(500)
    const complete = db.client.$queryRaw<Array<{ n: unknown }>>`
      SELECT COUNT(*) AS n FROM flight f
      JOIN aircraft a ON a.id = f.aircraft_id AND a.layout_id = f.layout_id
      JOIN seat_layout l ON l.id = f.layout_id
      WHERE (SELECT COUNT(*) FROM fare WHERE fare.fare_set_id = f.fare_set_id) = JSON_LENGTH(l.cabins)
        AND f.departs_on = LEFT(f.departs_local, 10) AND f.sales_close_at < f.departs_at AND f.published_at IS NULL`
    expect(await count(complete)).toBe(added)
    expect(await flights()).toBe(added)
  })

  test('has no aircraft in two places, also after more days have been added', async () => {
    await load()
    await load(some, { days: 9 })
    const plans = [...(await duties()).values()]
    expect(plans.flat().length).toBe(await flights())
    expect(plans.flatMap(clashes)).toEqual([])
  })

  test('is the same after a second run, which adds nothing; overlapping days are there once', async () => {
    const first = await load()
    expect(await load()).toMatchObject({ ...nothing, known: first.added })
    const later = await load(some, { from: FROM.add({ days: 1 }) })
    expect(later.known).toBeGreaterThan(0)
    expect(await load(some, { days: 3 })).toMatchObject({ ...nothing, known: first.added + later.added })
  })

  test('two imports at once make what one makes', async () => {
    const both = await Promise.allSettled([load(), load()])
    // One of them may have found the other's rows where it was about to write its own, and stopped.
    if (both.some(({ status }) => status === 'rejected')) await load()
    const there = await flights()
    expect(await load()).toMatchObject({ ...nothing, known: there })
    expect([...(await duties()).values()].flatMap(clashes)).toEqual([])
  })
})

describe('what operators have done', () => {
  test('stays: names, cancelled, moved and retired things', async () => {
    const { added } = await load()
    await db.client.$executeRaw`UPDATE airline SET name = 'Air Bharat' WHERE code = 'AI'`
    await db.client.$executeRaw`UPDATE airport SET name = 'Palam', retired_at = UTC_TIMESTAMP(3) WHERE code = 'DEL'`
    await db.client.$executeRaw`
      UPDATE flight SET status = 'CANCELLED', departs_on = NULL WHERE origin = 'SYD' ORDER BY id LIMIT 3`
    await db.client.$executeRaw`
      UPDATE flight SET departs_on = departs_on + INTERVAL 40 DAY, departs_at = departs_at + INTERVAL 40 DAY
      WHERE origin = 'MEL' ORDER BY id LIMIT 3`
    expect(await load()).toMatchObject({ ...nothing, known: await delhi('<>') })
    expect(await flights()).toBe(added)
    expect((await loadCatalogue(db.client)).airlines.get('AI')?.name).toBe('Air Bharat')
    // The week goes on, without Delhi.
    const before = await delhi('=')
    expect((await load(some, { days: 4 })).added).toBeGreaterThan(0)
    expect(await delhi('=')).toBe(before)
  })

  test('an aircraft that is busy or retired gets nothing that clashes: such flights wait for another one', async () => {
    await load()
    const [busy, retired] = [aircraftIdOf('AI-0001'), aircraftIdOf('QF-0001')]
    const [from, to] = [6, 12].map((days) => new Date(Date.now() + days * 86_400_000))
    await db.client.$executeRaw`
      INSERT INTO maintenance_window (id, aircraft_id, starts_at, ends_at, reason)
      VALUES (${newId()}, ${busy}, ${from}, ${to}, 'C check')`
    await db.client.$executeRaw`UPDATE aircraft SET retired_at = UTC_TIMESTAMP(3) WHERE id = ${retired}`
    const before = (await duties()).get(retired)?.length
    const { withoutAircraft } = await load(some, { days: 9 })
    expect(withoutAircraft).toBeGreaterThan(0)
    const after = await duties()
    expect(after.get(retired)?.length).toBe(before)
    expect([...after.values()].flatMap(clashes)).toEqual([])
    expect(await count(db.client.$queryRaw`SELECT COUNT(*) AS n FROM flight WHERE aircraft_id IS NULL`)).toBe(
      withoutAircraft,
    )
  })

  test("another airline's code stays its own, and a number that is taken leaves its trip out", async () => {
    await db.client.$executeRaw`INSERT INTO airline (code, name) VALUES ('QF', 'Quick Flights')`
    const others: string[][] = []
    const options = {
      from: FROM,
      days: 1,
      cabinsOf,
      onPlan: (plan: { otherAirlines: string[] }) => others.push(plan.otherAirlines),
    }
    await importOpenFlights(db, some, options)
    expect(others).toEqual([['QF']])
    expect(await count(db.client.$queryRaw`SELECT COUNT(*) AS n FROM flight WHERE airline_code = 'QF'`)).toBe(0)
    const { added } = await load(some, { from: FROM.add({ days: 7 }), days: 1 })
    // The same numbers by somebody's hand, as if they had been there before.
    const trip = await db.client.$executeRaw`
      UPDATE flight SET id = CONCAT('00000000', SUBSTRING(id, 9))
      WHERE departs_on >= ${FROM.add({ days: 6 }).toString()} AND number IN ('AI102', 'AI103')`
    expect(trip).toBe(2)
    const again = await load(some, { from: FROM.add({ days: 7 }), days: 1 })
    expect(again).toMatchObject({ added: 0, known: added - 2, taken: 2 })
  })
})

test('demo data in the same database stay as they are, and so do their airlines', async () => {
  await loadDemoFlights(db)
  const state = async () => {
    const sums = await db.client.$queryRaw<Array<{ n: unknown; sum: unknown }>>`
      SELECT COUNT(*) AS n, SUM(CRC32(CONCAT_WS('|', id, number, departs_at, aircraft_id, layout_id, fare_set_id))) AS sum
      FROM flight WHERE airline_code IN (${join(AIRLINES.map(({ code }) => code))})`
    return sums.map(({ n, sum }) => `${n} ${sum}`)
  }
  const before = [await state(), await loadCatalogue(db.client)] as const
  const codes = ['AI', 'QF', ...AIRLINES.map(({ code }) => code)]
  const routes = world.routes.filter(({ airline }) => codes.includes(airline))
  const { added } = await load({ ...world, routes }, { days: 1 })
  expect(added).toBeGreaterThan(100)
  expect(await state()).toEqual(before[0])
  const catalogue = await loadCatalogue(db.client)
  for (const part of ['airports', 'airlines', 'cities'] as const) {
    for (const [key, was] of before[1][part]) expect(catalogue[part].get(key)).toEqual(was)
  }
  expect(await loadDemoFlights(db)).toBe(0)
  expect([...(await duties()).values()].flatMap(clashes)).toEqual([])
})

/** Flights that come or go there, or that do not. */
const delhi = (which: '=' | '<>') =>
  which === '='
    ? count(db.client.$queryRaw`SELECT COUNT(*) AS n FROM flight WHERE origin = 'DEL' OR destination = 'DEL'`)
    : count(db.client.$queryRaw`SELECT COUNT(*) AS n FROM flight WHERE origin <> 'DEL' AND destination <> 'DEL'`)
