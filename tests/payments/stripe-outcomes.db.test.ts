import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { newId, type PaymentId, type RefundId } from '#lib/ids.ts'
import { OutcomeUnknown, type PaymentProvider } from '../../subgraphs/booking/payments/payment-provider.ts'
import { createStripeProvider } from '../../subgraphs/booking/payments/stripe-provider.ts'
import { request } from './providers.ts'
import { type Fault, SECRET_KEY, startStripeServer } from './stripe-server.ts'

/** What was not heard of Stripe, and how it is found out, on the server of stripe-server.ts: stripe-mock never fails. */
let server: Awaited<ReturnType<typeof startStripeServer>>
let stripe: PaymentProvider

const open = (timeoutMs = 10_000) =>
  createStripeProvider({
    secretKey: SECRET_KEY,
    publicKey: null,
    webhookSecret: 'whsec_unused',
    url: server.url,
    timeoutMs,
  })

beforeAll(async () => {
  server = await startStripeServer()
  stripe = open()
})
afterEach(() => {
  server.nextOnes()
  server.search.isBehind = false
})
afterAll(() => server.stop())

const good = () => request({ token: 'pm_card_visa' })
const madeFor = (paymentId: PaymentId) => server.intents.filter((i) => i.metadata.paymentId === paymentId)
const hearing = async (work: () => Promise<unknown>) => {
  const before = server.heard.length
  await work()
  return server.heard.slice(before)
}

/** Each as often as the library asks. */
const FAULTS: Fault[][] = [
  ['lost', 'lost'],
  ['half', 'half'],
  ['silent', 'silent'],
  ['drip', 'drip'],
  ['failed'],
  ['limited'],
  ['in use'],
  ['page'],
  ['null'],
  ['number'],
  ['other'],
]

describe.each(FAULTS.map((faults) => ({ fault: faults[0], faults })))('an answer: $fault', ({ faults }) => {
  const patience = () => open(faults[0] === 'silent' || faults[0] === 'drip' ? 500 : 10_000)

  test('to a charge leaves it open, and one charge at most is made of it in the end', async () => {
    const wanted = good()
    const { paymentId } = wanted
    server.nextOnes(...faults)
    await expect(patience().charge(wanted)).rejects.toBeInstanceOf(OutcomeUnknown)
    server.nextOnes()
    const found = await stripe.fetchCharge({ paymentId, providerId: null })
    expect(found?.status ?? 'none').toBe(madeFor(paymentId).length === 1 ? 'CAPTURED' : 'none')
    const end = found ?? (await stripe.charge(wanted))
    expect(end).toMatchObject({ status: 'CAPTURED', providerId: madeFor(paymentId)[0]?.id })
    expect(madeFor(paymentId)).toHaveLength(1)
  })

  test('to any question leaves the outcome unknown', async () => {
    const wanted = good()
    const { providerId: chargeId } = (await stripe.charge(wanted)) as { providerId: string }
    const { paymentId, currency } = wanted
    const provider = patience()
    const asked = [
      () => provider.fetchCharge({ paymentId, providerId: chargeId }),
      () => provider.fetchCharge({ paymentId, providerId: null }),
      () => provider.refund({ refundId: newId<RefundId>(), paymentId, chargeId, amountMinor: 100, currency }),
    ]
    for (const ask of asked) {
      server.nextOnes(...faults)
      await expect(ask()).rejects.toBeInstanceOf(OutcomeUnknown)
    }
  })

  test('to a refund leaves it open, and one is made of it in the end', async () => {
    const wanted = good()
    const { providerId: chargeId } = (await stripe.charge(wanted)) as { providerId: string }
    const { paymentId, currency } = wanted
    const refund = { refundId: newId<RefundId>(), paymentId, chargeId, amountMinor: 100, currency }
    // The question for it is answered, the order is not.
    server.nextOnes('none', ...faults)
    await expect(patience().refund(refund)).rejects.toBeInstanceOf(OutcomeUnknown)
    server.nextOnes()
    expect(await stripe.refund(refund)).toMatchObject({ status: 'SUCCEEDED' })
    expect(server.refunds.filter((r) => r.metadata.refundId === refund.refundId)).toHaveLength(1)
  })
})

describe('a charge whose name was never told', () => {
  const others = (count: number) => {
    for (let n = 0; n < count; n++) {
      server.serve('POST', '/v1/payment_intents', { amount: '100', currency: 'inr', payment_method: 'pm_card_visa' })
    }
  }
  const unheard = async () => {
    const wanted = good()
    await stripe.charge(wanted)
    return { paymentId: wanted.paymentId, providerId: null }
  }
  const byName = ({ paymentId }: { paymentId: PaymentId }) => ({ providerId: madeFor(paymentId)[0]?.id })

  test('is found at once behind a thousand others, though the search does not know it yet', async () => {
    server.search.isBehind = true
    const payment = await unheard()
    others(1000)
    expect(await stripe.fetchCharge(payment)).toMatchObject(byName(payment))
  })

  test('is searched for behind more than can be looked through', async () => {
    const payment = await unheard()
    others(2100)
    const heard = await hearing(async () => expect(await stripe.fetchCharge(payment)).toMatchObject(byName(payment)))
    expect(heard.filter(({ path }) => path === '/v1/payment_intents/search')).toHaveLength(1)
    server.search.isBehind = true
    await expect(stripe.fetchCharge(payment)).rejects.toBeInstanceOf(OutcomeUnknown)
  })

  test('and that was never made is not there: at once where lists can tell, else when the search must know', async () => {
    const later = { paymentId: newId<PaymentId>(Date.now() + 10 * 60_000), providerId: null }
    expect(await stripe.fetchCharge(later)).toBeUndefined()
    others(2100)
    const missing = (atMs: number) => stripe.fetchCharge({ paymentId: newId(atMs), providerId: null })
    await expect(missing(Date.now())).rejects.toBeInstanceOf(OutcomeUnknown)
    expect(await missing(Date.now() - 2 * 3_600_000)).toBeUndefined()
  })

  test('and one that Stripe does not know by the name it gave is no reason to charge again', async () => {
    const known = { paymentId: newId<PaymentId>(), providerId: 'pi_of_another_account' }
    await expect(stripe.fetchCharge(known)).rejects.toBeInstanceOf(OutcomeUnknown)
  })
})
