import fc from 'fast-check'
import type { Stripe } from 'stripe'
import { describe, expect, test } from 'vitest'
import { OutcomeUnknown } from './payment-provider.ts'
import { declineCode, toCharge, toRefund } from './stripe-charge.ts'

/** The type makes the list whole: a status that a later version of the library adds does not compile until it is here. */
const OUTCOMES: Record<Stripe.PaymentIntent.Status, string> = {
  requires_payment_method: 'FAILED',
  requires_confirmation: 'FAILED',
  requires_action: 'REQUIRES_ACTION',
  processing: 'PROCESSING',
  requires_capture: 'PROCESSING',
  canceled: 'FAILED',
  succeeded: 'CAPTURED',
}
const REFUNDS = {
  pending: 'PENDING',
  requires_action: 'PENDING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  canceled: 'FAILED',
}
const text = fc.option(fc.string(), { freq: 3 })
const rest = fc.record(
  {
    client_secret: text,
    next_action: fc.option(fc.record({ type: fc.string(), redirect_to_url: fc.option(fc.record({ url: text })) })),
    last_payment_error: fc.option(fc.record({ code: text, decline_code: text, message: text })),
    cancellation_reason: text,
    metadata: fc.dictionary(fc.string(), fc.string()),
  },
  { requiredKeys: [] },
)

describe('a PaymentIntent', () => {
  test('of each status has exactly one outcome, whatever else it holds', () => {
    const status = fc.constantFrom(...(Object.keys(OUTCOMES) as Stripe.PaymentIntent.Status[]))
    fc.assert(
      fc.property(status, rest, (its, more) => {
        const charge = toCharge({ ...more, id: 'pi_1', status: its })
        expect(charge).toMatchObject({ status: OUTCOMES[its], providerId: 'pi_1' })
        if (charge.status === 'FAILED') expect(charge.declineCode).toMatch(/^\w{1,64}$/)
      }),
    )
  })

  test('is captured only when it has succeeded', () => {
    const captured = Object.entries(OUTCOMES).filter(([, outcome]) => outcome === 'CAPTURED')
    expect(captured).toEqual([['succeeded', 'CAPTURED']])
  })

  test('that asks for the payer gives the page of the bank, or only the secret for Stripe.js', () => {
    const waiting = { id: 'pi_1', status: 'requires_action', client_secret: 'pi_1_secret_2' }
    const redirect = { type: 'redirect_to_url', redirect_to_url: { url: 'https://hooks.stripe.com/3ds' } }
    expect(toCharge({ ...waiting, next_action: redirect })).toEqual({
      status: 'REQUIRES_ACTION',
      providerId: 'pi_1',
      actionUrl: 'https://hooks.stripe.com/3ds',
      clientSecret: 'pi_1_secret_2',
    })
    expect(toCharge({ ...waiting, next_action: { type: 'use_stripe_sdk' } })).toMatchObject({ actionUrl: null })
  })

  test('of a status we do not know, and what is none, leaves the outcome unknown', () => {
    const odd = fc.oneof(
      fc.anything(),
      fc.string().map((status) => ({ id: 'pi_1', status })),
      fc.constant({ status: 'succeeded' }),
    )
    fc.assert(fc.property(odd, (answer) => void expect(() => toCharge(answer)).toThrow(OutcomeUnknown)))
  })
})

describe('the reason of a decline', () => {
  test("is the bank's before Stripe's", () => {
    expect(declineCode({ code: 'card_declined', decline_code: 'insufficient_funds' })).toBe('insufficient_funds')
    expect(declineCode({ code: 'expired_card', decline_code: '' })).toBe('expired_card')
    expect(declineCode({})).toBe('card_declined')
  })

  test('is not told where it would warn a thief', () => {
    for (const decline_code of ['lost_card', 'stolen_card', 'fraudulent', 'merchant_blacklist', 'generic_decline'])
      expect(declineCode({ code: 'card_declined', decline_code })).toBe('card_declined')
  })
})

describe('a refund', () => {
  test('of each status has exactly one outcome', () => {
    for (const [status, outcome] of Object.entries(REFUNDS))
      expect(toRefund({ id: 're_1', status })).toEqual({ status: outcome, providerId: 're_1' })
  })

  test('of a status we do not know, and what is none, leaves the outcome unknown', () => {
    const odd = fc.oneof(
      fc.anything(),
      fc.string().map((status) => ({ id: 're_1', status })),
    )
    fc.assert(fc.property(odd, (answer) => void expect(() => toRefund(answer)).toThrow(OutcomeUnknown)))
  })
})
