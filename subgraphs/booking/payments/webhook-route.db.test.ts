import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { payBooking } from './pay-booking.ts'
import { forgetWebhooks, loadPayments } from './store.ts'
import { workOnPayments } from './worker.ts'

let world: PaymentWorld

beforeAll(async () => {
  world = await paymentWorld()
})
afterAll(() => world.stop())

const event = (overrides: object = {}) => ({
  id: `evt_${newId()}`,
  type: 'charge.captured',
  data: { chargeId: 'ch_1', paymentId: newId(), refundId: null },
  ...overrides,
})
const sign = (body: string, { secret = world.webhookSecret, at = Date.now() } = {}) => {
  const seconds = Math.floor(at / 1000)
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}
const post = (body: string, signature?: string, contentType = 'application/json') =>
  fetch(`${world.merchantUrl}/webhooks/payments`, {
    method: 'POST',
    headers: { 'content-type': contentType, ...(signature !== undefined && { 'skygraph-signature': signature }) },
    body,
  })
const recorded = async (id: string) => {
  const found = await world.deps.db.client.$queryRaw<Array<{ body: string; done: Date | null }>>`
    SELECT body, done_at AS done FROM payment_webhook WHERE event_id = ${id}`
  return found
}

test('a signed call is kept by what it is about and answered 2xx, however often it comes', async () => {
  const { id, type, data } = event()
  const intent = { ...data, client_secret: 'pi_1_secret_2', email: 'é@example.com' }
  const sent = JSON.stringify({ id, type, data: intent, note: 'é ' }, null, 3)
  const body = JSON.stringify({ id, type, paymentId: data.paymentId, refundId: null, chargeId: 'ch_1' })
  const answers = await Promise.all([0, 1, 2, 3].map(() => post(sent, sign(sent))))
  expect(answers.map((a) => a.status)).toEqual([202, 202, 202, 202])
  expect(await recorded(id)).toMatchObject([{ body, done: null }])
  await workOnPayments(world.deps)
  expect(await recorded(id)).toMatchObject([{ body, done: expect.any(Date) }])
  expect((await post(sent, sign(sent), 'text/plain')).status).toBe(202)
  expect(await recorded(id)).toMatchObject([{ done: expect.any(Date) }])
})

test('a call that is not the provider own is refused and leaves nothing', async () => {
  const one = event()
  const body = JSON.stringify(one)
  const signature = sign(body)
  const forged: Array<[string, string | undefined]> = [
    [body, undefined],
    [body, ''],
    [body, 't=1,v1=00'],
    [body, sign(body, { secret: 'another secret, long enough to pass' })],
    [body.replace('captured', 'refunded'), signature],
    [body, signature.replace(/^t=\d+/, `t=${Math.floor(Date.now() / 1000) + 1}`)],
    [body, sign(body, { at: Date.now() - 6 * 60_000 })],
    [body, sign(body, { at: Date.now() + 6 * 60_000 })],
    ['not JSON', sign('not JSON')],
    ['{}', sign('{}')],
    ['', sign('')],
  ]
  for (const [text, header] of forged) expect((await post(text, header)).status).toBe(401)
  expect(await recorded(one.id)).toEqual([])
})

test('a call five minutes old still counts, and one larger than any event is not read', async () => {
  const body = JSON.stringify(event())
  expect((await post(body, sign(body, { at: Date.now() - 4 * 60_000 }))).status).toBe(202)
  const large = JSON.stringify(event({ note: 'x'.repeat(300_000) }))
  expect((await post(large, sign(large))).status).toBe(413)
})

test('what a call says is not believed: the provider is asked', async () => {
  const { booking, viewer } = await world.newBooking()
  await payBooking(world.deps, viewer, payInput(booking, 'tok_challenge'))
  const [payment] = (await loadPayments(world.deps.db.client, [booking.id])).get(booking.id) ?? []
  const body = JSON.stringify(event({ data: { chargeId: 'ch_1', paymentId: payment?.id, refundId: null } }))
  expect((await post(body, sign(body))).status).toBe(202)
  await workOnPayments(world.deps)
  await workOnPayments(world.deps)
  expect((await world.reload(booking)).status).toBe('PENDING_PAYMENT')
})

test('calls done a month ago go, a limited number at once; younger ones and those not done stay', async () => {
  const { client } = world.deps.db
  await client.$executeRaw`DELETE FROM payment_webhook`
  const keep = (id: string, done: number | null) => client.$executeRaw`
    INSERT INTO payment_webhook (event_id, payment_id, body, received_at, done_at)
    VALUES (${id}, ${newId()}, '{}', UTC_TIMESTAMP(3) - INTERVAL 40 DAY, UTC_TIMESTAMP(3) - INTERVAL ${done} DAY)`
  for (const [id, done] of [
    ['a', 31],
    ['b', 32],
    ['young', 29],
    ['open', null],
  ] as const)
    await keep(id, done)
  expect(await forgetWebhooks(client, 1)).toBe(1)
  expect(await forgetWebhooks(client, 9)).toBe(1)
  const left = await client.$queryRaw<Array<{ id: string }>>`SELECT event_id AS id FROM payment_webhook ORDER BY id`
  expect(left.map(({ id }) => id)).toEqual(['open', 'young'])
})
