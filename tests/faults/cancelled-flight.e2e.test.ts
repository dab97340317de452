import { createHmac, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBus } from '#lib/bus/open-bus.ts'
import { signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import type { SkyEvent } from '#schema/events.ts'
import { freePort } from '../../scripts/services/ports.ts'
import { openBookingDb } from '../../subgraphs/booking/database.ts'
import { putOnSale } from '../../subgraphs/booking/flights/put-on-sale.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { economy, fare, flightPublished, flightSnapshot } from '../support/flights.ts'
import { type TestProcess, testProcesses } from '../support/process.ts'
import { until } from '../support/wait.ts'

const PASSENGERS = 300
const AT_ONCE = 10

const secret = randomUUID()
const processes = testProcesses()
let database: TestDatabase
let busDatabase: TestDatabase
let dataFolder: string
let provider: TestProcess
let booking: TestProcess
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  database = await testDatabase('booking')
  busDatabase = await testDatabase('bus')
  dataFolder = await mkdtemp(join(tmpdir(), 'skygraph-cancelled-flight-'))
  const port = await freePort()
  provider = await processes.start('sandbox/payment-provider/main.ts', {
    SKYGRAPH_DATA: dataFolder,
    PAYMENT_WEBHOOK_SECRET: secret,
    WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/payments`,
  })
  env = {
    PORT: String(port),
    DATABASE_URL: database.url,
    BUS_URL: busDatabase.url,
    GATEWAY_SECRET: secret,
    LINK_SECRET: secret,
    PUBLIC_URL: 'http://localhost:4000',
    PAYMENT_URL: provider.url,
    PAYMENT_WEBHOOK_SECRET: secret,
  }
  booking = await processes.start('subgraphs/booking/main.ts', env)
})
afterAll(async () => {
  await processes.stop()
  await Promise.all([database?.drop(), busDatabase?.drop()])
  await rm(dataFolder, { recursive: true })
})

async function ask(viewer: Viewer, query: string, variables: object) {
  const response = await fetch(`${booking.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(secret, viewer) },
    body: JSON.stringify({ query, variables }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: whatever the query asked for.
  const { data, errors } = (await response.json()) as { data?: any; errors?: unknown }
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}

async function travel(flightId: string, seat: string): Promise<void> {
  const viewer: Viewer = { id: newId(), role: 'CUSTOMER', email: `${seat}@example.test`, sessionId: newId() }
  const seats = [{ flightId, seat }]
  const key = () => ({ idempotencyKey: randomUUID() })
  const { holdSeats } = await ask(
    viewer,
    'mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { ... on Hold { id } } }',
    {
      i: { seats, ...key() },
    },
  )
  const passengers = [{ givenName: 'Asha', familyName: 'Rao', bornOn: '1990-02-03', seats }]
  const { createBooking: made } = await ask(
    viewer,
    'mutation ($i: CreateBookingInput!) { createBooking(input: $i) { ... on Booking { id total { amount } } } }',
    { i: { holdId: holdSeats.id, passengers, ...key() } },
  )
  await ask(viewer, 'mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename } }', {
    i: { bookingId: made.id, paymentToken: 'tok_ok', expectedTotal: made.total.amount, ...key() },
  })
}

async function ledger(): Promise<{
  charges: Array<{ amountMinor: number; status: string }>
  refunds: Array<{ amountMinor: number; status: string }>
}> {
  const apiKey = createHmac('sha256', secret).update('payment provider API key').digest('base64url')
  const response = await fetch(`${provider.url}/ledger`, { headers: { authorization: `Bearer ${apiKey}` } })
  return (await response.json()) as Awaited<ReturnType<typeof ledger>>
}

test('a cancelled flight of 300 passengers: killed again and again, every booking ends cancelled and refunded once', async () => {
  const db = openBookingDb(database.url)
  const flight = flightSnapshot({ cabins: [economy({ firstRow: 1, lastRow: 50, features: [] })], fares: [fare()] })
  await putOnSale(db, [flightPublished(flight)])
  const numbers = Array.from({ length: PASSENGERS }, (_, n) => `${1 + Math.floor(n / 6)}${'ABCDEF'[n % 6]}`)
  const queue = [...numbers]
  const buyer = async () => {
    for (let seat = queue.shift(); seat !== undefined; seat = queue.shift()) await travel(flight.flightId, seat)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, buyer))
  const statuses = async () => {
    const found = await db.client.$queryRaw<Array<{ status: string; n: bigint }>>`
      SELECT status, COUNT(*) AS n FROM booking GROUP BY status`
    return Object.fromEntries(found.map(({ status, n }) => [status, Number(n)]))
  }
  expect(await statuses()).toEqual({ CONFIRMED: PASSENGERS })

  const bus = await openBus({ BUS_URL: busDatabase.url }, 'test', pino({ level: 'silent' }))
  const { airlineName, number, origin, destination, departsAt, arrivesAt, flightId } = flight
  const event: SkyEvent = {
    ...flightPublished(flight),
    id: newId(),
    type: 'flight.status-changed.v1',
    data: {
      ...{ flightId, revision: 1, airlineName, number, origin, destination, departsAt, arrivesAt },
      previous: { status: 'SCHEDULED', estimatedDeparture: null, gate: null, terminal: null },
      ...{ status: 'CANCELLED', estimatedDeparture: null, estimatedArrival: null, gate: null, terminal: null },
      reason: 'No crew',
    },
  }
  await bus.publish([{ topic: 'flight.v1', key: flightId as FlightId, value: JSON.stringify(event) }])
  await bus.close()

  for (const share of [0.1, 0.4, 0.7]) {
    await until(async () => ((await statuses()).CANCELLED ?? 0) >= share * PASSENGERS, { timeoutMs: 60_000 })
    await booking.kill('SIGKILL')
    booking = await processes.start('subgraphs/booking/main.ts', env)
  }
  await until(async () => (await statuses()).CANCELLED === PASSENGERS, { timeoutMs: 120_000, everyMs: 200 })
  await until(async () => (await ledger()).refunds.filter((r) => r.status === 'succeeded').length >= PASSENGERS, {
    timeoutMs: 120_000,
    everyMs: 500,
  })

  const { charges, refunds } = await ledger()
  const sum = (list: Array<{ amountMinor: number }>) => list.reduce((total, { amountMinor }) => total + amountMinor, 0)
  expect(refunds).toHaveLength(PASSENGERS)
  expect(sum(refunds)).toBe(sum(charges.filter((c) => c.status === 'captured')))
  const told = await db.client.$queryRaw<Array<{ n: bigint }>>`
    SELECT COUNT(*) AS n FROM booking_event WHERE action = 'CANCELLED' AND actor = 'airline'`
  expect(Number(told[0]?.n)).toBe(PASSENGERS)
  await db.close()
})
