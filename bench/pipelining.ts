import { type Dispatcher, Pool } from 'undici'
import { startChild } from './gateway/child.ts'
import { percentile, type Report } from './report.ts'

const IN_FLIGHT = 32
const WARM_UP_SECONDS = 1
const SECONDS = 3
const SLOW_SHARE = 0.01

/** Connections and requests under way on each. */
const WAYS = [
  { connections: 64, pipelining: 1 },
  { connections: 8, pipelining: 4 },
  { connections: 4, pipelining: 8 },
]

/** What pipelining saves, and what it costs the others where one resolver is slow. */
export async function run(): Promise<Report> {
  const subgraph = await startChild(new URL('./pipelining/subgraph.ts', import.meta.url))
  const rows: Array<[string, Figures, Figures]> = []
  for (const way of WAYS) {
    const pool = new Pool(subgraph.url, way)
    await apply(pool, 0, WARM_UP_SECONDS)
    const quick = await apply(pool, 0, SECONDS)
    rows.push([`${way.connections} connections × ${way.pipelining}`, quick, await apply(pool, SLOW_SHARE, SECONDS)])
    await pool.close()
  }
  await subgraph.stop()
  const [single, , deep] = rows
  return {
    title: 'Requests to a subgraph, with and without pipelining',
    held: [`${IN_FLIGHT} requests in flight, one process, undici's dispatch, a subgraph that answers at once`],
    tables: [
      {
        title: 'p99 of the quick requests, alone and where one in a hundred takes 200 ms',
        columns: ['', 'CPU µs', 'req/s', 'p99 ms', 'p99 ms beside slow ones'],
        rows: rows.map(([name, quick, mixed]) => [name, quick.cpuMicros, quick.perSecond, quick.p99Ms, mixed.p99Ms]),
      },
    ],
    result: {
      savedCpuMicros: (single?.[1].cpuMicros ?? 0) - (deep?.[1].cpuMicros ?? 0),
      p99Ms: single?.[2].p99Ms ?? 0,
      pipelinedP99Ms: deep?.[2].p99Ms ?? 0,
    },
  }
}

interface Figures {
  cpuMicros: number
  perSecond: number
  p99Ms: number
}

async function apply(pool: Pool, slowShare: number, seconds: number): Promise<Figures> {
  const quickMs: number[] = []
  let requests = 0
  const end = performance.now() + seconds * 1000
  const before = process.cpuUsage()
  const client = async () => {
    while (performance.now() < end) {
      const slow = Math.random() < slowShare
      const startedAt = performance.now()
      await post(pool, slow ? '/slow' : '/graphql')
      requests++
      if (!slow) quickMs.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, client))
  const { user, system } = process.cpuUsage(before)
  return { cpuMicros: (user + system) / requests, perSecond: requests / seconds, p99Ms: percentile(quickMs, 0.99) }
}

const HEADERS = ['content-type', 'application/json', 'accept', 'application/graphql-response+json, application/json']
const BODY = JSON.stringify({ query: 'query($id: ID!) { flight(id: $id) { id number } }', variables: { id: 'f-1' } })

function post(pool: Dispatcher, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { method: 'POST', path, headers: HEADERS, body: BODY, idempotent: true, blocking: false },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData() {},
        onResponseEnd: () => resolve(),
        onResponseError: (_, error) => reject(error),
      },
    )
  })
}
