import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Discount, discountFault, discountMinor, normalCode } from './discount.ts'

const from = new Date('2027-01-01T00:00:00Z')
const to = new Date('2027-02-01T00:00:00Z')
const during = new Date('2027-01-15T00:00:00Z')
const discount = (overrides: Partial<Discount> = {}): Discount => ({
  code: 'FLY',
  percentOff: 10,
  amountOffMinor: null,
  currency: null,
  validFrom: from,
  validTo: to,
  maxRedemptions: 5,
  redemptions: 0,
  ...overrides,
})

test('a discount counts from its first instant to before its last, in its currency, while some are left', () => {
  const fault = (d: Discount | undefined, now = during) => discountFault(d, 'INR', now)
  expect(fault(discount())).toBeUndefined()
  expect(fault(undefined)).toBe('UNKNOWN')
  expect(fault(discount(), new Date(from.getTime() - 1))).toBe('NOT_VALID_NOW')
  expect(fault(discount(), from)).toBeUndefined()
  expect(fault(discount(), new Date(to.getTime() - 1))).toBeUndefined()
  expect(fault(discount(), to)).toBe('NOT_VALID_NOW')
  expect(fault(discount({ currency: 'EUR' }))).toBe('OTHER_CURRENCY')
  expect(fault(discount({ currency: 'INR' }))).toBeUndefined()
  expect(fault(discount({ redemptions: 4 }))).toBeUndefined()
  expect(fault(discount({ redemptions: 5 }))).toBe('USED_UP')
})

const minor = fc.integer({ min: 0, max: 1_000_000_000_000 })

test('property: a discount never takes more than the price, nor less than nothing', () => {
  const some = fc.oneof(
    fc.integer({ min: 1, max: 100 }).map((percentOff) => discount({ percentOff })),
    minor.map((amountOffMinor) => discount({ percentOff: null, amountOffMinor, currency: 'INR' })),
  )
  fc.assert(
    fc.property(some, minor, (d, price) => {
      const off = discountMinor(d, price)
      expect(Number.isSafeInteger(off)).toBe(true)
      expect(off).toBeGreaterThanOrEqual(0)
      expect(off).toBeLessThanOrEqual(price)
    }),
  )
})

test('property: a percentage is rounded down to a minor unit, once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), minor, (percentOff, price) => {
      const exact = (BigInt(price) * BigInt(percentOff)) / 100n
      expect(BigInt(discountMinor(discount({ percentOff }), price))).toBe(exact)
    }),
  )
})

test('codes are compared in capitals; what cannot be one is none', () => {
  expect(normalCode(' fly100 ')).toBe('FLY100')
  expect(normalCode('a_B-9')).toBe('A_B-9')
  for (const text of ['', ' ', 'a b', 'ß!', 'FLÝ', 'x'.repeat(33), 'A\u0000', "'; DROP TABLE discount; --"]) {
    expect(normalCode(text), text).toBeUndefined()
  }
})
