import { createHmac, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'
import { freePort } from '../../scripts/services/ports.ts'
import { openBookingDb } from '../../subgraphs/booking/database.ts'
import { putOnSale } from '../../subgraphs/booking/flights/put-on-sale.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { flightPublished, flightSnapshot } from '../support/flights.ts'
import { type TestProcess, testProcesses } from '../support/process.ts'
import { until } from '../support/wait.ts'

const secret = randomUUID()
const viewer: Viewer = { id: newId(), role: 'CUSTOMER', email: 'asha@example.test', sessionId: newId() }
const processes = testProcesses()
let database: TestDatabase
let busDatabase: TestDatabase
let dataFolder: string
let provider: TestProcess
let booking: TestProcess
let bookingEnv: NodeJS.ProcessEnv

beforeAll(async () => {
  database = await testDatabase('booking')
  busDatabase = await testDatabase('bus')
  dataFolder = await mkdtemp(join(tmpdir(), 'skygraph-payment-crash-'))
  const port = await freePort()
  provider = await processes.start('sandbox/payment-provider/main.ts', {
    SKYGRAPH_DATA: dataFolder,
    PAYMENT_WEBHOOK_SECRET: secret,
    WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/payments`,
  })
  bookingEnv = {
    PORT: String(port),
    DATABASE_URL: database.url,
    BUS_URL: busDatabase.url,
    GATEWAY_SECRET: secret,
    LINK_SECRET: secret,
    PUBLIC_URL: 'http://localhost:4000',
    PAYMENT_URL: provider.url,
    PAYMENT_WEBHOOK_SECRET: secret,
  }
  booking = await processes.start('subgraphs/booking/main.ts', bookingEnv)
})
afterAll(async () => {
  await processes.stop()
  await Promise.all([database?.drop(), busDatabase?.drop()])
  await rm(dataFolder, { recursive: true })
})

async function ask(query: string, variables: object) {
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

async function unpaidBooking(): Promise<{ id: string; total: { amount: string } }> {
  const db = openBookingDb(database.url)
  const flight = flightSnapshot({ flightId: newId() })
  const { flightId } = flight
  await putOnSale(db, [flightPublished(flight)])
  await db.close()
  const seats = [{ flightId, seat: '5B' }]
  const { holdSeats } = await ask('mutation ($i: HoldSeatsInput!) { holdSeats(input: $i) { ... on Hold { id } } }', {
    i: { seats, idempotencyKey: randomUUID() },
  })
  const passengers = [{ givenName: 'Asha', familyName: 'Rao', bornOn: '1990-02-03', seats }]
  const { createBooking } = await ask(
    'mutation ($i: CreateBookingInput!) { createBooking(input: $i) { ... on Booking { id total { amount } } } }',
    { i: { holdId: holdSeats.id, passengers, idempotencyKey: randomUUID() } },
  )
  return createBooking
}

const seen = async (id: string) =>
  (
    await ask(
      'query ($id: ID!) { booking(id: $id) { status balance { amount } payments { status } tickets { number } } }',
      {
        id,
      },
    )
  ).booking

async function chargesAtProvider(): Promise<Array<{ status: string }>> {
  const apiKey = createHmac('sha256', secret).update('payment provider API key').digest('base64url')
  const response = await fetch(`${provider.url}/ledger`, { headers: { authorization: `Bearer ${apiKey}` } })
  return ((await response.json()) as { charges: Array<{ status: string }> }).charges
}

const PAY = 'mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename } }'

test('killed between the charge and the confirmation, it confirms after the restart and has charged once', async () => {
  const { id, total } = await unpaidBooking()
  const before = (await chargesAtProvider()).length
  const input = { bookingId: id, paymentToken: 'tok_slow', expectedTotal: total.amount, idempotencyKey: randomUUID() }
  const answer = ask(PAY, { i: input }).then(
    () => 'answered',
    () => 'no answer',
  )
  await until(async () => (await chargesAtProvider()).length > before)
  await booking.kill('SIGKILL')
  expect(await answer).toBe('no answer')

  booking = await processes.start('subgraphs/booking/main.ts', bookingEnv)
  await until(async () => (await seen(id)).status === 'CONFIRMED', { timeoutMs: 60_000, everyMs: 200 })
  expect(await seen(id)).toMatchObject({ balance: { amount: '0.00' }, payments: [{ status: 'CAPTURED' }] })
  expect((await seen(id)).tickets).toHaveLength(1)

  // The browser presses again with the same key: the same payment, no second charge.
  await ask(PAY, { i: input })
  expect((await chargesAtProvider()).slice(before)).toMatchObject([{ status: 'captured' }])
})

test('killed again and again while payments run, each booking ends paid once or unpaid without a charge', async () => {
  const bookings = await Promise.all(Array.from({ length: 5 }, () => unpaidBooking()))
  const before = (await chargesAtProvider()).length
  const pays = bookings.map(({ id, total }) =>
    ask(PAY, {
      i: { bookingId: id, paymentToken: 'tok_slow', expectedTotal: total.amount, idempotencyKey: randomUUID() },
    }).catch(() => undefined),
  )
  for (let kills = 0; kills < 3; kills++) {
    await booking.kill('SIGKILL')
    booking = await processes.start('subgraphs/booking/main.ts', bookingEnv)
  }
  await Promise.all(pays)
  const settled = async () =>
    (await Promise.all(bookings.map(({ id }) => seen(id)))).every((b) =>
      b.payments.every((p: { status: string }) => p.status !== 'PROCESSING'),
    )
  await until(settled, { timeoutMs: 60_000, everyMs: 200 })
  const ends = await Promise.all(bookings.map(({ id }) => seen(id)))
  const paid = ends.filter((b) => b.status === 'CONFIRMED')
  expect(paid.every((b) => b.balance.amount === '0.00' && b.tickets.length === 1)).toBe(true)
  const captured = (await chargesAtProvider()).slice(before).filter((c) => c.status === 'captured')
  expect(captured).toHaveLength(paid.length)
})
