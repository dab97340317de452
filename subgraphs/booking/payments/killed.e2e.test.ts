import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { type TestProcess, testProcesses } from '../../../tests/support/process.ts'
import { until } from '../../../tests/support/wait.ts'
import { loadTickets } from '../documents/store.ts'

const gatewaySecret = randomBytes(24).toString('hex')
const processes = testProcesses()
let world: PaymentWorld
let bus: TestDatabase
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  world = await paymentWorld()
  bus = await testDatabase('bus')
  env = {
    DATABASE_URL: world.database.url,
    BUS_URL: bus.url,
    GATEWAY_SECRET: gatewaySecret,
    LINK_SECRET: world.deps.linkSecret,
    PUBLIC_URL: world.deps.publicUrl,
    PAYMENT_URL: world.providerUrl,
    PAYMENT_WEBHOOK_SECRET: world.webhookSecret,
  }
})
afterAll(async () => {
  await processes.stop()
  await world.stop()
  await bus.drop()
})

const startBooking = () => processes.start('subgraphs/booking/main.ts', env)

const pay = (booking: TestProcess, viewer: Viewer, input: object) =>
  fetch(`${booking.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(gatewaySecret, viewer) },
    body: JSON.stringify({
      query: 'mutation ($i: PayBookingInput!) { payBooking(input: $i) { __typename ... on Booking { id status } } }',
      variables: { i: input },
    }),
  }).then((response) => response.json() as Promise<{ data: { payBooking: { __typename: string; status?: string } } }>)

test('killed while the provider charges, a booking is confirmed by the next process, charged once', async () => {
  const { booking, viewer } = await world.newBooking()
  const input = payInput(booking, 'tok_slow')
  const first = await startBooking()
  const lost = pay(first, viewer, input).catch((error: unknown) => error)
  await until(async () => (await world.ledger()).charges.some((c) => c.status === 'processing'))
  await first.kill('SIGKILL')
  expect(await lost).toBeInstanceOf(Error)
  await until(async () => (await world.ledger()).charges.every((c) => c.status === 'captured'))
  expect((await world.reload(booking)).status).toBe('PENDING_PAYMENT')

  const second = await startBooking()
  await until(async () => (await world.reload(booking)).status === 'CONFIRMED', { timeoutMs: 20_000 })
  expect((await world.ledger()).charges).toHaveLength(1)
  expect((await loadTickets(world.deps.db.client, [booking.id])).get(booking.id)).toHaveLength(2)
  const again = await pay(second, viewer, input)
  expect(again.data.payBooking).toMatchObject({ __typename: 'Booking', status: 'CONFIRMED' })
  expect(await second.kill('SIGTERM')).toBe(0)
})
