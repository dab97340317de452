import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dbNow, shiftClock } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { race, values } from '../../../tests/support/barrier.ts'
import { brokenInvariants } from '../../../tests/support/booking-invariants.ts'
import { paymentProbes } from '../../../tests/support/payment-probes.ts'
import {
  type NewBooking,
  newViewer,
  type PaymentWorld,
  payInput,
  paymentWorld,
} from '../../../tests/support/payments.ts'
import type { Discount } from '../discounts/discount.ts'
import { loadDiscount, saveDiscount } from '../discounts/store.ts'
import { payBooking } from '../payments/pay-booking.ts'
import { applyDiscount } from './apply-discount.ts'
import { cancelBooking } from './cancel-booking.ts'
import { expireBookings } from './expire-bookings.ts'
import { loadHistory, loadPriceLines } from './store.ts'

const TOTAL = 2 * (4500_00 + 750_50)
let world: PaymentWorld
let look: ReturnType<typeof paymentProbes>
beforeAll(async () => {
  world = await paymentWorld()
  look = paymentProbes(world)
})
afterAll(() => world?.stop())
afterEach(async () => {
  expect(await brokenInvariants(world.deps.db, await dbNow(world.deps.db.client))).toEqual({})
  shiftClock(0)
})

async function newCode(more: Partial<Discount> = {}): Promise<string> {
  const code = newId().slice(-12).toUpperCase()
  const discount = {
    code,
    percentOff: 10,
    amountOffMinor: null,
    currency: null,
    validFrom: new Date('2020-01-01'),
    validTo: new Date('2200-01-01'),
    maxRedemptions: 5,
    redemptions: 0,
    ...more,
  }
  await world.deps.db.transaction((tx) => saveDiscount(tx, discount))
  return code
}
const apply = ({ viewer, booking }: NewBooking, code: string, idempotencyKey: string = newId()) =>
  applyDiscount(world.deps, viewer, { bookingId: booking.id, code, idempotencyKey })
const redemptions = async (code: string) => (await loadDiscount(world.deps.db.client, code))?.redemptions
const lockBookingOf = ({ booking }: NewBooking) => ({
  adminUrl: world.database.adminUrl,
  lock: 'SELECT * FROM booking WHERE id = ? FOR UPDATE',
  values: [booking.id],
  waiting: 2,
})

test('a discount comes off an unpaid booking once, and the booking is paid at the new price', async () => {
  const [made, code, key] = [await world.newBooking(), await newCode(), newId()]
  for (const _ of [1, 2]) {
    expect(await apply(made, code.toLowerCase(), key)).toEqual({ ok: true, type: 'Booking', id: made.booking.id })
  }
  const booking = await world.reload(made.booking)
  expect(booking).toMatchObject({ totalMinor: TOTAL - TOTAL / 10, discountCode: code })
  const lines = await loadPriceLines(world.deps.db.client, [booking.id])
  expect(lines.at(-1)).toMatchObject({ kind: 'DISCOUNT', description: code, amountMinor: -TOTAL / 10 })
  expect((await loadHistory(world.deps.db.client, [booking.id])).map((e) => e.action)).toEqual([
    'CREATED',
    'DISCOUNT_APPLIED',
  ])
  expect(await redemptions(code)).toBe(1)
  expect(await payBooking(world.deps, made.viewer, payInput(booking, 'tok_ok'))).toMatchObject({ ok: true })
  expect(await look.chargesOf(made)).toMatchObject([{ amountMinor: TOTAL - TOTAL / 10 }])
  expect(await apply(made, await newCode())).toMatchObject({ code: 'WRONG_STATE', state: 'CONFIRMED' })
})

test('a booking takes no second discount, nor the same again', async () => {
  const [made, code, more] = [await world.newBooking(), await newCode(), await newCode()]
  await apply(made, code)
  for (const again of [code, more]) {
    expect(await apply(made, again)).toMatchObject({ code: 'WRONG_STATE', state: 'DISCOUNTED' })
  }
  expect([await redemptions(code), await redemptions(more)]).toEqual([1, 0])
})

test('a discount of the whole price leaves nothing to charge', async () => {
  const made = await world.newBooking()
  expect(await apply(made, await newCode({ percentOff: 100 }))).toMatchObject({ ok: true })
  const booking = await world.reload(made.booking)
  expect(booking.totalMinor).toBe(0)
  expect(await payBooking(world.deps, made.viewer, payInput(booking, 'tok_ok'))).toMatchObject({ ok: true })
  expect([await look.statusOf(made), await look.paymentsOf(made)]).toEqual(['CONFIRMED', []])
})

test('a code that does not count is refused for its reason, and the same key may try another', async () => {
  const [made, key] = [await world.newBooking(), newId()]
  const codes = {
    NOT_VALID_NOW: await newCode({ validTo: new Date('2020-02-01') }),
    OTHER_CURRENCY: await newCode({ percentOff: null, amountOffMinor: 100, currency: 'EUR' }),
    UNKNOWN: 'NO-SUCH',
  }
  for (const [fault, code] of Object.entries(codes)) {
    expect(await apply(made, code, key)).toEqual({ ok: false, code: 'DISCOUNT_INVALID', fault })
  }
  for (const code of ['', ' ', 'é', "x' OR '1'='1", 'X'.repeat(33)]) {
    expect(await apply(made, code), code).toMatchObject({ fault: 'UNKNOWN' })
  }
  expect(await apply(made, await newCode(), key)).toMatchObject({ ok: true })
})

test("another's booking and an unknown one are not found", async () => {
  const [made, code] = [await world.newBooking(), await newCode()]
  expect(await apply({ ...made, viewer: newViewer() }, code)).toMatchObject({ code: 'NOT_FOUND' })
  for (const bookingId of [newId(), '', 'é']) {
    const input = { bookingId, code, idempotencyKey: newId() }
    expect(await applyDiscount(world.deps, made.viewer, input)).toMatchObject({ code: 'NOT_FOUND' })
  }
  expect(await apply(made, code, '')).toMatchObject({ path: ['input', 'idempotencyKey'] })
  expect(await redemptions(code)).toBe(0)
})

test('the discount goes back with a booking that is cancelled or not paid in time', async () => {
  const [made, late, code] = [await world.newBooking(), await world.newBooking(), await newCode()]
  for (const booking of [made, late]) expect(await apply(booking, code)).toMatchObject({ ok: true })
  const input = { bookingId: made.booking.id, expectedRefund: '0', idempotencyKey: newId() }
  expect(await cancelBooking(world.deps, made.viewer, input)).toMatchObject({ ok: true })
  expect(await redemptions(code)).toBe(1)
  shiftClock(late.booking.payBy.getTime() - Date.now() + 1000)
  expect(await apply(late, await newCode())).toMatchObject({ code: 'WRONG_STATE' })
  while ((await expireBookings(world.deps.db)) > 0);
  expect(await redemptions(code)).toBe(0)
})

test('of two bookings that want the last redemption one gets it', async () => {
  const [one, two, code] = [await world.newBooking(), await world.newBooking(), await newCode({ maxRedemptions: 1 })]
  const lock = { lock: 'SELECT * FROM discount WHERE code = ? FOR UPDATE', values: [code], waiting: 2 }
  const outcomes = values(
    await race({ adminUrl: world.database.adminUrl, ...lock }, () => [apply(one, code), apply(two, code)]),
  )
  expect(outcomes.filter((o) => o.ok)).toHaveLength(1)
  expect(outcomes.find((o) => !o.ok)).toMatchObject({ code: 'DISCOUNT_INVALID', fault: 'USED_UP' })
  expect(await redemptions(code)).toBe(1)
})

test('a discount and a payment at once: what is charged is what was agreed on', async () => {
  const [made, code] = [await world.newBooking(), await newCode()]
  const outcomes = await race<{ ok: boolean }>(lockBookingOf(made), () => [
    apply(made, code),
    payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_ok')),
  ])
  const [applied, paid] = values(outcomes)
  expect(applied?.ok).not.toBe(paid?.ok)
  expect(paid?.ok ? applied : paid).toMatchObject({ code: paid?.ok ? 'WRONG_STATE' : 'PRICE_CHANGED' })
  const { totalMinor, status } = await world.reload(made.booking)
  expect([totalMinor, status]).toEqual(paid?.ok ? [TOTAL, 'CONFIRMED'] : [TOTAL - TOTAL / 10, 'PENDING_PAYMENT'])
})
