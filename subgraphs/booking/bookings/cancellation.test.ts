import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cancellationQuote } from './cancellation.ts'

const departsAt = new Date('2027-01-10T12:00:00Z')
const before = new Date('2027-01-10T11:59:59.999Z')
const payBy = new Date('2027-01-01T10:30:00Z')
const segment = {
  cabin: 'ECONOMY' as const,
  baseMinor: 4000,
  taxesMinor: 500,
  surchargeMinor: 100,
  refundable: true,
  cancelFeeMinor: 1000,
}
const facts = {
  status: 'CONFIRMED' as const,
  totalMinor: 4600,
  segments: [segment],
  departsAt,
  free: false,
  payBy,
  now: before,
}

test('a refundable fare keeps its fee, and no more than its price', () => {
  expect(cancellationQuote(facts)).toEqual({ refundMinor: 3600, feeMinor: 1000, validUntil: departsAt })
  expect(cancellationQuote({ ...facts, segments: [{ ...segment, cancelFeeMinor: 9999 }] })).toMatchObject({
    refundMinor: 0,
    feeMinor: 4600,
  })
})

test('a fare that is not refundable keeps all of it, the other segments keep their own', () => {
  const segments = [segment, { ...segment, refundable: false }]
  expect(cancellationQuote({ ...facts, totalMinor: 9200, segments })).toMatchObject({
    refundMinor: 3600,
    feeMinor: 5600,
  })
})

test('all comes back where the airline did not keep its word', () => {
  const segments = [segment, { ...segment, refundable: false }]
  expect(cancellationQuote({ ...facts, totalMinor: 9200, segments, free: true })).toMatchObject({
    refundMinor: 9200,
    feeMinor: 0,
  })
  expect(cancellationQuote({ ...facts, free: true, now: departsAt })).toBeUndefined()
})

test('after departure nothing is quoted, before it is', () => {
  expect(cancellationQuote({ ...facts, now: departsAt })).toBeUndefined()
  expect(cancellationQuote({ ...facts, now: before })).toBeDefined()
})

test('an unpaid booking costs nothing to cancel, an ended one cannot be', () => {
  expect(cancellationQuote({ ...facts, status: 'PENDING_PAYMENT' })).toEqual({
    refundMinor: 0,
    feeMinor: 0,
    validUntil: payBy,
  })
  expect(cancellationQuote({ ...facts, status: 'EXPIRED' })).toBeUndefined()
  expect(cancellationQuote({ ...facts, status: 'CANCELLED' })).toBeUndefined()
})

test('property: refund and fee are the total, neither below nothing, whatever the discount was', () => {
  const minor = fc.integer({ min: 0, max: 1_000_000 })
  const segments = fc.array(
    fc.record({
      cabin: fc.constant('ECONOMY' as const),
      baseMinor: minor,
      taxesMinor: minor,
      surchargeMinor: minor,
      refundable: fc.boolean(),
      cancelFeeMinor: minor,
    }),
    { minLength: 1, maxLength: 9 },
  )
  fc.assert(
    fc.property(segments, minor, (of, discountMinor) => {
      const price = of.reduce((sum, s) => sum + s.baseMinor + s.taxesMinor + s.surchargeMinor, 0)
      const totalMinor = Math.max(0, price - discountMinor)
      const quote = cancellationQuote({ ...facts, totalMinor, segments: of })
      if (!quote) throw new Error('no quote')
      expect(quote.refundMinor + quote.feeMinor).toBe(totalMinor)
      expect(quote.refundMinor).toBeGreaterThanOrEqual(0)
      expect(quote.feeMinor).toBeGreaterThanOrEqual(0)
    }),
  )
})
