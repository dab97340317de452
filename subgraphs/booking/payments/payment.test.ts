import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId, type PaymentId } from '#lib/ids.ts'
import { formatAmount } from '#lib/money.ts'
import {
  advance,
  capturedMinor,
  decideCapture,
  type PaymentStatus,
  payRefusal,
  REFUND_REASON,
  refundedMinor,
  spreadRefund,
} from './payment.ts'

const now = new Date('2027-01-01T12:00:00Z')
const booking = {
  status: 'PENDING_PAYMENT',
  payBy: new Date('2027-01-01T12:30:00Z'),
  totalMinor: 12_550,
  currency: 'INR',
} as const
const facts = { payments: [], expectedTotal: '125.50', now }

describe('whether a booking may be paid', () => {
  test('one that waits for it may, at the price that was shown', () => {
    expect(payRefusal(booking, facts)).toBeUndefined()
    expect(payRefusal(booking, { ...facts, expectedTotal: '125.5' })).toBeUndefined()
  })

  test('a price that has changed is told, old and new', () => {
    const changed = { code: 'PRICE_CHANGED', oldTotalMinor: 12_549, newTotalMinor: 12_550, currency: 'INR' }
    expect(payRefusal(booking, { ...facts, expectedTotal: '125.49' })).toMatchObject(changed)
  })

  test('what is no amount of the currency is invalid', () => {
    for (const expectedTotal of ['', 'NaN', '1e3', '125.501', '12,5', ' 125.50']) {
      expect(payRefusal(booking, { ...facts, expectedTotal })).toMatchObject({
        code: 'INVALID_INPUT',
        path: ['input', 'expectedTotal'],
      })
    }
  })

  test('yen have no digits and dinars three', () => {
    fc.assert(
      fc.property(fc.constantFrom('JPY', 'KWD', 'EUR'), fc.integer({ min: 1, max: 1e9 }), (currency, totalMinor) => {
        const expectedTotal = formatAmount({ amountMinor: totalMinor, currency })
        expect(payRefusal({ ...booking, currency, totalMinor }, { ...facts, expectedTotal })).toBeUndefined()
        expect(
          payRefusal({ ...booking, currency, totalMinor: totalMinor * 100 }, { ...facts, expectedTotal }),
        ).toMatchObject({
          code: 'PRICE_CHANGED',
        })
      }),
    )
  })

  test('a second payment waits while the first may yet succeed', () => {
    const refusal = payRefusal(booking, { ...facts, payments: [{ status: 'PROCESSING' }] })
    expect(refusal).toMatchObject({ code: 'WRONG_STATE', state: 'PAYMENT_PROCESSING' })
  })

  test('a challenge may be left alone for another try', () => {
    expect(
      payRefusal(booking, { ...facts, payments: [{ status: 'REQUIRES_ACTION' }, { status: 'FAILED' }] }),
    ).toBeUndefined()
  })

  test('not after its time, and not in another state', () => {
    expect(payRefusal(booking, { ...facts, now: booking.payBy })).toMatchObject({ state: 'EXPIRED' })
    for (const status of ['CONFIRMED', 'EXPIRED', 'CANCELLED'] as const) {
      expect(payRefusal({ ...booking, status }, facts)).toMatchObject({ code: 'WRONG_STATE', state: status })
    }
  })
})

describe('the states of a payment', () => {
  const all: PaymentStatus[] = ['PROCESSING', 'REQUIRES_ACTION', 'CAPTURED', 'FAILED']

  test('captured is the end, whatever the provider says later', () => {
    for (const status of all) expect(advance('CAPTURED', { status })).toBeUndefined()
  })

  test('what had failed may turn out captured', () => {
    expect(advance('FAILED', { status: 'CAPTURED' })).toBe('CAPTURED')
    expect(advance('FAILED', { status: 'REQUIRES_ACTION' })).toBeUndefined()
  })

  test('nothing goes back to processing, and telling twice changes nothing', () => {
    for (const from of all) {
      expect(advance(from, { status: 'PROCESSING' })).toBeUndefined()
      for (const status of all) {
        const next = advance(from, { status })
        if (next) expect(advance(next, { status })).toBeUndefined()
      }
    }
  })

  test('in any order and however often, captured wins', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all)), (told) => {
        const end = told.reduce<PaymentStatus>(
          (status, next) => advance(status, { status: next }) ?? status,
          'PROCESSING',
        )
        expect(end === 'CAPTURED').toBe(told.includes('CAPTURED'))
      }),
    )
  })
})

describe('captured money', () => {
  test('confirms a booking that waits, or that ran out', () => {
    for (const status of ['PENDING_PAYMENT', 'EXPIRED'] as const) {
      expect(decideCapture({ status, totalMinor: 100, netCapturedMinor: 100 })).toEqual({
        confirm: true,
        excessMinor: 0,
      })
    }
  })

  test('goes back when the booking was paid or cancelled before', () => {
    const captured = (status: 'CONFIRMED' | 'CANCELLED') =>
      decideCapture({ status, totalMinor: 100, netCapturedMinor: 200 })
    expect(captured('CONFIRMED')).toEqual({ confirm: false, reason: REFUND_REASON.alreadyPaid })
    expect(captured('CANCELLED')).toEqual({ confirm: false, reason: REFUND_REASON.cancelled })
  })

  test('goes back in part when it was too much, and whole when it was too little', () => {
    const capture = (netCapturedMinor: number) =>
      decideCapture({ status: 'PENDING_PAYMENT', totalMinor: 100, netCapturedMinor })
    expect(capture(130)).toEqual({ confirm: true, excessMinor: 30 })
    expect(capture(99)).toEqual({ confirm: false, reason: REFUND_REASON.priceChanged })
  })
})

describe('a refund', () => {
  const payment = fc.record({
    id: fc.constant(undefined).map(() => newId<PaymentId>()),
    status: fc.constantFrom<PaymentStatus>('CAPTURED', 'CAPTURED', 'FAILED', 'PROCESSING'),
    amountMinor: fc.integer({ min: 1, max: 100_000 }),
  })

  test('is spread over what is left of each captured payment, and never beyond', () => {
    fc.assert(
      fc.property(
        fc.array(payment, { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 90_000 })),
        (payments, wanted) => {
          const refunds: Array<{ paymentId: PaymentId; status: 'PENDING'; amountMinor: number }> = []
          for (const amountMinor of wanted) {
            const left = capturedMinor(payments) - refundedMinor(refunds)
            if (amountMinor > left) {
              expect(() => spreadRefund(amountMinor, payments, { refunds })).toThrow(RangeError)
              continue
            }
            const parts = spreadRefund(amountMinor, payments, { refunds })
            refunds.push(...parts.map((part) => ({ ...part, status: 'PENDING' as const })))
          }
          for (const { id, status, amountMinor } of payments) {
            const gone = refundedMinor(refunds.filter((r) => r.paymentId === id))
            expect(gone).toBeLessThanOrEqual(status === 'CAPTURED' ? amountMinor : 0)
          }
        },
      ),
    )
  })

  test('is taken from the payment it is for first', () => {
    const [first, second] = [newId<PaymentId>(), newId<PaymentId>()]
    const payments = [first, second].map((id) => ({ id, status: 'CAPTURED' as const, amountMinor: 100 }))
    expect(spreadRefund(100, payments, { refunds: [], preferred: first })).toEqual([
      { paymentId: first, amountMinor: 100 },
    ])
    expect(spreadRefund(100, payments, { refunds: [] })).toEqual([{ paymentId: second, amountMinor: 100 }])
  })

  test('that failed counts for nothing', () => {
    const id = newId<PaymentId>()
    const refunds = [{ paymentId: id, status: 'FAILED' as const, amountMinor: 100 }]
    expect(spreadRefund(100, [{ id, status: 'CAPTURED', amountMinor: 100 }], { refunds })).toHaveLength(1)
  })
})
