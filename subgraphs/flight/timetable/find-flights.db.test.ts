import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../../scripts/services/connection.ts'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { type FlightDb, openFlightDb, type Tx } from '../database.ts'
import { pageOfFlights } from './page.ts'
import { type FlightFilter, findFlights } from './store.ts'

const FLIGHTS = 100_000
const FIRST = new Date('2027-01-01T00:00:00Z')

interface StoredFlight {
  id: string
  airline: string
  origin: string
  destination: string
  status: string
  aircraftId: string
  departsAt: Date
}

/** All, in the order of pages. */
let stored: StoredFlight[]
let database: TestDatabase
let db: FlightDb
beforeAll(async () => {
  database = await testDatabase('flight')
  await fill()
  db = openFlightDb(database.url)
}, 180_000)
afterAll(async () => {
  await db.close()
  await database.drop()
})

/** Doubled until enough: many at the same minute, a station and an airline with a tenth of all, one flight in 128 delayed. */
async function fill(): Promise<void> {
  const connection = await connect(database.adminUrl)
  const numbers = `(WITH RECURSIVE ten AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM ten WHERE n < 9)
    SELECT a.n + b.n * 10 + c.n * 100 + d.n * 1000 + e.n * 10000 AS n FROM ten a, ten b, ten c, ten d, ten e)`
  await connection.query(`INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on,
      departs_at, arrives_at, sales_close_at, status, aircraft_id, layout_id, fare_set_id, distance_km)
    SELECT CONCAT(SUBSTRING(MD5(n), 1, 8), '-0000-7000-8000-', LPAD(n, 12, '0')), CONCAT('A', n % 10), CONCAT('A', n),
      CONCAT('O', CHAR(65 + n DIV 10 % 10), 'X'), CONCAT('D', CHAR(65 + n DIV 100 % 10), 'X'), '', '2027-01-01',
      TIMESTAMP('2027-01-01') + INTERVAL n DIV 500 HOUR, TIMESTAMP('2027-01-01') + INTERVAL n DIV 500 + 2 HOUR,
      TIMESTAMP('2027-01-01'), IF(n % 128 = 5, 'DELAYED', IF(n % 7 = 3, 'CANCELLED', 'SCHEDULED')),
      CONCAT('00000000-0000-7000-8000-', LPAD(n % 1000, 12, '0')), '', '', 1000
    FROM ${numbers} all_of_them`)
  await connection.query('ANALYZE TABLE flight')
  const rows: Array<Omit<StoredFlight, 'departsAt'> & { departsMs: unknown }> = await connection.query(
    `SELECT id, airline_code AS airline, origin, destination, status, aircraft_id AS aircraftId,
      TIMESTAMPDIFF(SECOND, '2027-01-01', departs_at) * 1000 AS departsMs FROM flight`,
  )
  stored = rows
    .map(({ departsMs, ...row }) => ({ ...row, departsAt: new Date(FIRST.getTime() + Number(departsMs)) }))
    .sort((a, b) => a.departsAt.getTime() - b.departsAt.getTime() || (a.id < b.id ? -1 : 1))
  await connection.end()
}

/** What a page is to hold, found without the database's keys. */
function matching({ from, to, ...wanted }: FlightFilter): StoredFlight[] {
  const values = Object.entries(wanted) as Array<[keyof StoredFlight, unknown]>
  return stored.filter(
    (flight) =>
      values.every(([name, value]) => flight[name] === value) &&
      (from === undefined || flight.departsAt >= from) &&
      (to === undefined || flight.departsAt < to),
  )
}

const AIRCRAFT = '00000000-0000-7000-8000-000000000005'
const hour = (n: number) => new Date(FIRST.getTime() + n * 3_600_000)
const week = { from: hour(24), to: hour(7 * 24) }

const filters: Array<[string, FlightFilter]> = [
  ['nothing', {}],
  ['time', week],
  ['the airline', { airline: 'A3' }],
  ['the airline and time', { airline: 'A3', ...week }],
  ['the station of departure', { origin: 'OCX' }],
  ['the station of departure and time', { origin: 'OCX', ...week }],
  ['the station of arrival', { destination: 'DDX' }],
  ['the status most have', { status: 'SCHEDULED' }],
  ['a status that few have', { status: 'DELAYED' }],
  ['such a status and time', { status: 'DELAYED', ...week }],
  ['the aircraft', { aircraftId: AIRCRAFT }],
  ['airline, station and status', { airline: 'A3', origin: 'OCX', status: 'SCHEDULED' }],
]

/** Whatever operators can ask for together; nobody has LANDED. */
const combinations: FlightFilter[] = [{}, { airline: 'A3' }].flatMap((airline) =>
  [{}, { origin: 'OCX' }].flatMap((origin) =>
    [{}, { destination: 'DDX' }].flatMap((destination) =>
      ([undefined, 'SCHEDULED', 'CANCELLED', 'DELAYED', 'LANDED'] as const).flatMap((status) =>
        [{}, week].map((time) => ({ ...airline, ...origin, ...destination, ...(status && { status }), ...time })),
      ),
    ),
  ),
)

/** Rows and entries of keys that the server looks at for one page, as it counts itself. */
async function readsOf(filter: FlightFilter, after: { departsAt: Date; id: string } | undefined) {
  return db.transaction(async (tx) => {
    await findFlights(tx, filter, { limit: 51, after })
    const before = await handlerReads(tx)
    const found = await findFlights(tx, filter, { limit: 51, after })
    return { found, reads: (await handlerReads(tx)) - before, sorts: await sortsOf(tx) }
  })
}

type Counters = Array<{ Variable_name: string; Value: string }>
const sum = (counters: Counters) => counters.reduce((total, { Value }) => total + Number(Value), 0)
const handlerReads = async (tx: Tx) => {
  const counters = await tx.$queryRaw<Counters>`SHOW SESSION STATUS LIKE 'Handler_read%'`
  return sum(counters.filter(({ Variable_name }) => Variable_name !== 'Handler_read_rnd_deleted'))
}
const sortsOf = async (tx: Tx) => sum(await tx.$queryRaw<Counters>`SHOW SESSION STATUS LIKE 'Sort_rows'`)

describe(`of ${FLIGHTS.toLocaleString('en')} flights`, () => {
  test.each(filters)('a page by %s reads itself and little more, wherever it is', async (_, filter) => {
    const all = matching(filter)
    expect(all.length).toBeGreaterThan(60)
    for (const part of [0, 0.5, 0.9]) {
      const at = Math.floor(all.length * part)
      const { found, reads, sorts } = await readsOf(filter, at === 0 ? undefined : all[at - 1])
      expect(found.map(({ id }) => id)).toEqual(all.slice(at, at + 51).map(({ id }) => id))
      expect(reads, `${reads} reads from ${at} on`).toBeLessThan(800)
      expect(sorts).toBe(0)
    }
  })

  test('a page by any of airline, stations, status and time together does, though it be short or empty', async () => {
    expect(combinations).toHaveLength(80)
    for (const filter of combinations) {
      const all = matching(filter)
      const middle = all.length >> 1
      for (const at of new Set([0, middle])) {
        const { found, reads, sorts } = await readsOf(filter, at === 0 ? undefined : all[at - 1])
        expect(found.map(({ id }) => id)).toEqual(all.slice(at, at + 51).map(({ id }) => id))
        expect(reads, `${reads} reads by ${JSON.stringify(filter)}`).toBeLessThan(800)
        expect(sorts).toBe(0)
      }
    }
  })

  test('the counters do tell: by a condition that no key has, a page reads thousands', async () => {
    const reads = await db.transaction(async (tx) => {
      const before = await handlerReads(tx)
      await tx.$queryRaw`SELECT number FROM flight WHERE distance_km = 1 ORDER BY departs_at, id LIMIT 51`
      return (await handlerReads(tx)) - before
    })
    expect(reads).toBeGreaterThan(10_000)
  })

  test('pages after one another are all flights, each once', async () => {
    const filter: FlightFilter = { airline: 'A3', origin: 'OCX' }
    const seen: string[] = []
    for (let after: string | null = null; ; ) {
      const page = await pageOfFlights(db.client, filter, { first: 100, after })
      seen.push(...page.nodes.map(({ id }) => id))
      if (!page.pageInfo.hasNextPage) break
      after = page.pageInfo.endCursor
    }
    expect(seen).toEqual(matching(filter).map(({ id }) => id))
  })
})
