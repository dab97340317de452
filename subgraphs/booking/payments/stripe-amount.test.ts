import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAmount, fractionDigits } from '#lib/money.ts'
import { toStripeAmount } from './stripe-amount.ts'

/** Units of Stripe's in one of the currency, as its page of currencies has them; hundredths where nothing is said. */
const UNITS: Record<string, number> = {
  ...Object.fromEntries('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ').map((c) => [c, 1])),
  ...Object.fromEntries('BHD JOD KWD OMR TND'.split(' ').map((c) => [c, 1000])),
}
const currencies = Intl.supportedValuesOf('currency').filter((c) => fractionDigits(c) !== undefined)

/** The value of a decimal string in 10,000ths, exactly: no currency has finer units. */
function tenThousandths(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

describe('an amount at Stripe', () => {
  test('is worth what it is with us, in every currency we know', () => {
    expect(currencies.length).toBeGreaterThan(150)
    fc.assert(
      fc.property(fc.constantFrom(...currencies), fc.integer({ min: 0, max: 1e12 }), (currency, amountMinor) => {
        const amount = toStripeAmount({ amountMinor, currency })
        fc.pre(amount !== undefined)
        const ours = tenThousandths(formatAmount({ amountMinor, currency }))
        expect(BigInt(amount as number) * (10_000n / BigInt(UNITS[currency] ?? 100))).toBe(ours)
      }),
      { numRuns: 2000 },
    )
  })

  test('is there for every whole amount of every currency, and back it is the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...currencies), fc.integer({ min: 1, max: 99_999 }), (currency, whole) => {
        const amountMinor = whole * 10 ** (fractionDigits(currency) as number)
        const amount = toStripeAmount({ amountMinor, currency }) as number
        expect(Number.isSafeInteger(amount)).toBe(true)
        expect(amount / (UNITS[currency] ?? 100)).toBe(whole)
      }),
      { numRuns: 2000 },
    )
  })

  test('follows the rules Stripe gives by example', () => {
    const cases: Array<[string, number, number | undefined]> = [
      ['USD', 1000, 1000],
      ['JPY', 500, 500],
      // Without digits in ISO 4217, sent as hundredths all the same.
      ['ISK', 5, 500],
      ['UGX', 5, 500],
      // Whole in payouts only.
      ['HUF', 1045, 1045],
      ['TWD', 80_045, 80_045],
      // Two digits in ISO 4217, none at Stripe.
      ['MGA', 12_300, 123],
      ['MGA', 12_301, undefined],
      // 5.124 dinars have to be 5.120 or 5.130: that is for the airline to choose.
      ['KWD', 5120, 5120],
      ['KWD', 5124, undefined],
      ['XYZ', 100, undefined],
    ]
    for (const [currency, amountMinor, amount] of cases) expect(toStripeAmount({ amountMinor, currency })).toBe(amount)
  })

  test('is not made of one beyond what a number holds', () => {
    expect(toStripeAmount({ amountMinor: Number.MAX_SAFE_INTEGER, currency: 'ISK' })).toBeUndefined()
  })
})
