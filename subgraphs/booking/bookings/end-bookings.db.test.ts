import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BookingId, type FlightId, newId } from '#lib/ids.ts'
import {
  type BookingFixture,
  bookingFixture,
  MINUTE_MS,
  newViewer,
  PAYMENT_TTL_MS,
} from '../../../tests/support/booking.ts'
import { brokenInvariants, foldMap, freshMap } from '../../../tests/support/booking-invariants.ts'
import { openBookingDb } from '../database.ts'
import { saveDiscount } from '../discounts/store.ts'
import { expireHolds } from '../holds/expire-holds.ts'
import { createSeatHub, type SeatMapUpdate, watchSeatMap, wholeMap } from '../seats/watch-seat-map.ts'
import { cancelBooking } from './cancel-booking.ts'
import { expireBookings } from './expire-bookings.ts'
import { loadBooking, loadHistory, loadPriceLines } from './store.ts'

let booking: BookingFixture
let flightId: FlightId
let nowMs = 0
const advance = (ms: number) => {
  nowMs += ms
  booking.advance(ms)
}
beforeAll(async () => {
  booking = await bookingFixture()
  flightId = await booking.sell()
  await booking.db.transaction((tx) =>
    saveDiscount(tx, {
      code: 'TEN',
      percentOff: 10,
      amountOffMinor: null,
      currency: null,
      validFrom: new Date(Date.now() - MINUTE_MS),
      validTo: new Date(Date.now() + 1000 * MINUTE_MS),
      maxRedemptions: 100,
      redemptions: 0,
    }),
  )
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, new Date(Date.now() + nowMs))).toEqual({})
  await booking.close()
})

const claimed = async () =>
  (await wholeMap(booking.db.client, flightId))?.seats.filter((s) => s.status !== 'AVAILABLE').map((s) => s.number)
const redemptions = async () => {
  const [found] = await booking.db.client.$queryRaw<Array<{ redemptions: number }>>`
    SELECT redemptions FROM discount WHERE code = 'TEN'`
  return found?.redemptions
}
const bookedBy = async (viewer: ReturnType<typeof newViewer>, seats: string[]) =>
  booking.booked(viewer, await booking.held(viewer, flightId, seats), { discountCode: 'TEN' })
const cancel = (
  viewer: ReturnType<typeof newViewer>,
  bookingId: string,
  expectedRefund = '0.00',
  key: string = newId(),
) => cancelBooking(booking.deps, viewer, { bookingId, expectedRefund, idempotencyKey: key })
const typesOf = async (id: BookingId) => (await booking.events()).filter((e) => e.subject === id).map((e) => e.type)

// Hi.Events #790: cancelling did not give the stock back.
test('cancelling an unpaid booking puts its seats and its discount back, and watchers see it', async () => {
  const ann = newViewer()
  const hub = createSeatHub()
  const id = await bookedBy(ann, ['4A', '4B'])
  expect([await claimed(), await redemptions()]).toEqual([['4A', '4B'], 1])
  const watcher = watchSeatMap(booking.db.client, hub, flightId)
  const whole = (await watcher.next()).value
  const before = (await booking.events()).length
  const key = newId()
  expect(await cancel(ann, id, '0.00', key)).toEqual({ ok: true, type: 'Booking', id })
  expect([await claimed(), await redemptions()]).toEqual([[], 0])
  hub.tell((await booking.events()).slice(before))
  expect((await watcher.next()).value).toMatchObject({
    version: (whole?.version ?? 0) + 1,
    full: false,
    seats: [
      { number: '4A', status: 'AVAILABLE', heldUntil: null },
      { number: '4B', status: 'AVAILABLE', heldUntil: null },
    ],
  })
  await watcher.return?.()
  expect(await loadBooking(booking.db.client, id)).toMatchObject({ status: 'CANCELLED', totalMinor: 0 })
  expect(await loadPriceLines(booking.db.client, [id])).toMatchObject([{ kind: 'FEE', amountMinor: 0 }])
  expect((await loadHistory(booking.db.client, [id])).map((e) => e.action)).toEqual(['CREATED', 'CANCELLED'])
  expect((await typesOf(id)).slice(2)).toEqual(['booking.changed.v1', 'booking.cancelled.v1'])
  expect(await cancel(ann, id, '0.00', key)).toEqual({ ok: true, type: 'Booking', id })
  expect(await cancel(ann, id)).toMatchObject({ code: 'WRONG_STATE', state: 'CANCELLED' })
  expect(await redemptions()).toBe(0)
})

test("another's booking, an unknown one and a wrong amount are refused, and nothing changes", async () => {
  const ann = newViewer()
  const id = await bookedBy(ann, ['5A'])
  expect(await cancel(newViewer(), id)).toMatchObject({ code: 'NOT_FOUND' })
  for (const unknown of [newId(), '', 'é']) expect(await cancel(ann, unknown)).toMatchObject({ code: 'NOT_FOUND' })
  expect(await cancel(ann, id, '1.00')).toEqual({
    ok: false,
    code: 'PRICE_CHANGED',
    oldMinor: 100,
    newMinor: 0,
    currency: 'INR',
  })
  for (const amount of ['', 'x', '1e3', '0.001']) {
    expect(await cancel(ann, id, amount)).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'expectedRefund'] })
  }
  expect(await cancel(ann, id, '0', '')).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'idempotencyKey'] })
  expect((await loadBooking(booking.db.client, id))?.status).toBe('PENDING_PAYMENT')
  expect(await cancel(ann, id)).toMatchObject({ ok: true })
})

test('pressed many times at once, a booking is cancelled once', async () => {
  const ann = newViewer()
  const id = await bookedBy(ann, ['5A'])
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => cancel(ann, id)))
  expect(outcomes.filter((o) => o.ok)).toHaveLength(1)
  expect(outcomes.filter((o) => !o.ok && o.code === 'WRONG_STATE')).toHaveLength(5)
  expect(await redemptions()).toBe(0)
  expect((await typesOf(id)).filter((t) => t === 'booking.cancelled.v1')).toHaveLength(1)
})

test('bookings nobody paid in time end once, though two sweepers work, and their seats are back', async () => {
  const ids: BookingId[] = []
  for (const seats of [['6A', '6B'], ['6C'], ['7A'], ['7B']]) ids.push(await bookedBy(newViewer(), seats))
  advance(PAYMENT_TTL_MS - MINUTE_MS)
  expect(await expireBookings(booking.db)).toBe(0)
  expect(await redemptions()).toBe(4)
  advance(2 * MINUTE_MS)
  // Free by predicate: somebody takes one of the seats before the sweepers come.
  const bob = newViewer()
  await booking.held(bob, flightId, ['6B'])
  const before = await wholeMap(booking.db.client, flightId)
  const other = openBookingDb(booking.database.url)
  const sweep = async (db: typeof other) => {
    let ended = 0
    for (let more = await expireBookings(db); more > 0; more = await expireBookings(db)) ended += more
    return ended
  }
  const ended = await Promise.all([sweep(booking.db), sweep(other), sweep(booking.db), sweep(other)])
  await other.close()
  expect(ended.reduce((sum, n) => sum + n)).toBe(ids.length)
  for (const id of ids) {
    expect((await loadBooking(booking.db.client, id))?.status).toBe('EXPIRED')
    expect((await typesOf(id)).filter((t) => t === 'booking.expired.v1')).toHaveLength(1)
  }
  expect([await claimed(), await redemptions()]).toEqual([['6B'], 0])
  // Watchers are not told that the seat which went on is free.
  const now = new Date(Date.now() + nowMs)
  const folded = foldMap(before as SeatMapUpdate, await booking.events(), now)
  expect(folded).toEqual(await freshMap(booking.db, flightId, now))
  expect(await cancel(bob, ids[0] as string)).toMatchObject({ code: 'NOT_FOUND' })
})

test('a booking that is paid just now is not ended by the sweeper', async () => {
  const ann = newViewer()
  const id = await bookedBy(ann, ['8A'])
  await booking.db.client.$executeRaw`
    INSERT INTO payment (id, booking_id, status, currency, amount_minor, created_at)
    VALUES (${newId()}, ${id}, 'PROCESSING', 'INR', 1, UTC_TIMESTAMP(3))`
  advance(PAYMENT_TTL_MS + MINUTE_MS)
  expect(await expireBookings(booking.db)).toBe(0)
  expect((await loadBooking(booking.db.client, id))?.status).toBe('PENDING_PAYMENT')
  await booking.db.client.$executeRaw`UPDATE payment SET status = 'FAILED' WHERE booking_id = ${id}`
  expect(await expireBookings(booking.db)).toBe(1)
  while ((await expireHolds(booking.db)) > 0);
  expect(await claimed()).toEqual([])
})
