import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  actBy,
  backoffMs,
  isTooLate,
  keepsWaiting,
  nextCheckAt,
  PROVIDER_WORD_MS,
  seatsAreClosing,
  TIME_TO_ACT_MS,
  waitsUntil,
} from './deadlines.ts'
import type { PaymentStatus } from './payment.ts'

const MINUTE_MS = 60_000
const createdAt = new Date('2027-01-01T12:00:00Z')
const plus = (from: Date, ms: number) => new Date(from.getTime() + ms)
const booking = (payByMs: number) => ({ status: 'PENDING_PAYMENT' as const, payBy: plus(createdAt, payByMs) })
const payment = (status: PaymentStatus, checks = 0) => ({ status, checks, createdAt })
const all: PaymentStatus[] = ['PROCESSING', 'REQUIRES_ACTION', 'CAPTURED', 'FAILED']

describe("a payer's time", () => {
  test('ends with the time to pay, or five minutes after who began just before it', () => {
    expect(actBy(payment('PROCESSING'), booking(20 * MINUTE_MS))).toEqual(plus(createdAt, 20 * MINUTE_MS))
    expect(actBy(payment('PROCESSING'), booking(1000))).toEqual(plus(createdAt, TIME_TO_ACT_MS))
  })

  test('is over at once when the booking was cancelled, paid otherwise or ran out', () => {
    const open = booking(20 * MINUTE_MS)
    expect(isTooLate(payment('REQUIRES_ACTION'), open, createdAt)).toBe(false)
    for (const status of ['CANCELLED', 'CONFIRMED', 'EXPIRED'] as const) {
      expect(isTooLate(payment('REQUIRES_ACTION'), { ...open, status }, createdAt)).toBe(true)
    }
    expect(isTooLate(payment('REQUIRES_ACTION'), open, open.payBy)).toBe(true)
  })
})

describe('a booking past its time to pay', () => {
  const late = booking(0)
  const end = actBy(payment('PROCESSING'), late)

  test("waits for the provider's word on open payments alone, and for a quarter of an hour at most", () => {
    expect(waitsUntil(payment('PROCESSING'), late)).toEqual(plus(end, PROVIDER_WORD_MS))
    for (const status of all) {
      const open = status === 'PROCESSING' || status === 'REQUIRES_ACTION'
      expect(keepsWaiting(payment(status), late, plus(end, PROVIDER_WORD_MS - 1))).toBe(open)
      expect(keepsWaiting(payment(status), late, plus(end, PROVIDER_WORD_MS))).toBe(false)
    }
  })

  test('has its seats kept from a minute before they would go', () => {
    expect(seatsAreClosing(payment('REQUIRES_ACTION'), late, plus(end, -MINUTE_MS - 1))).toBe(false)
    expect(seatsAreClosing(payment('REQUIRES_ACTION'), late, plus(end, -MINUTE_MS))).toBe(true)
    expect(seatsAreClosing(payment('FAILED'), late, plus(end, -MINUTE_MS))).toBe(false)
    expect(seatsAreClosing(payment('REQUIRES_ACTION'), late, plus(end, PROVIDER_WORD_MS))).toBe(false)
  })
})

describe('asking again', () => {
  const soon = booking(30 * MINUTE_MS)

  test('waits longer each time, at most five minutes, never not at all', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (times, random) => {
        const ms = backoffMs(times, random)
        expect(ms).toBeGreaterThanOrEqual(250)
        expect(ms).toBeLessThanOrEqual(300_000)
      }),
    )
    expect(backoffMs(3, 0)).toBe(4000)
  })

  test('ends with the outcome, and a day after a challenge that nobody met', () => {
    const next = (status: PaymentStatus, now: Date) =>
      nextCheckAt(payment(status, 2), { booking: soon, answered: true, now })
    const later = plus(createdAt, 25 * 60 * MINUTE_MS)
    expect(next('CAPTURED', createdAt)).toBeNull()
    expect(next('FAILED', createdAt)).toBeNull()
    expect(next('PROCESSING', createdAt)?.getTime()).toBeGreaterThan(createdAt.getTime())
    expect(next('REQUIRES_ACTION', createdAt)).not.toBeNull()
    expect(next('REQUIRES_ACTION', later)).toBeNull()
    expect(next('PROCESSING', later)).not.toBeNull()
  })

  // A call of the provider has been answered 2xx by then, so nobody else would bring the news.
  test('an answer that did not come is asked for in every state that may yet change', () => {
    const next = (status: PaymentStatus) =>
      nextCheckAt(payment(status, 30), {
        booking: soon,
        answered: false,
        now: plus(createdAt, 48 * 60 * MINUTE_MS),
      })
    for (const status of ['PROCESSING', 'REQUIRES_ACTION', 'FAILED'] as const) expect(next(status)).not.toBeNull()
    expect(next('CAPTURED')).toBeNull()
  })

  test('no pause goes past the minute before the seats would go, nor past the end of the time to pay', () => {
    const status = fc.constantFrom<PaymentStatus>('PROCESSING', 'REQUIRES_ACTION')
    const upTo = (minutes: number) => fc.integer({ min: 0, max: minutes * MINUTE_MS })
    fc.assert(
      fc.property(status, upTo(30), upTo(40), fc.nat(40), (status, payByMs, sinceMs, checks) => {
        const [given, late, now] = [payment(status, checks), booking(payByMs), plus(createdAt, sinceMs)]
        const next = nextCheckAt(given, { booking: late, answered: true, now })?.getTime() ?? 0
        const end = actBy(given, late).getTime()
        expect(next).toBeGreaterThan(now.getTime())
        for (const mark of [end - MINUTE_MS, end]) if (now.getTime() < mark) expect(next).toBeLessThanOrEqual(mark)
      }),
    )
  })
})
