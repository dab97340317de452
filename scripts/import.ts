/**
 * npm run import -- openflights DIR [--days N] [--from YYYY-MM-DD]
 * Reads airports, airlines, routes and types of aircraft of OpenFlights and adds what is not there yet, with a timetable
 * made from the routes: of the next 7 days, or N. What is there stays as it is; after an interruption run it again.
 *
 * Into the system that `npm start` runs on SKYGRAPH_DATA, or the server of DATABASE_URL, or FLIGHT_DATABASE_URL. A day is
 * some 89,000 flights. They go on sale by SALES_WINDOW, and only then make seats in booking, about 14 million a day: what
 * --days and SALES_WINDOW have in common says how large that database grows.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dbNow } from '#lib/clock.ts'
import { ConfigError, durationMs, readConfig } from '#lib/config.ts'
import { type FlightDb, openFlightDb } from '../subgraphs/flight/database.ts'
import { type ImportPlan, importOpenFlights } from '../subgraphs/flight/import/import-openflights.ts'
import { type OpenFlights, type OpenFlightsFile, readOpenFlights } from '../subgraphs/flight/import/openflights.ts'
import { zoneAt } from '../subgraphs/flight/import/zone-at.ts'
import { cabinsOf } from './import/cabins.ts'
import { byReason, forecast, lineOf } from './import/summary.ts'
import { databaseUrlOf } from './verify/where.ts'

const USAGE = 'Usage: npm run import -- openflights DIR [--days N] [--from YYYY-MM-DD]'
const MOST_DAYS = 366
const DAY_MS = 86_400_000
/** Measured with its indexes, of a million flights. */
const BYTES_A_SEAT = 100
const PROGRESS_EVERY_MS = 5000

try {
  await run()
} catch (error) {
  // What is wrong with the question, and not with us, needs no stack.
  console.error(error instanceof ConfigError || (error as Error).name === 'Away' ? (error as Error).message : error)
  process.exitCode = 1
}

async function run(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const { folder, days, from: wished } = readArguments()
  const { SALES_WINDOW } = readConfig({ SALES_WINDOW: durationMs.default(60 * DAY_MS) })
  const data = readFolder(folder)
  const db = openFlightDb(databaseUrlOf('flight', process.env))
  try {
    const today = await todayOf(db)
    const from = wished ?? today
    const inWindow = Math.ceil(SALES_WINDOW / DAY_MS) - today.until(from).days
    await write(db, data, { from, days, daysOnSale: Math.min(days, Math.max(0, inWindow)) })
  } finally {
    await db.close()
  }
}

function readArguments() {
  const { values, positionals } = parse()
  const [format, folder, ...more] = positionals
  if (format !== 'openflights' || folder === undefined || more.length > 0) throw new ConfigError(USAGE)
  const days = Number(values.days)
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    throw new ConfigError(`--days is a whole number from 1 to ${MOST_DAYS}.`)
  }
  return { folder, days, from: values.from === undefined ? undefined : readDate(values.from) }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { days: { type: 'string', default: '7' }, from: { type: 'string' } },
    })
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${USAGE}`)
  }
}

function readDate(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    throw new ConfigError('--from is a date like 2027-03-28.')
  }
}

function readFolder(folder: string): OpenFlights {
  const text = (name: OpenFlightsFile): string => {
    const file = join(folder, name)
    if (!existsSync(file)) throw new ConfigError(`There is no ${file}.`)
    return readFileSync(file, 'utf8')
  }
  const began = performance.now()
  const files = {
    'airports.dat': text('airports.dat'),
    'airlines.dat': text('airlines.dat'),
    'routes.dat': text('routes.dat'),
    'planes.dat': text('planes.dat'),
  }
  const data = readOpenFlights(files, zoneAt)
  for (const rejection of data.rejected) console.log(lineOf(rejection))
  const { airports, airlines, routes, rejected, zonesDerived } = data
  console.log(`read ${count(airports.length)} airports, ${count(airlines.length)} airlines, ${since(began)}`)
  console.log(`${count(routes.length)} routes are usable, ${count(zonesDerived.length)} zones come from the position`)
  console.log(`${count(rejected.length)} rows are left out:`)
  for (const line of byReason(rejected)) console.log(line)
  return data
}

async function todayOf(db: FlightDb): Promise<Temporal.PlainDate> {
  const now = await dbNow(db.client)
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO('UTC').toPlainDate()
}

async function write(
  db: FlightDb,
  data: OpenFlights,
  when: { from: Temporal.PlainDate; days: number; daysOnSale: number },
): Promise<void> {
  const began = performance.now()
  let planned = { flights: 0, at: began }
  let toldAt = began
  const done = await importOpenFlights(db, data, {
    ...when,
    cabinsOf,
    onPlaces: ({ cities, airports, airlines }) =>
      console.log(
        `${count(airports.length)} airports, ${count(cities.length)} cities, ${count(airlines.length)} airlines added`,
      ),
    onPlan(plan) {
      planned = { flights: tellPlan(plan, when), at: performance.now() }
    },
    onFlights({ added, known, past, taken }) {
      if (performance.now() - toldAt < PROGRESS_EVERY_MS) return
      toldAt = performance.now()
      console.log(`${count(added + known + past + taken)} of ${count(planned.flights)} flights, ${since(planned.at)}`)
    },
  })
  const seconds = (performance.now() - planned.at) / 1000
  console.log(
    `${count(done.added)} flights added, ${count(done.known)} were there (${count(done.added / seconds)} added a second)`,
  )
  if (done.past > 0) console.log(`${count(done.past)} are of trips that have begun, or whose sale is closed: left out`)
  if (done.taken > 0) console.log(`${count(done.taken)} have numbers that leave on that day already: left out`)
  if (done.withoutAircraft > 0)
    console.log(`${count(done.withoutAircraft)} need an aircraft: theirs is planned otherwise`)
  const changed = done.cities + done.airports + done.airlines + done.aircraft + done.added
  console.log(`${changed === 0 ? 'nothing to change' : 'done'}, ${since(began)}`)
}

/** Returns how many flights are planned. */
function tellPlan(
  { week, otherAirlines, addedAircraft }: ImportPlan,
  when: { from: Temporal.PlainDate; days: number; daysOnSale: number },
): number {
  const { flights, seatsOnSale } = forecast(week, when)
  if (otherAirlines.length > 0)
    console.log(`codes of other airlines here, their routes are left out: ${otherAirlines.join(' ')}`)
  console.log(`${count(addedAircraft)} aircraft added`)
  console.log(`planned: ${count(flights)} flights from ${when.from}, ${when.days} days`)
  const gigabytes = (seatsOnSale * BYTES_A_SEAT) / 1e9
  console.log(
    `SALES_WINDOW puts those of ${when.daysOnSale} days on sale: ${count(seatsOnSale)} seats, about ${gigabytes.toFixed(1)} GB in booking`,
  )
  return flights
}

function count(n: number): string {
  return Math.round(n).toLocaleString('en')
}

function since(began: number): string {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`
}
