import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BookingId, type FlightId, type HoldId, newId } from '#lib/ids.ts'
import {
  type BookingFixture,
  bookingFixture,
  HOLD_TTL_MS,
  MINUTE_MS,
  newViewer,
  PAYMENT_TTL_MS,
} from '../../../tests/support/booking.ts'
import { brokenInvariants } from '../../../tests/support/booking-invariants.ts'
import { saveDiscount } from '../discounts/store.ts'
import { loadHold } from '../holds/store.ts'
import { wholeMap } from '../seats/watch-seat-map.ts'
import { loadBooking, loadPassengers, loadPriceLines, loadSegments } from './store.ts'

let booking: BookingFixture
let flightId: FlightId
const fare = 4500_00 + 750_50
beforeAll(async () => {
  booking = await bookingFixture()
  flightId = await booking.sell()
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})
  await booking.close()
})

let row = 4
/** Seats nobody has wanted yet. */
async function freshSeats(count: number): Promise<string[]> {
  if (row > 9) {
    row = 4
    flightId = await booking.sell()
  }
  const seats = [...'ABCDEF'].slice(0, count).map((column) => `${row}${column}`)
  row++
  return seats
}
async function heldBy(viewer: ReturnType<typeof newViewer>, count = 1, more: Parameters<typeof booking.held>[3] = {}) {
  const seats = await freshSeats(count)
  return booking.held(viewer, flightId, seats, more)
}
const discount = (code: string, overrides: Partial<Parameters<typeof saveDiscount>[1]> = {}) =>
  booking.db.transaction((tx) =>
    saveDiscount(tx, {
      code,
      percentOff: null,
      amountOffMinor: 100_00,
      currency: 'INR',
      validFrom: new Date(Date.now() - MINUTE_MS),
      validTo: new Date(Date.now() + 60 * MINUTE_MS),
      maxRedemptions: 1,
      redemptions: 0,
      ...overrides,
    }),
  )
const redemptions = async (code: string) => {
  const [found] = await booking.db.client.$queryRaw<Array<{ redemptions: number }>>`
    SELECT redemptions FROM discount WHERE code = ${code}`
  return found?.redemptions
}

test('a hold becomes a booking that waits for payment, its seats kept as long', async () => {
  const ann = newViewer()
  const flightId = await booking.sell()
  const hold = await booking.held(ann, flightId, ['5B', '5C'])
  const id = await booking.booked(ann, hold)
  const made = await loadBooking(booking.db.client, id)
  expect(made).toMatchObject({
    status: 'PENDING_PAYMENT',
    contactEmail: ann.email,
    currency: 'INR',
    totalMinor: 2 * fare,
  })
  expect(made?.reference).toMatch(/^[2-9A-HJ-NP-Z]{6}$/)
  expect((made?.payBy.getTime() ?? 0) - (made?.createdAt.getTime() ?? 0)).toBe(PAYMENT_TTL_MS)
  expect((await loadHold(booking.db.client, hold))?.status).toBe('BOOKED')
  expect((await loadSegments(booking.db.client, [id])).map((s) => s.seat)).toEqual(['5B', '5C'])
  const map = await wholeMap(booking.db.client, flightId)
  const claimed = map?.seats.filter((s) => s.status === 'HELD')
  expect(claimed).toEqual(
    ['5B', '5C'].map((number) => ({ number, status: 'HELD', heldUntil: made?.payBy.toISOString() })),
  )
  const told = (await booking.events()).filter((e) => e.subject === id)
  expect(told.map((e) => e.type)).toEqual(['booking.changed.v1', 'booking.created.v1'])
})

test('what is sold is kept as it was written, in every script', async () => {
  const ann = newViewer()
  const flightId = await booking.sell()
  const hold = await booking.held(ann, flightId, ['4B'])
  const passengers = [
    { givenName: ' 王小明😀 ', familyName: 'Ñandú', bornOn: '2000-02-29', seats: [{ flightId, seat: '4B' }] },
  ]
  const id = await booking.booked(ann, hold, { passengers, contactEmail: 'Jörg+x@mail.example.test' })
  expect(await loadPassengers(booking.db.client, [id])).toMatchObject([
    { givenName: '王小明😀', familyName: 'Ñandú', bornOn: '2000-02-29', position: 0 },
  ])
  expect((await loadBooking(booking.db.client, id))?.contactEmail).toBe('Jörg+x@mail.example.test')
})

test('the same request again is the same booking; with another key the hold is booked already', async () => {
  const ann = newViewer()
  const hold = await heldBy(ann)
  const again = { idempotencyKey: newId() }
  const id = await booking.booked(ann, hold, again)
  expect(await booking.book(ann, hold, again)).toEqual({ ok: true, type: 'Booking', id })
  expect(await booking.book(ann, hold, { ...again, contactEmail: 'x@y.test' })).toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
  })
  expect(await booking.book(ann, hold)).toMatchObject({ code: 'WRONG_STATE', state: 'BOOKED' })
})

test('the same request many times at once is one booking', async () => {
  const ann = newViewer()
  const hold = await heldBy(ann, 2)
  const again = { idempotencyKey: newId() }
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => booking.book(ann, hold, again)))
  expect(new Set(outcomes.map((o) => (o.ok ? o.id : o.code))).size).toBe(1)
  const others = await Promise.all(Array.from({ length: 4 }, () => booking.book(ann, hold)))
  expect(others.every((o) => !o.ok && o.code === 'WRONG_STATE')).toBe(true)
})

test("another's hold, an unknown one and none at all are not found", async () => {
  const hold = await heldBy(newViewer())
  const bob = newViewer()
  expect(await booking.book(bob, hold)).toMatchObject({ code: 'NOT_FOUND', what: 'hold' })
  for (const holdId of [newId<HoldId>(), '', 'é', "' OR 1=1 --"]) {
    expect(await booking.book(bob, hold, { holdId })).toMatchObject({ code: 'NOT_FOUND', what: 'hold' })
  }
})

test('a hold whose time is over is no booking, one that was released never is', async () => {
  const ann = newViewer()
  const released = await heldBy(ann)
  await heldBy(ann, 1, { replaces: released })
  expect(await booking.book(ann, released)).toMatchObject({ code: 'WRONG_STATE', state: 'RELEASED' })
  const late = await heldBy(ann)
  booking.advance(HOLD_TTL_MS + 1000)
  expect(await booking.book(ann, late)).toMatchObject({
    code: 'HOLD_EXPIRED',
    expiredAt: (await loadHold(booking.db.client, late))?.expiresAt,
  })
  booking.advance(-HOLD_TTL_MS - 1000)
})

test('passengers and an address that are none are refused, and the hold goes on', async () => {
  const ann = newViewer()
  const hold = await heldBy(ann, 2)
  const refused = async (more: Parameters<typeof booking.book>[2]) => {
    const outcome = await booking.book(ann, hold, more)
    return 'path' in outcome ? outcome.path.join('.') : outcome
  }
  expect(await refused({ passengers: [] })).toBe('input.passengers')
  expect(await refused({ idempotencyKey: '' })).toBe('input.idempotencyKey')
  const odd = [
    '',
    'x',
    'a@b',
    'a b@c.test',
    'a@b.test\r\nBcc: c@d.test',
    'a\u0000@b.test',
    'a\u202e@b.test',
    '<a@b.test>',
    'a@b..test',
    `${'a'.repeat(250)}@b.test`,
    'a\ud800@b.test',
    'a@b.test, c@d.test',
  ]
  for (const contactEmail of odd) expect(await refused({ contactEmail }), contactEmail).toBe('input.contactEmail')
  const crowd = Array.from({ length: 37 }, () => ({ givenName: 'A', familyName: 'B', bornOn: '2000-01-01', seats: [] }))
  expect(await refused({ passengers: crowd })).toBe('input.passengers')
  expect((await loadHold(booking.db.client, hold))?.status).toBe('ACTIVE')
})

test('a discount is reserved with the booking, and its line comes off the price', async () => {
  await discount('ONCE')
  const ann = newViewer()
  const id = await booking.booked(ann, await heldBy(ann), { discountCode: ' once ' })
  expect(await redemptions('ONCE')).toBe(1)
  const lines = await loadPriceLines(booking.db.client, [id])
  expect(lines.at(-1)).toMatchObject({ kind: 'DISCOUNT', description: 'ONCE', amountMinor: -100_00 })
  expect((await loadBooking(booking.db.client, id))?.totalMinor).toBe(lines.reduce((sum, l) => sum + l.amountMinor, 0))
  const hold = await heldBy(ann)
  expect(await booking.book(ann, hold, { discountCode: 'ONCE' })).toEqual({
    ok: false,
    code: 'DISCOUNT_INVALID',
    fault: 'USED_UP',
  })
  expect((await loadHold(booking.db.client, hold))?.status).toBe('ACTIVE')
  expect(await redemptions('ONCE')).toBe(1)
})

test('a discount above the price takes the price and no more', async () => {
  await discount('ALL', { amountOffMinor: 1_000_000_00 })
  const ann = newViewer()
  const id = (await booking.booked(ann, await heldBy(ann), { discountCode: 'ALL' })) as BookingId
  expect((await loadBooking(booking.db.client, id))?.totalMinor).toBe(0)
})

test('a discount that does not count is named, and the hold goes on', async () => {
  await discount('EUROS', { currency: 'EUR' })
  await discount('SOON', { validFrom: new Date(Date.now() + 30 * MINUTE_MS) })
  const ann = newViewer()
  const hold = await heldBy(ann)
  for (const [discountCode, fault] of Object.entries({
    EUROS: 'OTHER_CURRENCY',
    SOON: 'NOT_VALID_NOW',
    NONE: 'UNKNOWN',
    é: 'UNKNOWN',
    '': 'UNKNOWN',
  })) {
    expect(await booking.book(ann, hold, { discountCode })).toEqual({ ok: false, code: 'DISCOUNT_INVALID', fault })
  }
  expect(await booking.booked(ann, hold)).toBeTruthy()
})

test('a booking is paid before its first flight leaves, and made before sales close', async () => {
  const ann = newViewer()
  const departsAt = new Date(Date.now() + 20 * MINUTE_MS).toISOString()
  const soon = await booking.sell({ departsAt, salesCloseAt: departsAt })
  const id = await booking.booked(ann, await booking.held(ann, soon, ['5A']))
  expect((await loadBooking(booking.db.client, id))?.payBy.toISOString()).toBe(departsAt)
  const closing = await booking.sell({ salesCloseAt: new Date(Date.now() + 5 * MINUTE_MS).toISOString() })
  const hold = await booking.held(ann, closing, ['5A'])
  booking.advance(6 * MINUTE_MS)
  expect(await booking.book(ann, hold)).toMatchObject({ code: 'WRONG_STATE', state: 'SALES_CLOSED' })
  booking.advance(-6 * MINUTE_MS)
})
