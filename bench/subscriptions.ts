import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { startSubgraph } from '#lib/subgraph-server.ts'
import { type Child, startChild, startChildAtPort } from './gateway/child.ts'
import type { Report } from './report.ts'
import { createSeatMap, holdUpdate, type Update } from './subscriptions/seat-map.ts'
import type { Latencies, Order } from './subscriptions/watchers-process.ts'

const CLIENTS = Number(process.env.SUBSCRIPTIONS_CLIENTS ?? 5_000)
const PROCESSES = 2
const EVENTS = 40
const WARM_UP_EVENTS = 20
const EVERY_MS = 250
const SECRET = 'a secret of the benchmark, long enough to sign with'

interface Figures {
  name: string
  messagesPerCpuSecond: number
  p50Ms: number
  p99Ms: number
  idleBytes: number
}

interface Server {
  name: string
  child: Child
  sameId: boolean
  tell(update: Update): unknown
}

/** Goes on from server to server: watchers pass over what is older than the map they have. */
let nextVersion = 2

/** One flight watched by thousands of WebSocket clients, through this gateway and on a plain graphql-ws server. */
export async function run(): Promise<Report> {
  const seatMap = createSeatMap()
  const booking = await startSubgraph({
    name: 'booking',
    resolvers: {
      Subscription: { seatMapChanged: { subscribe: () => seatMap.watch(), resolve: (update: Update) => update } },
    },
    context: (viewer) => ({ viewer }),
    gatewaySecret: SECRET,
    port: 0,
    log: pino({ level: 'silent' }),
    ready: {},
  })
  const env = { BOOKING_URL: booking.url, GATEWAY_SECRET: SECRET, SOCKETS_PER_ADDRESS: String(CLIENTS + 100) }
  const startOurs = () => startChildAtPort(new URL('../gateway/main.ts', import.meta.url), { env })
  const startPlain = () => startChild(new URL('./subscriptions/plain.ts', import.meta.url))
  const startBare = () => startChild(new URL('./subscriptions/bare.ts', import.meta.url))
  const byMessage = (child: Child) => (update: Update) => child.ask({ update })
  try {
    const own = await measureServer('this gateway, ids of their own (UUID)', startOurs, false, () => seatMap.tell)
    const same = await measureServer('this gateway, the same id', startOurs, true, () => seatMap.tell)
    const plain = await measureServer('graphql-ws, executing per client', startPlain, false, byMessage)
    const bare = await measureServer('one write of a ready frame to each, nothing else', startBare, true, byMessage)
    return report([own, same, plain, bare])
  } finally {
    await booking.stop()
  }
}

async function measureServer(
  name: string,
  start: () => Promise<Child>,
  sameId: boolean,
  teller: (child: Child) => (update: Update) => unknown,
): Promise<Figures> {
  const children: Child[] = []
  try {
    const child = await start()
    children.push(child)
    for (let n = 0; n < PROCESSES; n++) {
      children.push(await startChild(new URL('./subscriptions/watchers-process.ts', import.meta.url)))
    }
    return await measure({ name, child, sameId, tell: teller(child) }, children.slice(1))
  } finally {
    for (const child of children.reverse()) await child.stop()
  }
}

async function measure({ name, child, sameId, tell }: Server, watchers: Child[]): Promise<Figures> {
  const clients = CLIENTS / watchers.length
  const order = (what: Order) => Promise.all(watchers.map((each) => each.ask(what)))
  // What the first clients make the process load is not what each costs.
  await order({ open: { url: child.url, clients: 10, sameId } })
  await order('close')
  const empty = await child.memory()
  await order({ open: { url: child.url, clients, sameId } })
  const idle = await child.memory()
  const tellAll = async (events: number) => {
    const collected = order({ collect: events * clients })
    for (let n = 0; n < events; n++) {
      await tell(holdUpdate(nextVersion++))
      await sleep(EVERY_MS)
    }
    return (await collected) as Latencies[]
  }
  await tellAll(WARM_UP_EVENTS)
  const before = await child.cpuMicros()
  const latencies = await tellAll(EVENTS)
  const after = await child.cpuMicros()
  return {
    name,
    messagesPerCpuSecond: (EVENTS * CLIENTS) / ((after - before) / 1e6),
    p50Ms: latencyBelow(latencies, 0.5),
    p99Ms: latencyBelow(latencies, 0.99),
    idleBytes: (idle.rssBytes - empty.rssBytes) / CLIENTS,
  }
}

function latencyBelow(all: Latencies[], share: number): number {
  const longest = Math.max(...all.map(({ length }) => length))
  const counts = Array.from({ length: longest }, (_, ms) => all.reduce((sum, each) => sum + (each[ms] ?? 0), 0))
  const wanted = share * counts.reduce((sum, count) => sum + count, 0)
  let passed = 0
  return counts.findIndex((count) => {
    passed += count
    return passed >= wanted
  })
}

function report(rows: [Figures, Figures, Figures, Figures]): Report {
  const [ours, same, plain, bare] = rows
  return {
    title: `${CLIENTS} WebSocket clients watch one flight: two seats are held, ${EVENTS} times`,
    held: [
      'the same operation and events, one server process, no compression, clients in two other processes on the same machine',
      `an event every ${EVERY_MS} ms; CPU is the server process's own, user and system; the gateway gets each over a WebSocket from the booking subgraph`,
      'the last row is what no server here can undercut: the kernel carries each write to the client on the sender’s account',
      'p99 is from the commit to the client, the two client processes’ own time included',
    ],
    tables: [
      {
        title: 'messages delivered',
        columns: ['server', 'messages per CPU second', 'CPU µs a message', 'p50 ms', 'p99 ms', 'kB per idle client'],
        rows: rows.map((row) => [
          row.name,
          row.messagesPerCpuSecond,
          1e6 / row.messagesPerCpuSecond,
          row.p50Ms,
          row.p99Ms,
          row.idleBytes / 1000,
        ]),
      },
    ],
    result: {
      messagesPerCpuSecondRatio: ours.messagesPerCpuSecond / plain.messagesPerCpuSecond,
      sameIdRatio: same.messagesPerCpuSecond / plain.messagesPerCpuSecond,
      bareRatio: bare.messagesPerCpuSecond / plain.messagesPerCpuSecond,
      p99Ms: ours.p99Ms,
      clients: CLIENTS,
    },
  }
}
