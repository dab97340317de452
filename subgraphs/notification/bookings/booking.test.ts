import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventOf, sampleBooking, sampleConfirmed } from '../testing/sample-events.ts'
import { type Booking, type BookingChanged, type BookingEvent, bookingAfter, remindAt } from './booking.ts'

const data = sampleBooking()
const inr = (amountMinor: number) => ({ amountMinor, currency: 'INR' })
const at = (minute: number) => ({ time: new Date(Date.UTC(2026, 10, 1, 10, minute)).toISOString() })
const created = eventOf('booking.created.v1', { ...data, payBy: '2026-11-01T10:30:00.000Z' }, at(0))
const started = eventOf('booking.changed.v1', { bookingId: data.bookingId, action: 'PAYMENT_STARTED' }, at(19))
const confirmed = eventOf('booking.confirmed.v1', { ...sampleConfirmed(), ...data }, at(20))
const expired = eventOf('booking.expired.v1', data, at(30))
const cancelled = (fee: number, refund: number) =>
  eventOf('booking.cancelled.v1', { ...data, fee: inr(fee), refund: inr(refund) }, at(40))

const told = (...events: Array<BookingEvent | BookingChanged>) =>
  events.reduce<Booking | undefined>((booking, event) => bookingAfter(booking, event), undefined)

describe('a reminder', () => {
  test.each([
    ['2026-11-01T10:30:00.000Z', '2026-11-01T10:20:00.000Z'],
    ['2026-11-01T10:03:00.000Z', '2026-11-01T10:02:00.000Z'],
    ['2026-11-02T10:00:00.000Z', '2026-11-02T09:00:00.000Z'],
  ])('of a booking to be paid by %s comes at %s', (payBy, wanted) => {
    expect(remindAt('2026-11-01T10:00:00.000Z', payBy).toISOString()).toBe(wanted)
  })

  test('is for bookings that wait for payment alone', () => {
    expect(told(created)).toMatchObject({ status: 'PENDING_PAYMENT', remindAt: expect.any(Date), paid: false })
    for (const end of [confirmed, expired, cancelled(0, 0)]) {
      expect(told(created, end)).toMatchObject({ remindAt: null, created: null })
    }
  })

  test('waits for a payment under way, and does not come where no time is left after it', () => {
    expect(told(created, started)?.remindAt?.toISOString()).toBe('2026-11-01T10:22:00.000Z')
    const late = eventOf('booking.changed.v1', started.data, at(28))
    expect(told(created, late)?.remindAt).toBeNull()
    const other = eventOf('booking.changed.v1', { ...started.data, action: 'DISCOUNT_APPLIED' }, at(19))
    expect(told(created, other)).toEqual(told(created))
  })
})

describe('a booking', () => {
  test('is paid once it was confirmed, and stays so', () => {
    expect(told(created, confirmed, cancelled(1, 0))).toMatchObject({ paid: true, status: 'CANCELLED', flightIds: [] })
    expect(told(created, expired)?.paid).toBe(false)
    expect(told(created, cancelled(0, 0))?.paid).toBe(false)
    // Known by its money alone, such as one from before we kept bookings.
    expect(told(cancelled(0, 5))?.paid).toBe(true)
    expect(told(expired, eventOf('booking.confirmed.v1', confirmed.data, at(31)))?.status).toBe('CONFIRMED')
  })

  test('is on its flights while it is confirmed', () => {
    expect(told(created)?.flightIds).toEqual([])
    expect(told(created, confirmed)?.flightIds).toEqual([data.segments[0]?.flightId])
  })

  test('is the same however often its events are told again', () => {
    const events = [created, started, confirmed, cancelled(5, 5)]
    const again = fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 12 })
    fc.assert(
      fc.property(again, (indices) => {
        const repeated = indices.map((n) => events[n] as BookingEvent)
        expect(told(...events, ...repeated)).toEqual(told(...events))
      }),
    )
  })
})
