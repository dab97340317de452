import { connect } from '../scripts/services/connection.ts'
import { openFlightDb } from '../subgraphs/flight/database.ts'
import { type Journey, journeyOf, unbeaten } from '../subgraphs/flight/search/journey.ts'
import { createReader } from '../subgraphs/flight/search/read-timetable.ts'
import { createTimetable, type Timetable } from '../subgraphs/flight/search/timetable.ts'
import { percentile, type Report, type Table } from './report.ts'
import { measureCaches, type Taken } from './search/caches.ts'
import { type Filled, fill } from './search/fill.ts'
import { plan } from './search/plan.ts'
import { FORMS, type Form, selfJoin } from './search/self-join.ts'
import { type BenchQuery, type BenchWorld, flightsOf, queriesFor, readWorld } from './search/world.ts'
import { openScratch } from './support/scratch.ts'

const DAYS = 12
const QUERIES = 1000
/** Of the queries, those that the join of two stops is asked too: it is slow. */
const SAMPLE = 30
const SMALLER = [
  { days: DAYS, share: 0.1 },
  { days: DAYS, share: 0.3 },
]
const LARGER = { days: 34, share: 1 }

type Connection = Awaited<ReturnType<typeof connect>>

/** Searching a timetable made from the real routes, in memory and by a self-join of the same flights in SQL. */
export async function run(): Promise<Report> {
  const world = readWorld()
  const scratch = await openScratch()
  try {
    const url = await scratch.database('flight')
    const filled = await fill(url, flightsOf(world, { days: DAYS }))
    console.error(`${filled.flights} flights are in the database`)
    const loaded = await load(url)
    console.error('loaded')
    const queries = queriesFor(world, { days: DAYS, count: QUERIES })
    const ours = [0, 1, 2].map((maxStops) => timesOf(loaded.timetable, queries, maxStops))
    const connection = await connect(url)
    const joins = await compare(connection, { filled, timetable: loaded.timetable, queries }).finally(() =>
      connection.end(),
    )
    console.error('compared')
    const caches = await measureCaches(loaded.timetable, queries, await scratch.redis())
    console.error('kept answers measured')
    const { timetable } = loaded
    const times = ours[2] ?? { once: [], least: [] }
    const same = { flights: timetable.size, bytes: timetable.bytes, times, seconds: loaded.seconds }
    const growth = [...SMALLER.map((size) => grow(world, size)), same, grow(world, LARGER)]
    for (const size of growth) size.seconds ??= loaded.secondsAt(size.flights)
    return report({ mysql: scratch.mysql, filled, loaded, ours, joins, caches, growth })
  } finally {
    await scratch.end()
  }
}

async function load(url: string) {
  const db = openFlightDb(url)
  try {
    const timetable = createTimetable()
    const [began, cpu] = [performance.now(), process.cpuUsage()]
    const seconds = () => (performance.now() - began) / 1000
    const steps: Array<{ flights: number; seconds: number }> = []
    const timer = setInterval(() => steps.push({ flights: timetable.size, seconds: seconds() }), 20)
    await createReader(timetable, db.client).load()
    clearInterval(timer)
    timetable.tidy()
    const { user, system } = process.cpuUsage(cpu)
    return {
      timetable,
      seconds: seconds(),
      cpuSeconds: (user + system) / 1e6,
      secondsAt: (flights: number) => steps.find((step) => step.flights >= flights)?.seconds,
    }
  } finally {
    await db.close()
  }
}

interface Times {
  /** Of a query each, once it is compiled. */
  once: number[]
  /** The least of three runs: what is left when others on the machine are not in between. */
  least: number[]
}

function timesOf(timetable: Timetable, queries: readonly BenchQuery[], maxStops: number): Times {
  const times = () =>
    queries.map((query) => {
      const began = performance.now()
      plan(timetable, query, maxStops)
      return performance.now() - began
    })
  times()
  const runs = [times(), times(), times()] as const
  return { once: runs[0], least: runs[0].map((once, n) => Math.min(once, runs[1][n] ?? once, runs[2][n] ?? once)) }
}

interface Compared {
  stops: number
  form: Form
  sql: number[]
  ours: number[]
}

/** The same queries to both, in turn; every answer of the plain join, filtered to what nothing beats, must be ours. */
async function compare(
  connection: Connection,
  { filled, timetable, queries }: { filled: Filled; timetable: Timetable; queries: readonly BenchQuery[] },
): Promise<Compared[]> {
  const compared: Compared[] = []
  const sample = queries.slice(0, SAMPLE)
  for (const form of FORMS) {
    for (const stops of form === 'plain' ? [0, 1, 2] : [2]) {
      const sql: number[] = []
      const ours: number[] = []
      for (const query of sample) {
        const answers: Array<Array<Record<string, number>>> = []
        let began = performance.now()
        for (let n = 0; n <= stops; n++)
          answers.push(await connection.query(selfJoin(query, { stops: n, form, filled })))
        sql.push(performance.now() - began)
        began = performance.now()
        const found = plan(timetable, query, stops)
        ours.push(performance.now() - began)
        checkSame(unbeaten(answers.flat().map((row) => journeyFrom(row, filled))), found, query)
      }
      compared.push({ stops, form, sql, ours })
    }
  }
  return compared
}

const journeyFrom = (row: Record<string, number>, { legs }: Filled): Journey =>
  journeyOf(Object.values(row).map((number) => legs(number)) as Parameters<typeof journeyOf>[0])

function checkSame(expected: Journey[], found: Journey[], { origin, destination }: BenchQuery): void {
  const ids = (journeys: Journey[]) =>
    journeys
      .map((j) => j.id)
      .sort()
      .join(' ')
  if (ids(expected) !== ids(found)) throw new Error(`From ${origin} to ${destination} the answers differ.`)
}

interface Grown {
  flights: number
  bytes: number
  times: Times
  /** To load so many from the database; unknown of more than there are */
  seconds?: number | undefined
}

/** In memory alone: the flights of some days, all or a share of them. */
function grow(world: BenchWorld, size: { days: number; share: number }): Grown {
  const timetable = createTimetable()
  for (const flight of flightsOf(world, size)) timetable.put(flight)
  timetable.tidy()
  const queries = queriesFor(world, { days: size.days, count: QUERIES })
  return { flights: timetable.size, bytes: timetable.bytes, times: timesOf(timetable, queries, 2) }
}

interface Measured {
  mysql: string
  filled: Filled
  loaded: Awaited<ReturnType<typeof load>>
  ours: Times[]
  joins: Compared[]
  caches: Taken[]
  growth: Grown[]
}

const p50 = (times: number[]) => percentile(times, 0.5)
const p99 = (times: number[]) => percentile(times, 0.99)
const mb = (bytes: number) => bytes / 1e6

function report({ mysql, filled, loaded, ours, joins, caches, growth }: Measured): Report {
  const { flights } = filled
  const ratio = (form: Form) => {
    const join = joins.find((j) => j.form === form && j.stops === 2)
    return join ? p50(join.sql) / p50(join.ours) : Number.NaN
  }
  return {
    title: `Search over ${flights.toLocaleString('en')} flights of ${DAYS} days on the real routes, ${mysql}`,
    held: [
      'the same flights, queries, connection times and fares; nothing kept from one query to the next; one at a time',
      `the join has a covering key for each way it is read, small numbers for codes and times, all of it in memory`,
      'every answer of the joins, filtered to what no journey beats, is the one found in memory',
    ],
    tables: [
      {
        title: `In memory, ${QUERIES} queries; loaded in ${loaded.seconds.toFixed(1)} s (${loaded.cpuSeconds.toFixed(1)} s of CPU in this process) into ${mb(loaded.timetable.bytes).toFixed(0)} MB`,
        columns: ['at most', 'p50 ms', 'p99 ms', 'p99 ms, least of 3 runs', 'most ms, least of 3'],
        rows: ours.map(({ once, least }, stops) => [
          `${stops} stops`,
          p50(once),
          p99(once),
          p99(least),
          percentile(least, 1),
        ]),
      },
      {
        title: `Beside the self-join, the same ${SAMPLE} queries`,
        columns: ['self-join', 'SQL p50 ms', 'SQL p99 ms', 'ours p50 ms', 'ours p99 ms', 'ratio p50', 'ratio p99'],
        rows: joins.map((j) => [
          `${j.stops} stops, ${j.form}`,
          p50(j.sql),
          p99(j.sql),
          p50(j.ours),
          p99(j.ours),
          p50(j.sql) / p50(j.ours),
          p99(j.sql) / p99(j.ours),
        ]),
      },
      cachesTable(caches),
      growthTable(growth),
    ],
    result: {
      twoStopRatio: ratio('plain'),
      p99Ms: p99(ours[2]?.once ?? []),
      p99LeastOfThreeMs: p99(ours[2]?.least ?? []),
      flights,
      narrowedTwoStopRatio: ratio('narrowed'),
    },
  }
}

const cachesTable = (caches: Measured['caches']): Table => ({
  title: `The same ${QUERIES} queries, answered in three ways, one at a time`,
  columns: ['at most', 'p50 µs', 'p99 µs', 'CPU µs a query here'],
  rows: caches.map(({ what, times, cpuMicros }) => [what, p50(times) * 1000, p99(times) * 1000, cpuMicros]),
})

const growthTable = (growth: Measured['growth']): Table => ({
  title: 'How it grows, two stops (fewer flights: a share of the trips; more: more days)',
  columns: ['flights', 'p50 ms', 'p99 ms', 'p99 ms, least of 3', 'MB', 'MB a million', 'loaded in s'],
  rows: growth.map(({ flights, bytes, times, seconds }) => [
    flights.toLocaleString('en'),
    p50(times.once),
    p99(times.once),
    p99(times.least),
    mb(bytes),
    mb(bytes) / (flights / 1e6),
    seconds ?? '-',
  ]),
})
