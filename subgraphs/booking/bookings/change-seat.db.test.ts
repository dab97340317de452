import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { newId, type PassengerId } from '#lib/ids.ts'
import { race, values } from '../../../tests/support/barrier.ts'
import { brokenInvariants, foldMap, freshMap } from '../../../tests/support/booking-invariants.ts'
import { fare } from '../../../tests/support/flights.ts'
import { paymentProbes } from '../../../tests/support/payment-probes.ts'
import {
  type NewBooking,
  newViewer,
  type PaymentWorld,
  payInput,
  paymentWorld,
} from '../../../tests/support/payments.ts'
import { weakened } from '../../../tests/support/rewritten.ts'
import { noLock, noSeatGuard } from '../../../tests/support/weakenings.ts'
import { saveDiscount } from '../discounts/store.ts'
import { loadInvoices, loadTickets } from '../documents/store.ts'
import { loadHold, loadHoldSeats } from '../holds/store.ts'
import { payBooking } from '../payments/pay-booking.ts'
import { refundedMinor } from '../payments/payment.ts'
import { type SeatMapUpdate, wholeMap } from '../seats/watch-seat-map.ts'
import { cancelBooking, quoteCancellation } from './cancel-booking.ts'
import { changeSeat } from './change-seat.ts'
import { loadHistory, loadPriceLines, loadSegments } from './store.ts'

const { surcharges } = fare()
const FARE = 4500_00 + 750_50
let world: PaymentWorld
let look: ReturnType<typeof paymentProbes>
beforeAll(async () => {
  world = await paymentWorld()
  look = paymentProbes(world)
})
afterAll(() => world?.stop())
afterEach(async () => {
  expect(await brokenInvariants(world.deps.db, await dbNow(world.deps.db.client))).toEqual({})
})

const waiting = (options: Parameters<PaymentWorld['newBooking']>[0] = {}) =>
  world.newBooking({ seats: ['4A', '5B'], surcharges, ...options })
async function paid(options: Parameters<typeof waiting>[0] = {}): Promise<NewBooking> {
  const made = await waiting(options)
  expect(await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_ok'))).toMatchObject({ ok: true })
  return made
}
const segmentsOf = ({ booking }: NewBooking) => loadSegments(world.deps.db.client, [booking.id])
const totalOf = async ({ booking }: NewBooking) => (await world.reload(booking)).totalMinor
/** Of the booking's first passenger */
async function move(
  made: NewBooking,
  seat: string,
  more: Partial<Parameters<typeof changeSeat>[2]> = {},
  { deps } = world,
) {
  const [first] = await loadSegments(deps.db.client, [made.booking.id])
  const passengerId = first?.passengerId as PassengerId
  const { id: bookingId } = made.booking
  const input = { bookingId, passengerId, flightId: made.flightId, seat, idempotencyKey: newId(), ...more }
  return changeSeat(deps, made.viewer, input)
}
const claimed = async ({ flightId }: NewBooking) =>
  (await wholeMap(world.deps.db.client, flightId))?.seats
    .filter((s) => s.status !== 'AVAILABLE')
    .map((s) => `${s.number} ${s.status}`)
const refunded = async (made: NewBooking) => refundedMinor(await look.refundsOf(made))
async function newDiscount(off: { percentOff: number } | { amountOffMinor: number }): Promise<string> {
  const code = newId().slice(-12).toUpperCase()
  const validity = { validFrom: new Date('2020-01-01'), validTo: new Date('2200-01-01') }
  const limits = { maxRedemptions: 9, redemptions: 0 }
  const none = { percentOff: null, amountOffMinor: null, currency: 'amountOffMinor' in off ? 'INR' : null }
  await world.deps.db.transaction((tx) => saveDiscount(tx, { code, ...none, ...off, ...validity, ...limits }))
  return code
}

test('a paid booking moves to a cheaper seat once, and the difference goes back with a credit note', async () => {
  const made = await paid()
  const { client } = world.deps.db
  const first = (await wholeMap(client, made.flightId)) as SeatMapUpdate
  const before = await totalOf(made)
  const again = { idempotencyKey: newId() }
  expect(await move(made, '6B', again)).toEqual({ ok: true, type: 'Booking', id: made.booking.id })
  expect(await move(made, '6B', again)).toEqual({ ok: true, type: 'Booking', id: made.booking.id })
  expect(await move(made, '6C', again)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  expect(await claimed(made)).toEqual(['5B BOOKED', '6B BOOKED'])
  expect([before - (await totalOf(made)), await refunded(made)]).toEqual([900_00, 900_00])
  expect((await loadPriceLines(client, [made.booking.id])).map((l) => l.kind)).toEqual(['FARE', 'TAX'])
  expect((await loadTickets(client, [made.booking.id])).get(made.booking.id)?.map((t) => t.seat)).toEqual(['6B', '5B'])
  expect((await loadHistory(client, [made.booking.id])).filter((e) => e.action === 'SEAT_CHANGED')).toHaveLength(1)
  const events = await client.$queryRaw<Array<{ event: string }>>`SELECT event FROM outbox ORDER BY seq`
  const folded = foldMap(
    first,
    events.map(({ event }) => JSON.parse(event)),
    await dbNow(client),
  )
  expect(folded).toEqual(await freshMap(world.deps.db, made.flightId, await dbNow(client)))

  await look.workUntil(async () => (await look.refundsOf(made)).every((r) => r.status === 'SUCCEEDED'))
  await look.expectSameBooks(made)
  const notes = (await loadInvoices(client, [made.booking.id])).get(made.booking.id)
  expect(notes?.map((n) => [n.kind, n.totalMinor])).toEqual([
    ['INVOICE', before],
    ['CREDIT_NOTE', 900_00],
  ])
})

test('what is left of a changed booking can be cancelled, and all together no more goes back than was paid', async () => {
  const made = await paid()
  const before = await totalOf(made)
  await move(made, '6A')
  const now = await dbNow(world.deps.db.client)
  const quote = await quoteCancellation(world.deps.db.client, await world.reload(made.booking), now)
  const expectedRefund = ((quote?.refundMinor ?? 0) / 100).toFixed(2)
  const cancel = { bookingId: made.booking.id, expectedRefund, idempotencyKey: newId() }
  expect(await cancelBooking(world.deps, made.viewer, cancel)).toMatchObject({ ok: true })
  expect(await refunded(made)).toBe(before - 2 * 1000_00)
  expect(await claimed(made)).toEqual([])
})

test('an equal seat costs nothing and pays nothing', async () => {
  const made = await paid({ seats: ['5A'] })
  expect(await move(made, '6F')).toMatchObject({ ok: true })
  expect([await totalOf(made), await refunded(made)]).toEqual([FARE + 200_00, 0])
  expect(await claimed(made)).toEqual(['6F BOOKED'])
})

test('what a discount took off is not paid out', async () => {
  const half = await paid({ discountCode: await newDiscount({ percentOff: 50 }) })
  expect(await move(half, '6B')).toMatchObject({ ok: true })
  expect([await totalOf(half), await refunded(half)]).toEqual([FARE, 450_00])
  const whole = await paid({ discountCode: await newDiscount({ percentOff: 100 }) })
  expect(await move(whole, '6B')).toMatchObject({ ok: true })
  expect([await totalOf(whole), await refunded(whole)]).toEqual([0, 0])
  const almost = await paid({ discountCode: await newDiscount({ amountOffMinor: 2 * FARE + 800_00 }) })
  expect(await move(almost, '6B')).toMatchObject({ ok: true })
  expect([await totalOf(almost), await refunded(almost)]).toEqual([0, 100_00])
})

test('a booking that waits moves with its hold, costs less, and is paid at the new price', async () => {
  const made = await waiting()
  const { client } = world.deps.db
  expect(await move(made, '6A')).toMatchObject({ ok: true })
  expect(await claimed(made)).toEqual(['5B HELD', '6A HELD'])
  expect((await loadHoldSeats(client, [made.booking.holdId])).map((s) => s.seat)).toEqual(['5B', '6A'])
  expect((await loadHold(client, made.booking.holdId))?.totalMinor).toBe(2 * FARE + 200_00)
  expect(await look.refundsOf(made)).toEqual([])
  expect(await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_ok'))).toMatchObject({
    code: 'PRICE_CHANGED',
  })
  const booking = await world.reload(made.booking)
  expect(booking.totalMinor).toBe(2 * FARE + 200_00)
  expect(await payBooking(world.deps, made.viewer, payInput(booking, 'tok_ok'))).toMatchObject({ ok: true })
  expect(await claimed(made)).toEqual(['5B BOOKED', '6A BOOKED'])
})

test('while a payment is on its way, the seat stays', async () => {
  const made = await waiting()
  await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_timeout'))
  expect(await move(made, '6B')).toMatchObject({ code: 'WRONG_STATE', state: 'PAYMENT_PROCESSING' })
  await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
  expect(await move(made, '6B')).toMatchObject({ ok: true })
})

test('what was charged before the seat changed in a challenge comes back', async () => {
  const made = await waiting()
  await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_challenge'))
  expect(await move(made, '6B')).toMatchObject({ ok: true })
  await look.onBankPage(made, 'approve')
  await look.workUntil(async () => (await look.statusOf(made)) === 'CONFIRMED')
  expect([await totalOf(made), await refunded(made)]).toEqual([2 * FARE, 900_00])
})

test('a request that is refused changes nothing', async () => {
  const made = await paid({ seats: ['5A', '5B'] })
  const other = await waiting({ seats: ['7B'], flightId: made.flightId })
  const before = await claimed(made)
  for (const seat of ['4A', '5A', '1C', '99Z', '', "6B' OR 1=1"]) {
    expect(await move(made, seat), seat).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'seat'] })
  }
  const taken = (seat: string) => ({ code: 'SEATS_UNAVAILABLE', taken: [{ flightId: made.flightId, seat }] })
  for (const seat of ['7B', '5B']) expect(await move(made, seat)).toMatchObject(taken(seat))
  expect(await move(made, '6B', { idempotencyKey: '' })).toMatchObject({ code: 'INVALID_INPUT' })
  const strange = await segmentsOf(other)
  for (const bookingId of [newId(), '', 'é', other.booking.id]) {
    expect(await move(made, '6B', { bookingId }), bookingId).toMatchObject({ code: 'NOT_FOUND' })
  }
  for (const passengerId of [newId(), '', strange[0]?.passengerId as string]) {
    expect(await move(made, '6B', { passengerId }), passengerId).toMatchObject({ code: 'NOT_FOUND' })
  }
  expect(await move(made, '6B', { flightId: newId() })).toMatchObject({ code: 'NOT_FOUND' })
  expect(await move({ ...made, viewer: newViewer() }, '6B')).toMatchObject({ code: 'NOT_FOUND' })
  expect(await claimed(made)).toEqual(before)
  expect(await refunded(made)).toBe(0)
})

const LOCK_SEAT = "SELECT * FROM seat WHERE flight_id = ? AND number = '6B' FOR UPDATE"

test('of two that want one seat, paid or not, one gets it', async () => {
  const made = await paid({ seats: ['5A'] })
  const second = await paid({ seats: ['5F'], flightId: made.flightId })
  const third = await waiting({ seats: ['7A'], flightId: made.flightId })
  const at = { adminUrl: world.database.adminUrl, lock: LOCK_SEAT, values: [made.flightId], waiting: 3 }
  const outcomes = values(await race(at, () => [made, second, third].map((m) => move(m, '6B'))))
  expect(outcomes.map((o) => (o.ok ? 'MOVED' : o.code)).sort()).toEqual([
    'MOVED',
    'SEATS_UNAVAILABLE',
    'SEATS_UNAVAILABLE',
  ])
  expect(await claimed(made)).toHaveLength(3)
})

test('without the lock and the guard two sit on one seat: the control of the race', async () => {
  const other = await paymentWorld()
  try {
    const seats = async (seat: string, flightId?: NewBooking['flightId']) => {
      const made = await other.newBooking({ seats: [seat], surcharges, ...(flightId && { flightId }) })
      await payBooking(other.deps, made.viewer, payInput(made.booking, 'tok_ok'))
      return made
    }
    const made = await seats('5A')
    const second = await seats('5F', made.flightId)
    const deps = { ...other.deps, db: weakened(other.deps.db, [noLock, noSeatGuard]) }
    const at = { adminUrl: other.database.adminUrl, lock: LOCK_SEAT, values: [made.flightId], waiting: 2 }
    const outcomes = values(await race(at, () => [made, second].map((m) => move(m, '6B', {}, { ...other, deps }))))
    expect(outcomes.map((o) => o.ok)).toEqual([true, true])
    const broken = await brokenInvariants(other.deps.db, await dbNow(other.deps.db.client))
    expect(Object.keys(broken)).toContain('1: a seat is in one confirmed booking')
  } finally {
    await other.stop()
  }
})

test('a change and a cancellation at once end as one after the other', async () => {
  const made = await waiting()
  const cancel = { bookingId: made.booking.id, expectedRefund: '0', idempotencyKey: newId() }
  const at = {
    adminUrl: world.database.adminUrl,
    lock: 'SELECT * FROM booking WHERE id = ? FOR UPDATE',
    values: [made.booking.id],
    waiting: 2,
  }
  const outcomes = await race<{ ok: boolean }>(at, () => [
    move(made, '6B'),
    cancelBooking(world.deps, made.viewer, cancel),
  ])
  const [moved, cancelled] = values(outcomes)
  expect(cancelled).toMatchObject({ ok: true })
  if (!moved?.ok) expect(moved).toMatchObject({ code: 'WRONG_STATE', state: 'CANCELLED' })
  expect(await claimed(made)).toEqual([])
})

test('a paid booking that is changed and cancelled at once pays back what its state then asks for', async () => {
  const made = await paid()
  const now = await dbNow(world.deps.db.client)
  const quote = await quoteCancellation(world.deps.db.client, await world.reload(made.booking), now)
  const expectedRefund = ((quote?.refundMinor ?? 0) / 100).toFixed(2)
  const cancel = { bookingId: made.booking.id, expectedRefund, idempotencyKey: newId() }
  const at = {
    adminUrl: world.database.adminUrl,
    lock: 'SELECT * FROM booking WHERE id = ? FOR UPDATE',
    values: [made.booking.id],
    waiting: 2,
  }
  await race<{ ok: boolean }>(at, () => [move(made, '6B'), cancelBooking(world.deps, made.viewer, cancel)])
  const captured = (await look.paymentsOf(made)).reduce((sum, p) => sum + p.amountMinor, 0)
  expect(captured - (await refunded(made))).toBe(await totalOf(made))
})
