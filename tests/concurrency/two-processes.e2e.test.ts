import { randomBytes } from 'node:crypto'
import { createClient } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import { race, values } from '../support/barrier.ts'
import { type BookingFixture, bookingFixture, newViewer } from '../support/booking.ts'
import { brokenInvariants } from '../support/booking-invariants.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type TestProcess, testProcesses } from '../support/process.ts'

const BUYERS = 50
const gatewaySecret = randomBytes(24).toString('hex')
const processes = testProcesses()
const running: TestProcess[] = []
let booking: BookingFixture
let bus: TestDatabase

beforeAll(async () => {
  booking = await bookingFixture()
  bus = await testDatabase('bus')
})
afterEach(async () => {
  const codes = await Promise.all(running.splice(0).map(({ kill }) => kill('SIGTERM')))
  expect(codes.filter((code) => code !== 0)).toEqual([])
})
afterAll(async () => {
  await processes.stop()
  await booking.close()
  await bus.drop()
})

/** Two booking processes on one database and one bus. */
async function startTwo(more: NodeJS.ProcessEnv = {}): Promise<[TestProcess, TestProcess]> {
  const env = {
    DATABASE_URL: booking.database.url,
    BUS_URL: bus.url,
    GATEWAY_SECRET: gatewaySecret,
    LINK_SECRET: 'l'.repeat(32),
    PUBLIC_URL: 'http://skygraph.test',
    PAYMENT_URL: 'http://127.0.0.1:9',
    PAYMENT_WEBHOOK_SECRET: 'w'.repeat(32),
    ...more,
  }
  const start = () => processes.start('subgraphs/booking/main.ts', env)
  const two = await Promise.all([start(), start()])
  running.push(...two)
  return two
}

const HOLD = `mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { __typename ... on Hold { id }
  ... on SeatsUnavailable { taken { seat } alternatives { seat } } ... on Problem { code } } }`

interface Answer {
  data?: { holdSeats: { __typename: string; id?: string; alternatives?: unknown[] } }
  errors?: Array<{ extensions: { code: string } }>
}

type Seats = Array<{ flightId: FlightId; seat: string }>

async function hold(process: TestProcess, viewer: Viewer, seats: Seats, idempotencyKey: string = newId()) {
  const response = await fetch(`${process.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(gatewaySecret, viewer) },
    body: JSON.stringify({ query: HOLD, variables: { i: { seats, idempotencyKey } } }),
  })
  return (await response.json()) as Answer
}

/** All want the same seat, half at each process, and both processes stand before it. */
async function buy(two: [TestProcess, TestProcess], flightId: FlightId): Promise<string[]> {
  const lock = "SELECT * FROM seat WHERE flight_id = ? AND number = '4A' FOR UPDATE"
  const barrier = { adminUrl: booking.database.adminUrl, lock, values: [flightId], waiting: 2 }
  const results = await race(barrier, () =>
    Array.from({ length: BUYERS }, (_, n) => hold(two[n % 2] as TestProcess, newViewer(), [{ flightId, seat: '4A' }])),
  )
  return values(results).map(({ data, errors }) => data?.holdSeats.__typename ?? errors?.[0]?.extensions.code ?? '?')
}

const count = (all: string[], one: string) => all.filter((x) => x === one).length

// SatyamPandey-07/WorkSphere #1593: many clients, two processes, one seat, one winner.
test('sells one seat once when 50 buyers race over two processes', async () => {
  const flightId = await booking.sell()
  const outcomes = await buy(await startTwo(), flightId)
  expect([count(outcomes, 'Hold'), count(outcomes, 'SeatsUnavailable')]).toEqual([1, BUYERS - 1])
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})
})

test('the same request many times at once over two processes is one hold', async () => {
  const flightId = await booking.sell()
  const two = await startTwo()
  const [viewer, key] = [newViewer(), newId()]
  const lock = "SELECT * FROM seat WHERE flight_id = ? AND number = '4A' FOR UPDATE"
  // One of each process: the first before the seat, the other before the first one's key.
  const barrier = { adminUrl: booking.database.adminUrl, lock, values: [flightId], waiting: 2 }
  const results = await race(barrier, () =>
    Array.from({ length: 10 }, (_, n) => hold(two[n % 2] as TestProcess, viewer, [{ flightId, seat: '4A' }], key)),
  )
  const answers = values(results).map(({ data }) => data?.holdSeats)
  expect(answers).toHaveLength(10)
  expect(new Set(answers.map((a) => a?.id)).size).toBe(1)
  expect(answers.every((a) => a?.__typename === 'Hold')).toBe(true)
})

test('a watcher at one process sees at once what was held at the other', async () => {
  const flightId = await booking.sell()
  const [here, there] = await startTwo()
  const viewer = signViewer(gatewaySecret, null)
  const client = createClient({
    url: `${here.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { viewer },
  })
  const query = `subscription { seatMapChanged(flightId: "${flightId}") { version full seats { number status } } }`
  const updates = client.iterate<{ seatMapChanged: { version: number; full: boolean; seats: unknown[] } }>({
    query,
    extensions: { viewer },
  })
  expect((await updates.next()).value?.data?.seatMapChanged).toMatchObject({ version: 1, full: true })
  await hold(there, newViewer(), [{ flightId, seat: '4B' }])
  expect((await updates.next()).value?.data?.seatMapChanged).toEqual({
    version: 2,
    full: false,
    seats: [{ number: '4B', status: 'HELD' }],
  })
  await updates.return?.()
  await client.dispose()
})

// Last: what it breaks stays broken.
test('NEGATIVE CONTROL: two processes without lock and guard sell the seat of the same race many times', async () => {
  const flightId = await booking.sell()
  const preload = new URL('./without-locks.ts', import.meta.url).href
  const outcomes = await buy(await startTwo({ NODE_OPTIONS: `--import=${preload}` }), flightId)
  expect(count(outcomes, 'Hold')).toBeGreaterThan(1)
  expect(Object.keys(await brokenInvariants(booking.db, new Date()))).toContain('1: a running hold has all its seats')
})
