import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type BookingId, type FlightId, newId } from '#lib/ids.ts'
import {
  type BookingFixture,
  bookingFixture,
  MINUTE_MS,
  newViewer,
  PAYMENT_TTL_MS,
} from '../../../tests/support/booking.ts'
import { brokenInvariants } from '../../../tests/support/booking-invariants.ts'
import { saveDiscount } from '../discounts/store.ts'
import { loadRefunds } from '../payments/store.ts'
import { wholeMap } from '../seats/watch-seat-map.ts'
import type { BookingRow } from './booking.ts'
import { cancelBooking } from './cancel-booking.ts'
import { confirmBooking } from './confirm-booking.ts'
import { expireBookings } from './expire-bookings.ts'
import { loadBooking, loadPriceLines, lockBooking } from './store.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, await dbNow(booking.db.client))).toEqual({})
  await booking.close()
})

const confirm = (id: BookingId) =>
  booking.db.transaction(async (tx) => confirmBooking(tx, (await lockBooking(tx, id)) as BookingRow, await dbNow(tx)))
const bookSeats = async (
  viewer: ReturnType<typeof newViewer>,
  flightId: FlightId,
  seats: string[],
  discountCode: string | null = null,
) => booking.booked(viewer, await booking.held(viewer, flightId, seats), { discountCode })
const statusOf = async (id: BookingId) => (await loadBooking(booking.db.client, id))?.status
const seatsOf = async (flightId: FlightId) =>
  (await wholeMap(booking.db.client, flightId))?.seats.flatMap((s) =>
    s.status === 'AVAILABLE' ? [] : [`${s.number} ${s.status}`],
  )
const eventsOf = async (id: BookingId) => (await booking.events()).filter((e) => e.subject === id).map((e) => e.type)
async function runOut() {
  booking.advance(PAYMENT_TTL_MS + MINUTE_MS)
  while ((await expireBookings(booking.db)) > 0);
}

test('a paid booking has its seats sold, a ticket for each passenger and flight, and is told of once', async () => {
  const [out, back, ann] = [await booking.sell(), await booking.sell(), newViewer()]
  const seats = [out, back].flatMap((flightId) => ['4A', '4B'].map((seat) => ({ flightId, seat })))
  const hold = await booking.held(ann, out, [], { seats })
  const passengers = ['4A', '4B'].map((seat) => ({
    givenName: 'Ana',
    familyName: 'Rao',
    bornOn: '1990-02-03',
    seats: [out, back].map((flightId) => ({ flightId, seat })),
  }))
  const id = await booking.booked(ann, hold, { passengers })
  expect(await confirm(id)).toEqual({ ok: true })
  expect([await seatsOf(out), await seatsOf(back)]).toEqual([
    ['4A BOOKED', '4B BOOKED'],
    ['4A BOOKED', '4B BOOKED'],
  ])
  const told = (await booking.events()).flatMap((e) =>
    e.type === 'booking.confirmed.v1' && e.data.bookingId === id ? [e.data.ticketNumbers] : [],
  )
  expect(told).toHaveLength(1)
  expect(new Set(told[0]).size).toBe(4)
  // Paid seats count no more towards the cap.
  expect(await booking.held(ann, out, ['5A', '5B', '5C', '5D', '5E', '5F', '6A', '6B', '6C'])).toBeTruthy()
  booking.advance(PAYMENT_TTL_MS + MINUTE_MS)
  expect(await booking.hold(newViewer(), out, ['4A'])).toMatchObject({ code: 'SEATS_UNAVAILABLE' })
  while ((await expireBookings(booking.db)) > 0);
  expect(await statusOf(id)).toBe('CONFIRMED')
})

// liedekef/events-made-easy #496: paid late, overbooked.
test('money that comes late buys the seats where they are free, and none where one is gone', async () => {
  const [flightId, ann, bob] = [await booking.sell(), newViewer(), newViewer()]
  const free = await bookSeats(ann, flightId, ['4A', '4B'])
  const gone = await bookSeats(ann, flightId, ['5A', '5B'])
  await runOut()
  expect([await statusOf(free), await statusOf(gone)]).toEqual(['EXPIRED', 'EXPIRED'])
  await booking.held(bob, flightId, ['5B'])
  expect(await confirm(free)).toEqual({ ok: true })
  expect(await confirm(gone)).toEqual({ ok: false, code: 'SEATS_GONE' })
  expect(await statusOf(gone)).toBe('EXPIRED')
  expect(await seatsOf(flightId)).toEqual(['4A BOOKED', '4B BOOKED', '5B HELD'])
  expect(await eventsOf(gone)).not.toContain('booking.confirmed.v1')
})

test('the discount of a booking that ran out is taken again, and gone when others have used it up', async () => {
  const [flightId, ann] = [await booking.sell(), newViewer()]
  const code = newId().replaceAll('-', '').toUpperCase()
  await booking.db.transaction((tx) =>
    saveDiscount(tx, {
      code,
      percentOff: 10,
      amountOffMinor: null,
      currency: null,
      validFrom: new Date('2020-01-01'),
      validTo: new Date('2200-01-01'),
      maxRedemptions: 1,
      redemptions: 0,
    }),
  )
  const first = await bookSeats(ann, flightId, ['4A'], code)
  await runOut()
  const second = await bookSeats(ann, flightId, ['4B'], code)
  expect(await confirm(first)).toEqual({ ok: false, code: 'DISCOUNT_GONE' })
  await runOut()
  expect(await confirm(second)).toEqual({ ok: true })
  expect(await seatsOf(flightId)).toEqual(['4B BOOKED'])
})

test('a cancelled booking is not confirmed, nor one whose flight has left', async () => {
  const ann = newViewer()
  const cancelled = await bookSeats(ann, await booking.sell(), ['4A'])
  const input = { bookingId: cancelled, expectedRefund: '0', idempotencyKey: newId() }
  expect(await cancelBooking(booking.deps, ann, input)).toMatchObject({ ok: true })
  expect(await confirm(cancelled)).toEqual({ ok: false, code: 'CANCELLED' })
  const now = (await dbNow(booking.db.client)).getTime()
  const departsAt = new Date(now + 20 * MINUTE_MS).toISOString()
  const left = await bookSeats(ann, await booking.sell({ departsAt, salesCloseAt: departsAt }), ['4A'])
  booking.advance(21 * MINUTE_MS)
  expect(await confirm(left)).toEqual({ ok: false, code: 'DEPARTED' })
})

test('cancelling a paid booking sells its seats again, keeps the fee and gives back the rest', async () => {
  const [flightId, ann] = [await booking.sell(), newViewer()]
  const id = await bookSeats(ann, flightId, ['5B'])
  const total = 4500_00 + 750_50
  await booking.db.client.$executeRaw`
    INSERT INTO payment (id, booking_id, status, currency, amount_minor, created_at)
    VALUES (${newId()}, ${id}, 'CAPTURED', 'INR', ${total}, UTC_TIMESTAMP(3))`
  expect(await confirm(id)).toEqual({ ok: true })
  const cancel = (expectedRefund: string) =>
    cancelBooking(booking.deps, ann, { bookingId: id, expectedRefund, idempotencyKey: newId() })
  expect(await cancel('5250.50')).toMatchObject({ code: 'PRICE_CHANGED', newMinor: total - 1000_00 })
  expect(await cancel('4250.50')).toMatchObject({ ok: true })
  expect(await seatsOf(flightId)).toEqual([])
  expect(await loadPriceLines(booking.db.client, [id])).toMatchObject([{ kind: 'FEE', amountMinor: 1000_00 }])
  const refunds = (await loadRefunds(booking.db.client, [id])).get(id)
  expect(refunds).toMatchObject([{ status: 'PENDING', amountMinor: total - 1000_00 }])
  expect(await booking.held(newViewer(), flightId, ['5B'])).toBeTruthy()
})
