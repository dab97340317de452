import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newId, type PaymentId, type RefundId } from '#lib/ids.ts'
import { OutcomeUnknown, type PaymentProvider } from '../../subgraphs/booking/payments/payment-provider.ts'
import { createStripeProvider } from '../../subgraphs/booking/payments/stripe-provider.ts'
import { request } from './providers.ts'
import { SECRET_KEY, startStripeServer } from './stripe-server.ts'

/** What is Stripe's alone, on the server of stripe-server.ts: stripe-mock keeps no state and never fails. */
let server: Awaited<ReturnType<typeof startStripeServer>>
let stripe: PaymentProvider

const open = (overrides: { secretKey?: string } = {}) =>
  createStripeProvider({
    secretKey: SECRET_KEY,
    publicKey: 'pk_test_1',
    webhookSecret: 'whsec_unused',
    url: server.url,
    ...overrides,
  })

beforeAll(async () => {
  server = await startStripeServer()
  stripe = open()
})
afterEach(() => {
  server.nextOnes()
})
afterAll(() => server.stop())

const good = (overrides: Parameters<typeof request>[0] = {}) => request({ token: 'pm_card_visa', ...overrides })
const madeFor = (paymentId: PaymentId) => server.intents.filter((i) => i.metadata.paymentId === paymentId)
const hearing = async (work: () => Promise<unknown>) => {
  const before = server.heard.length
  await work()
  return server.heard.slice(before)
}

describe('what Stripe hears', () => {
  test('is a PaymentIntent to be confirmed at once, under the key of our payment', async () => {
    const wanted = good({ amountMinor: 98_000, currency: 'JPY' })
    const [heard, ...more] = await hearing(() => stripe.charge(wanted))
    expect(more).toEqual([])
    expect(heard).toMatchObject({ method: 'POST', path: '/v1/payment_intents' })
    expect(heard?.headers).toMatchObject({
      authorization: `Bearer ${SECRET_KEY}`,
      'idempotency-key': wanted.paymentId,
      'stripe-version': '2026-10-28.endive',
    })
    expect(heard?.form).toEqual({
      amount: '98000',
      currency: 'jpy',
      confirm: 'true',
      payment_method: 'pm_card_visa',
      'automatic_payment_methods[enabled]': 'true',
      'automatic_payment_methods[allow_redirects]': 'always',
      return_url: 'https://shop.test/back',
      description: 'Booking K7M3QX',
      'metadata[paymentId]': wanted.paymentId,
      'metadata[bookingReference]': 'K7M3QX',
    })
  })

  test('names no page to return to where there is none, and then wants no redirect', async () => {
    const wanted = request({ token: 'ctoken_1', returnUrl: null })
    const [heard] = await hearing(() => stripe.charge(wanted))
    expect(heard?.form).toMatchObject({
      confirmation_token: 'ctoken_1',
      'automatic_payment_methods[allow_redirects]': 'never',
    })
    expect(heard?.form).not.toHaveProperty('return_url')
    const challenge = await stripe.charge(request({ token: 'pm_card_threeDSecure2Required', returnUrl: null }))
    expect(challenge).toMatchObject({ actionUrl: null, clientSecret: expect.stringMatching(/^secret_/) })
  })

  test('is a refund of the PaymentIntent, under the key of our refund', async () => {
    const wanted = good({ currency: 'KWD', amountMinor: 5120 })
    const { providerId: chargeId } = (await stripe.charge(wanted)) as { providerId: string }
    const { paymentId } = wanted
    const refund = { refundId: newId<RefundId>(), paymentId, chargeId, amountMinor: 120, currency: 'KWD' }
    const [, heard, ...more] = await hearing(() => stripe.refund(refund))
    expect(more).toEqual([])
    expect(heard).toMatchObject({ method: 'POST', path: '/v1/refunds' })
    expect(heard?.headers['idempotency-key']).toBe(refund.refundId)
    expect(heard?.form).toEqual({
      payment_intent: chargeId,
      amount: '120',
      'metadata[refundId]': refund.refundId,
      'metadata[paymentId]': paymentId,
    })
  })

  test('is nothing of this machine, and nothing of how long it took', async () => {
    const heard = await hearing(async () => {
      await stripe.charge(good())
      await stripe.charge(good())
    })
    for (const { headers } of heard) {
      expect(headers).not.toHaveProperty('x-stripe-client-telemetry')
      expect(JSON.parse(String(headers['x-stripe-client-user-agent']))).not.toHaveProperty('platform')
    }
  })

  test('is no amount that would have to be rounded', async () => {
    const heard = await hearing(async () => {
      const charge = await stripe.charge(good({ currency: 'KWD', amountMinor: 5124 }))
      expect(charge).toEqual({ status: 'FAILED', providerId: null, declineCode: 'amount_unsupported' })
      const refund = { refundId: newId<RefundId>(), paymentId: newId<PaymentId>(), chargeId: 'pi_1' }
      const refused = await stripe.refund({ ...refund, amountMinor: 5124, currency: 'KWD' })
      expect(refused).toEqual({ status: 'FAILED', providerId: null })
    })
    expect(heard).toEqual([])
  })
})

describe('a charge', () => {
  test('that Stripe refuses has failed, with its reason', async () => {
    const charge = await stripe.charge(good({ amountMinor: 100_000_000 }))
    expect(charge).toEqual({ status: 'FAILED', providerId: null, declineCode: 'amount_too_large' })
  })

  test('of a stolen card has failed like any other', async () => {
    const charge = await stripe.charge(request({ token: 'pm_card_visa_chargeDeclinedStolenCard' }))
    expect(charge).toMatchObject({ status: 'FAILED', declineCode: 'card_declined' })
  })

  test('asked for again tells how it stands now, not how it began', async () => {
    const wanted = request({ token: 'pm_card_visa_chargeDeclined' })
    const { providerId } = await stripe.charge(wanted)
    // Its payer has tried another card on it, by the client secret.
    const intent = server.intents.find((i) => i.id === providerId) as { status: string }
    for (const [status, outcome] of [
      ['processing', 'PROCESSING'],
      ['succeeded', 'CAPTURED'],
    ]) {
      intent.status = status as string
      expect(await stripe.charge(wanted)).toMatchObject({ status: outcome, providerId })
    }
  })

  test('whose answer was lost once is told by the library, which asks again under the same key', async () => {
    const wanted = good()
    server.nextOnes('lost')
    expect(await stripe.charge(wanted)).toMatchObject({ status: 'CAPTURED' })
    expect(madeFor(wanted.paymentId)).toHaveLength(1)
  })

  test('that is on its way cannot be called off', async () => {
    const { providerId } = await stripe.charge(good())
    const intent = server.intents.find((i) => i.id === providerId) as { status: string }
    intent.status = 'processing'
    expect(await stripe.cancelCharge?.(providerId as string)).toEqual({ status: 'PROCESSING', providerId })
  })
})

describe('a wrong key of the API', () => {
  test('decides nothing, and is not told', async () => {
    const wrong = open({ secretKey: 'sk_test_wrong' })
    const error = await wrong.charge(good()).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(OutcomeUnknown)
    const { message, cause } = error as OutcomeUnknown
    expect(`${message} ${(cause as Error).message}`).not.toContain('sk_test_wrong')
  })
})

describe('the key of a payment', () => {
  test('used for something else leaves the outcome open, and the charge as it is', async () => {
    const wanted = good()
    await stripe.charge(wanted)
    await expect(stripe.charge({ ...wanted, amountMinor: 1 })).rejects.toBeInstanceOf(OutcomeUnknown)
    expect(madeFor(wanted.paymentId)).toMatchObject([{ amount: wanted.amountMinor }])
  })

  test('is not needed to find a charge, nor to ask for a refund again, when Stripe has forgotten it', async () => {
    const wanted = good()
    const { providerId: chargeId } = (await stripe.charge(wanted)) as { providerId: string }
    const { paymentId, currency } = wanted
    const refund = { refundId: newId<RefundId>(), paymentId, chargeId, amountMinor: 100, currency }
    const made = await stripe.refund(refund)
    server.forgetKeys()
    expect(await stripe.refund(refund)).toEqual(made)
    expect(server.refunds.filter((r) => r.payment_intent === chargeId)).toHaveLength(1)
    expect(await stripe.fetchCharge({ paymentId, providerId: null })).toMatchObject({ providerId: chargeId })
  })
})

describe('a refund', () => {
  test('is told as it stands, also when that is weeks later', async () => {
    const wanted = good()
    const { providerId: chargeId } = (await stripe.charge(wanted)) as { providerId: string }
    const { paymentId, currency } = wanted
    const refund = { refundId: newId<RefundId>(), paymentId, chargeId, amountMinor: 100, currency }
    await stripe.refund(refund)
    const theirs = server.refunds.find((r) => r.metadata.refundId === refund.refundId) as { status: string }
    const states = {
      pending: 'PENDING',
      requires_action: 'PENDING',
      succeeded: 'SUCCEEDED',
      failed: 'FAILED',
      canceled: 'FAILED',
    }
    for (const [status, ours] of Object.entries(states)) {
      theirs.status = status
      expect(await stripe.refund(refund)).toMatchObject({ status: ours })
    }
  })

  test('is found among those made in the dashboard', async () => {
    const wanted = good({ amountMinor: 50_000 })
    const { providerId: chargeId } = (await stripe.charge(wanted)) as { providerId: string }
    const { paymentId, currency } = wanted
    const refund = { refundId: newId<RefundId>(), paymentId, chargeId, amountMinor: 100, currency }
    const made = await stripe.refund(refund)
    for (let n = 0; n < 120; n++) server.serve('POST', '/v1/refunds', { payment_intent: chargeId, amount: '1' })
    server.forgetKeys()
    expect(await stripe.refund(refund)).toEqual(made)
  })
})
