import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, type PaymentId } from '#lib/ids.ts'
import { cancelBooking } from '../../subgraphs/booking/bookings/cancel-booking.ts'
import { payBooking } from '../../subgraphs/booking/payments/pay-booking.ts'
import { loadPayment } from '../../subgraphs/booking/payments/store.ts'
import { createStripeProvider } from '../../subgraphs/booking/payments/stripe-provider.ts'
import { paymentProbes } from '../support/payment-probes.ts'
import { type NewBooking, type PaymentWorld, payInput, paymentWorld } from '../support/payments.ts'
import { signed } from './providers.ts'
import { SECRET_KEY, startStripeServer } from './stripe-server.ts'

/** Bookings paid by Stripe, by way of the slices, the worker and the webhook route; Stripe is that of stripe-server.ts. */
let server: Awaited<ReturnType<typeof startStripeServer>>
let world: PaymentWorld
let look: ReturnType<typeof paymentProbes>
const webhookSecret = 'whsec_0123456789abcdef0123456789abcdef'

beforeAll(async () => {
  server = await startStripeServer()
  world = await paymentWorld()
  world.deps.provider = createStripeProvider({ secretKey: SECRET_KEY, publicKey: null, webhookSecret, url: server.url })
  look = paymentProbes(world)
})
afterAll(async () => {
  await world.stop()
  await server.stop()
})

const pay = (made: NewBooking, token: string) =>
  payBooking(world.deps, made.viewer, payInput(made.booking, token, { returnUrl: 'https://shop.test/back' }))
const intentsOf = async (made: NewBooking) => {
  const ids = (await look.paymentsOf(made)).map((p): string => p.id)
  return server.intents.filter((i) => ids.includes(i.metadata.paymentId ?? ''))
}
const call = async (type: string, object: object) => {
  const body = JSON.stringify({ id: `evt_${newId().replaceAll('-', '')}`, object: 'event', type, data: { object } })
  const { status } = await fetch(`${world.merchantUrl}/webhooks/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signed(webhookSecret, body) },
    body,
  })
  return status
}
const recorded = async () =>
  Number((await world.deps.db.client.$queryRaw<[{ n: bigint }]>`SELECT COUNT(*) AS n FROM payment_webhook`)[0].n)

test('a good card confirms the booking, whose reference stands at Stripe', async () => {
  const made = await world.newBooking()
  expect(await pay(made, 'pm_card_visa')).toEqual({ ok: true, bookingId: made.booking.id })
  expect(await look.statusOf(made)).toBe('CONFIRMED')
  expect(await intentsOf(made)).toMatchObject([
    { status: 'succeeded', amount: made.booking.totalMinor, metadata: { bookingReference: made.booking.reference } },
  ])
})

test('a bad card leaves the booking to be paid by another', async () => {
  const made = await world.newBooking()
  const declined = await pay(made, 'pm_card_visa_chargeDeclinedInsufficientFunds')
  expect(declined).toMatchObject({ code: 'PAYMENT_DECLINED', declineCode: 'insufficient_funds' })
  expect(await pay(made, 'nonsense')).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'paymentToken'] })
  expect(await pay(made, 'pm_card_visa')).toMatchObject({ ok: true })
  expect(await look.statusOf(made)).toBe('CONFIRMED')
})

test('an answer that was lost is processing, until the worker has found the charge, once', async () => {
  const made = await world.newBooking()
  server.nextOnes('lost', 'lost')
  expect(await pay(made, 'pm_card_visa')).toMatchObject({ ok: true })
  expect(await look.paymentsOf(made)).toMatchObject([{ status: 'PROCESSING', providerId: null }])
  await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
  expect(await intentsOf(made)).toHaveLength(1)
})

test('a challenge that was met confirms the booking when Stripe calls', async () => {
  const made = await world.newBooking()
  await pay(made, 'pm_card_threeDSecure2Required')
  const [payment] = await look.paymentsOf(made)
  expect(payment).toMatchObject({
    status: 'REQUIRES_ACTION',
    actionUrl: expect.stringMatching(/^https:\/\/bank\.test\//),
  })
  const [intent] = await intentsOf(made)
  if (!intent) throw new Error('Stripe has no PaymentIntent.')
  intent.status = 'succeeded'
  expect(await call('payment_intent.succeeded', intent)).toBe(202)
  await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
})

const cancelled = async () => {
  const made = await world.newBooking()
  await pay(made, 'pm_card_visa')
  const refund = made.booking.totalMinor - 2 * 1000_00
  const answer = await cancelBooking(world.deps, made.viewer, {
    bookingId: made.booking.id,
    expectedRefund: (refund / 100).toFixed(2),
    idempotencyKey: newId(),
  })
  expect(answer).toMatchObject({ ok: true })
  const [intent] = await intentsOf(made)
  const theirs = () => server.refunds.filter((r) => r.payment_intent === intent?.id)
  const becomes = (status: string) =>
    look.workUntil(async () => (await look.refundsOf(made)).every((r) => r.status === status && !r.nextAttemptAt))
  await becomes('SUCCEEDED')
  return { made, refund, theirs, becomes }
}

test('what a cancelled booking gives back goes back at Stripe', async () => {
  const { refund, theirs } = await cancelled()
  expect(theirs()).toMatchObject([{ amount: refund, status: 'succeeded' }])
})

test('a refund that comes back days later has failed, and is left to a person; any other call changes nothing', async () => {
  const { made, theirs, becomes } = await cancelled()
  const [refund] = theirs()
  if (!refund) throw new Error('Stripe has no refund.')
  expect(await call('refund.updated', refund)).toBe(202)
  await becomes('SUCCEEDED')
  refund.status = 'failed'
  expect(await call('refund.failed', refund)).toBe(202)
  await becomes('FAILED')
  expect(theirs()).toHaveLength(1)
  expect(await look.refundsOf(made)).toHaveLength(1)
})

test('a call names the charge whose name was lost with the answer, and never another', async () => {
  const made = await world.newBooking()
  server.nextOnes('lost', 'lost')
  await pay(made, 'pm_card_visa')
  const [intent] = await intentsOf(made)
  const [payment] = await look.paymentsOf(made)
  const nameOf = async () => (await loadPayment(world.deps.db.client, payment?.id as PaymentId))?.providerId
  expect(await nameOf()).toBeNull()
  expect(await call('payment_intent.succeeded', { ...intent })).toBe(202)
  expect(await nameOf()).toBe(intent?.id)
  expect(await call('payment_intent.succeeded', { ...intent, id: 'pi_another' })).toBe(202)
  expect(await nameOf()).toBe(intent?.id)
})

test('a call about anything else is answered 200 and leaves nothing; one that is not signed is refused', async () => {
  const before = await recorded()
  const paymentId = newId()
  const others: Array<[string, object]> = [
    ['customer.created', { object: 'customer', id: 'cus_1' }],
    ['charge.dispute.created', { object: 'dispute', id: 'du_1', payment_intent: 'pi_1', metadata: { paymentId } }],
    // Of another system on the same account, and a refund made by hand.
    ['payment_intent.succeeded', { object: 'payment_intent', id: 'pi_1', metadata: {} }],
    ['payment_intent.succeeded', { object: 'payment_intent', id: 'pi_1', metadata: { paymentId: '12' } }],
    ['refund.created', { object: 'refund', id: 're_1', payment_intent: 'pi_1', metadata: {} }],
  ]
  for (const [type, object] of others) expect(await call(type, object)).toBe(200)
  const forged = await fetch(`${world.merchantUrl}/webhooks/payments`, { method: 'POST', body: '{"object":"event"}' })
  expect(forged.status).toBe(401)
  expect(await recorded()).toBe(before)
})
