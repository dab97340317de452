import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAmount, fractionDigits, parseAmount } from '#lib/money.ts'

// ISO 4217, list one of 2024, without its funds: all others have two.
const ISO_DIGITS: Record<number, string[]> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
}
const TWO =
  'AED AFN ALL AMD AUD BRL CHF CNY COP EUR GBP HUF IDR INR IRR KPW LAK LBP MGA MMK MXN PKR RSD SLE SOS SYP THB USD YER ZAR'

test('every currency has the digits of ISO 4217, not those of the till', () => {
  for (const [digits, currencies] of Object.entries(ISO_DIGITS)) {
    for (const currency of currencies) expect([currency, fractionDigits(currency)]).toEqual([currency, Number(digits)])
  }
  for (const currency of TWO.split(' ')) expect([currency, fractionDigits(currency)]).toEqual([currency, 2])
  for (const none of ['', 'XX', 'ABC', 'inr', 'EURO', '__proto__']) expect(fractionDigits(none), none).toBeUndefined()
})

const currency = fc.constantFrom('JPY', 'INR', 'KWD')

test('property: every amount is read back from what was written', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), currency, (amountMinor, code) => {
      const text = formatAmount({ amountMinor, currency: code })
      expect(parseAmount(text, code)).toBe(amountMinor + 0)
      expect(text.split('.')[1]?.length ?? 0).toBe(fractionDigits(code))
    }),
    {
      examples: [
        [0, 'KWD'],
        [-1, 'KWD'],
        [Number.MAX_SAFE_INTEGER, 'JPY'],
        [Number.MIN_SAFE_INTEGER, 'JPY'],
        [5, 'INR'],
      ],
    },
  )
})

test('property: more zeros before or after do not change an amount', () => {
  const zeros = fc.integer({ min: 0, max: 4 }).map((n) => '0'.repeat(n))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), currency, zeros, (amountMinor, code, more) => {
      const text = formatAmount({ amountMinor, currency: code })
      expect(parseAmount(more + text, code)).toBe(amountMinor)
      expect(parseAmount(text.includes('.') ? text + more : `${text}.0${more}`, code)).toBe(amountMinor)
    }),
  )
})

test('amounts are written in the currency, to the last digit', () => {
  expect(formatAmount({ amountMinor: 98000, currency: 'JPY' })).toBe('98000')
  expect(formatAmount({ amountMinor: 12550, currency: 'INR' })).toBe('125.50')
  expect(formatAmount({ amountMinor: -5, currency: 'KWD' })).toBe('-0.005')
  expect(formatAmount({ amountMinor: 0, currency: 'INR' })).toBe('0.00')
  expect(() => formatAmount({ amountMinor: 1, currency: 'XXZ' })).toThrow(RangeError)
})

test('plain decimals are read', () => {
  expect(parseAmount('00012.50', 'INR')).toBe(1250)
  expect(parseAmount('12', 'INR')).toBe(1200)
  expect(parseAmount('12.5', 'INR')).toBe(1250)
  expect(parseAmount('12.500', 'INR')).toBe(1250)
  expect(parseAmount('12.0', 'JPY')).toBe(12)
  expect(parseAmount('-12.34', 'INR')).toBe(-1234)
  expect(Object.is(parseAmount('-0', 'INR'), 0)).toBe(true)
})

test('what only looks like an amount is none', () => {
  const odd = [
    '1e3',
    '١٢',
    '１２',
    '1,000',
    '1 000',
    '+1',
    '.5',
    '1.',
    '--1',
    '0x10',
    'NaN',
    'Infinity',
    '',
    ' 1',
    '1 ',
    '1\n',
    '₹1',
    '1.2.3',
  ]
  for (const text of odd) expect(parseAmount(text, 'INR'), JSON.stringify(text)).toBeUndefined()
  expect(parseAmount('0.001', 'INR')).toBeUndefined()
  expect(parseAmount('0.5', 'JPY')).toBeUndefined()
  expect(parseAmount('90071992547409.92', 'INR')).toBeUndefined()
  expect(parseAmount('9'.repeat(400), 'INR')).toBeUndefined()
  expect(parseAmount('1', 'XXZ')).toBeUndefined()
})
