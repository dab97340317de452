import { type FlightId, newId, type SessionId, type UserId } from '#lib/ids.ts'
import { type BookingDb, openBookingDb } from '../subgraphs/booking/database.ts'
import { putOnSale } from '../subgraphs/booking/flights/put-on-sale.ts'
import { holdSeats } from '../subgraphs/booking/holds/hold-seats.ts'
import type { SeatRef } from '../subgraphs/booking/seats/seat.ts'
import { economy, flightPublished, flightSnapshot } from '../tests/support/flights.ts'
import { plainHolds } from './holds/plain-hold.ts'
import { percentile, type Report, type Table } from './report.ts'
import { closedLoop, type LoopResult } from './support/closed-loop.ts'
import { openScratch } from './support/scratch.ts'

const CONNECTIONS = 16
const ROUNDS = 3
const HOLDS = 3000
const FLIGHTS = { hot: 1, spread: 200 }
const GROWTH = [1, 4, 16, 64, 256, 1024]

type Load = keyof typeof FLIGHTS
type Contender = (seat: SeatRef) => Promise<unknown>

/** Holds a second, beside one transaction a hold with plain mysql2: rounds on fresh flights, in turn. */
export async function run(): Promise<Report> {
  const scratch = await openScratch()
  const url = await scratch.database('booking')
  const db = openBookingDb(url)
  const plain = plainHolds(url, CONNECTIONS)
  const measure = async (work: Contender, { load, clients, holds = HOLDS }: Round) =>
    closedLoop(await seatsOnSale(db, FLIGHTS[load], holds), { clients, work })
  try {
    const ours = (seat: SeatRef) => holdOne(db, seat)
    const rounds = (round: Round) =>
      compare({ ours: () => measure(ours, round), plain: () => measure(plain.hold, round) })
    // Before it counts: statements are prepared, code is compiled.
    await rounds({ load: 'spread', clients: 64, holds: 1000 })
    const compared: Compared[] = []
    for (const load of ['spread', 'hot'] as const) {
      for (const clients of [16, 256]) compared.push({ load, clients, ...(await rounds({ load, clients })) })
    }
    const growth: Table['rows'] = []
    for (const clients of GROWTH) {
      const holds = Math.min(HOLDS, 250 * clients)
      const hot = sum([await measure(ours, { load: 'hot', clients, holds })])
      const spread = sum([await measure(ours, { load: 'spread', clients, holds })])
      growth.push([String(clients), spread.perSecond, spread.p99Ms, hot.perSecond, hot.p99Ms])
    }
    return report(scratch.mysql, compared, growth)
  } finally {
    await plain.close()
    await db.close()
    await scratch.end()
  }
}

interface Round {
  load: Load
  clients: number
  holds?: number
}

interface Figures {
  perSecond: number
  p99Ms: number
}

type Compared = Round & Record<'ours' | 'plain', Figures>

async function compare(contenders: Record<'ours' | 'plain', () => Promise<LoopResult>>) {
  const results: Record<'ours' | 'plain', LoopResult[]> = { ours: [], plain: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const who of ['ours', 'plain'] as const) results[who].push(await contenders[who]())
  }
  return { ours: sum(results.ours), plain: sum(results.plain) }
}

const sum = (results: LoopResult[]): Figures => ({
  perSecond: results.length / results.reduce((time, { perSecond }) => time + 1 / perSecond, 0),
  p99Ms: percentile(
    results.flatMap((r) => r.latenciesMs),
    0.99,
  ),
})

const COLUMNS = [...'ABCDEFGHIJKLMNOPQRST']

/** Free seats of fresh flights, in any order; each flight is large enough for its share. */
async function seatsOnSale(db: BookingDb, flights: number, count: number): Promise<SeatRef[]> {
  const lastRow = Math.ceil(count / flights / COLUMNS.length)
  const cabin = economy({ firstRow: 1, lastRow, columns: COLUMNS, aisleAfter: ['J'], features: [] })
  const layoutId = newId()
  const snapshots = Array.from({ length: flights }, () => flightSnapshot({ layoutId, cabins: [cabin] }))
  await putOnSale(db, snapshots.map(flightPublished))
  const seats = snapshots.flatMap(({ flightId }) =>
    Array.from({ length: lastRow * COLUMNS.length }, (_, n) => ({
      flightId: flightId as FlightId,
      seat: `${1 + Math.floor(n / COLUMNS.length)}${COLUMNS[n % COLUMNS.length]}`,
    })),
  )
  return shuffled(seats).slice(0, count)
}

const shuffled = <T>(all: T[]): T[] =>
  all
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

/** A new customer each time, as the peer has it. */
async function holdOne(db: BookingDb, seat: SeatRef): Promise<void> {
  const viewer = {
    id: newId<UserId>(),
    role: 'CUSTOMER',
    email: 'a@example.test',
    sessionId: newId<SessionId>(),
  } as const
  const input = { seats: [seat], replaces: null, idempotencyKey: newId<string>() }
  const answer = await holdSeats({ db, holdTtlMs: 600_000 }, viewer, input)
  if (!answer.ok) throw new Error(`not held: ${answer.code}`)
}

function report(mysql: string, compared: Compared[], growth: Table['rows']): Report {
  const rows = compared.map(({ load, clients, ours, plain }) => [
    `${load}, ${clients} clients`,
    ours.perSecond,
    plain.perSecond,
    ours.perSecond / plain.perSecond,
    ours.p99Ms,
    plain.p99Ms,
  ])
  const at256 = (load: Load) => compared.find((c) => c.load === load && c.clients === 256) as Compared
  const ratio = ({ ours, plain }: Compared) => rounded(ours.perSecond / plain.perSecond)
  const [hot, spread] = [at256('hot'), at256('spread')]
  return {
    title: `Holds of one seat: the slice holdSeats beside one transaction a hold with plain mysql2 (${mysql})`,
    held: [
      `${CONNECTIONS} connections each, READ COMMITTED, every commit flushed to the disk, prepared statements`,
      'key with answer, customer, seat locked and guarded, cap, hold with prices, map version, event',
      `${ROUNDS} rounds of ${HOLDS} holds each, in turn, on fresh flights; the same process and server`,
    ],
    tables: [
      {
        title: `Spread over ${FLIGHTS.spread} flights, and hot: all on one`,
        columns: ['load', 'ours/s', 'plain/s', 'ratio', 'ours p99 ms', 'plain p99 ms'],
        rows,
      },
      {
        title: 'Ours as clients grow',
        columns: ['clients', 'spread/s', 'spread p99 ms', 'hot/s', 'hot p99 ms'],
        rows: growth,
      },
    ],
    result: {
      spreadRatio: ratio(spread),
      hotRatio: ratio(hot),
      hotP99Ms: rounded(hot.ours.p99Ms),
      hotPlainP99Ms: rounded(hot.plain.p99Ms),
      spreadP99Ms: rounded(spread.ours.p99Ms),
      spreadPlainP99Ms: rounded(spread.plain.p99Ms),
    },
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100
