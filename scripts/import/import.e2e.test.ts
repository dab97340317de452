import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFlightDb } from '../../subgraphs/flight/database.ts'
import { openFlightsFolder } from '../../tests/search/openflights.ts'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { until } from '../../tests/support/wait.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const FROM = Temporal.Now.plainDateISO('UTC').add({ days: 2 }).toString()
const DAYS = 21

let folder: string
const databases: TestDatabase[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'import-'))
  // Two airlines out of all: some hundred routes, and rows that are rejected.
  for (const file of ['airports.dat', 'airlines.dat', 'planes.dat', 'routes.dat']) {
    const all = readFileSync(join(openFlightsFolder(), file), 'utf8')
    const some =
      file === 'routes.dat'
        ? all
            .split('\n')
            .filter((line) => /^(?:LH|QF),/.test(line))
            .join('\n')
        : all
    writeFileSync(join(folder, file), some)
  }
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  for (const database of databases) await database.drop()
})

async function newDatabase(): Promise<TestDatabase> {
  const database = await testDatabase('flight')
  databases.push(database)
  return database
}

function start(database: TestDatabase, args: string[]): { child: ChildProcess; output(): string } {
  const child = spawn(process.execPath, ['scripts/import.ts', ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'development', FLIGHT_DATABASE_URL: database.url, SALES_WINDOW: 'P2D' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout?.on('data', (data) => (printed += data))
  child.stderr?.on('data', (data) => (printed += data))
  return { child, output: () => printed }
}

const whole = () => ['openflights', folder, '--from', FROM, '--days', String(DAYS)]

async function run(database: TestDatabase, args = whole()): Promise<{ code: number | null; output: string }> {
  const { child, output } = start(database, args)
  const [code] = await once(child, 'close')
  return { code: code as number | null, output: output() }
}

/** What is there, to the last column that an import writes. */
async function stateOf({ url }: TestDatabase): Promise<Record<string, string>> {
  const db = openFlightDb(url)
  try {
    const rows = await db.client.$queryRaw<Array<{ name: string; n: unknown; sum: unknown }>>`
      SELECT 'city' AS name, COUNT(*) AS n, SUM(CRC32(CONCAT_WS('|', id, name, country_code))) AS sum FROM city
      UNION ALL SELECT 'airport', COUNT(*), SUM(CRC32(CONCAT_WS('|', code, name, city_id, time_zone, latitude, longitude)))
        FROM airport
      UNION ALL SELECT 'airline', COUNT(*), SUM(CRC32(CONCAT_WS('|', code, name))) FROM airline
      UNION ALL SELECT 'layout', COUNT(*), SUM(CRC32(CONCAT_WS('|', id, name, version, seat_count))) FROM seat_layout
      UNION ALL SELECT 'aircraft', COUNT(*), SUM(CRC32(CONCAT_WS('|', id, registration, type_code, layout_id)))
        FROM aircraft
      UNION ALL SELECT 'fare', COUNT(*), SUM(CRC32(CONCAT_WS('|', fare_set_id, cabin, currency, base_minor, taxes_minor)))
        FROM fare
      UNION ALL SELECT 'flight', COUNT(*), SUM(CRC32(CONCAT_WS('|', id, number, origin, destination, departs_local,
        departs_at, arrives_at, sales_close_at, aircraft_id, layout_id, fare_set_id, distance_km))) FROM flight`
    return Object.fromEntries(rows.map(({ name, n, sum }) => [name, `${n} ${sum}`]))
  } finally {
    await db.close()
  }
}

test('killed in the middle, a second run makes of it what one run makes, and a third changes nothing', async () => {
  const [once, twice] = [await newDatabase(), await newDatabase()]
  const first = await run(once)
  expect(first.code, first.output).toBe(0)
  const complete = await stateOf(once)

  const killed = start(twice, whole())
  const ended = new Promise((resolve) => killed.child.once('close', resolve))
  const db = openFlightDb(twice.url)
  const flights = async () =>
    Number((await db.client.$queryRaw<Array<{ n: unknown }>>`SELECT COUNT(*) AS n FROM flight`)[0]?.n)
  await until(async () => (await flights()) > 0, { timeoutMs: 120_000, everyMs: 2 })
  killed.child.kill('SIGKILL')
  await ended
  await db.close()
  const half = await stateOf(twice)
  expect(half.flight).not.toBe(complete.flight)

  const second = await run(twice)
  expect(second.code, second.output).toBe(0)
  expect(await stateOf(twice)).toEqual(complete)
  const third = await run(twice)
  expect(third.output).toContain('nothing to change')
  expect(await stateOf(twice)).toEqual(complete)
})

test('prints each row that is left out with its place and reason, and what goes on sale', async () => {
  const { output } = await run(await newDatabase(), ['openflights', folder, '--days', '1'])
  expect(output).toMatch(/^routes\.dat:\d+ a codeshare: another airline flies it$/m)
  expect(output).toMatch(/^airlines\.dat:\d+ not active$/m)
  expect(output).toMatch(/^ +\d+ {2}routes\.dat: a codeshare: another airline flies it$/m)
  expect(output).toMatch(/SALES_WINDOW puts those of 1 days on sale: [\d,]+ seats/)
})

test.each([
  [[], 'Usage'],
  [['openflights', '/nowhere'], 'There is no /nowhere/airports.dat'],
  [['openflights', '.', '--days', '0'], '--days'],
  [['openflights', '.', '--from', 'soon'], '--from'],
  [['openflights', '.', '--week'], 'Usage'],
])('%s is refused with what is wrong', async (args, words) => {
  const { code, output } = await run(databases[0] as TestDatabase, args)
  expect(code).toBe(1)
  expect(output).toContain(words)
  expect(output).not.toMatch(/^ +at /m)
})
