import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { cancelBooking } from '../subgraphs/booking/bookings/cancel-booking.ts'
import { saveDiscount } from '../subgraphs/booking/discounts/store.ts'
import { numberDocuments } from '../subgraphs/booking/documents/worker.ts'
import { holdSeats } from '../subgraphs/booking/holds/hold-seats.ts'
import { bookingChecks } from '../subgraphs/booking/invariants/checks.ts'
import { payBooking } from '../subgraphs/booking/payments/pay-booking.ts'
import { allOffenders, whileBroken } from './support/broken-by-hand.ts'
import { paymentProbes } from './support/payment-probes.ts'
import { type NewBooking, newViewer, type PaymentWorld, payInput, paymentWorld } from './support/payments.ts'

const DISCOUNT = 'VERIFY10'
const settled = bookingChecks.filter(({ name }) => name !== 'outbox_drains')
let world: PaymentWorld
let paid: NewBooking
let unpaid: NewBooking
let cancelled: NewBooking

beforeAll(async () => {
  world = await paymentWorld()
  const { deps, newBooking } = world
  const look = paymentProbes(world)
  const validity = { validFrom: new Date('2020-01-01'), validTo: new Date('2200-01-01') }
  const discount = { code: DISCOUNT, percentOff: 10, amountOffMinor: null, currency: null, maxRedemptions: 5 }
  await deps.db.transaction((tx) => saveDiscount(tx, { ...discount, ...validity, redemptions: 0 }))

  paid = await newBooking({ discountCode: DISCOUNT })
  const { flightId } = paid
  await payBooking(deps, paid.viewer, payInput(paid.booking, 'tok_ok'))

  unpaid = await newBooking({ flightId, seats: ['6A'] })
  await payBooking(deps, unpaid.viewer, payInput(unpaid.booking, 'tok_challenge'))

  cancelled = await newBooking({ flightId, seats: ['7A'] })
  await payBooking(deps, cancelled.viewer, payInput(cancelled.booking, 'tok_declined'))
  await payBooking(deps, cancelled.viewer, payInput(cancelled.booking, 'tok_ok'))
  const cancel = { bookingId: cancelled.booking.id, expectedRefund: '4250.50', idempotencyKey: newId() }
  expect(await cancelBooking(deps, cancelled.viewer, cancel)).toMatchObject({ ok: true })
  await look.workUntil(async () => (await look.refundsOf(cancelled)).every((r) => r.status === 'SUCCEEDED'))

  const seats = [{ flightId, seat: '8A' }]
  await holdSeats(deps, newViewer(), { seats, replaces: null, idempotencyKey: newId() })
  while (await numberDocuments(deps));
})
afterAll(() => world?.stop())

const flight = () => `flight_id = '${paid.flightId}'`
const booking = (of: NewBooking) => `booking_id = '${of.booking.id}'`

/** By the check that must find it, and no other must: how to break what it looks after. */
const breaks: Record<string, () => string[]> = {
  sold_seat_confirmed: () => [
    `UPDATE seat SET status = 'BOOKED', ${booking(paid)} WHERE ${flight()} AND number = '9A'`,
  ],
  confirmed_segment_seated: () => [
    `UPDATE seat SET status = 'AVAILABLE', booking_id = NULL WHERE ${flight()} AND number = '5A'`,
  ],
  seat_sold_once: () => [
    `UPDATE segment SET seat_number = '5A' WHERE ${booking(paid)} AND seat_number = '5B'`,
    `UPDATE seat SET status = 'AVAILABLE', booking_id = NULL WHERE ${flight()} AND number = '5B'`,
  ],
  running_hold_seated: () => [
    `UPDATE seat SET status = 'AVAILABLE', hold_id = NULL, held_until = NULL WHERE ${flight()} AND number = '8A'`,
  ],
  unpaid_booking_seated: () => [
    `UPDATE seat SET held_until = held_until - INTERVAL 1 MINUTE WHERE ${flight()} AND number = '6A'`,
  ],
  held_seat_shape: () => [`UPDATE seat SET hold_id = '${newId()}' WHERE ${flight()} AND number = '9A'`],
  held_seat_owned: () => [
    `UPDATE seat SET status = 'HELD', hold_id = '${newId()}', held_until = UTC_TIMESTAMP(3)
     WHERE ${flight()} AND number = '9A'`,
  ],
  map_version_moved: () => [`UPDATE flight SET map_version = 1 WHERE id = '${paid.flightId}'`],
  books_balance: () => [`UPDATE payment SET amount_minor = amount_minor + 1 WHERE ${booking(paid)}`],
  payment_looked_after: () => [
    `UPDATE payment SET status = 'PROCESSING', next_check_at = NULL WHERE ${booking(unpaid)}`,
  ],
  refund_looked_after: () => [
    `UPDATE refund SET status = 'PENDING', next_attempt_at = UTC_TIMESTAMP(3) - INTERVAL 1 HOUR`,
  ],
  refunds_within_captures: () => [
    `UPDATE refund SET payment_id = (SELECT id FROM payment WHERE ${booking(cancelled)} AND status = 'FAILED')`,
  ],
  price_lines_add_up: () => [`UPDATE price_line SET amount_minor = amount_minor + 1 WHERE ${booking(paid)} LIMIT 1`],
  booking_in_hold_currency: () => [`UPDATE hold SET currency = 'EUR' WHERE id = '${paid.booking.holdId}'`],
  payment_in_booking_currency: () => [`UPDATE payment SET currency = 'EUR' WHERE ${booking(unpaid)}`],
  refund_in_payment_currency: () => [`UPDATE refund SET currency = 'EUR'`],
  redemptions_within_limit: () => [`UPDATE discount SET redemptions = redemptions + 1 WHERE code = '${DISCOUNT}'`],
  answer_exists: () => [`UPDATE idempotency_key SET result_id = '${newId()}' WHERE operation = 'holdSeats' LIMIT 1`],
  effect_of_one_key: () => [
    `INSERT INTO idempotency_key (viewer_id, operation, idempotency_key, input_hash, result_type, result_id, created_at)
     SELECT viewer_id, operation, 'another', input_hash, result_type, result_id, created_at FROM idempotency_key k
     WHERE operation = 'createBooking' LIMIT 1`,
  ],
  payment_of_a_key: () => [`DELETE FROM idempotency_key WHERE operation = 'payBooking' LIMIT 1`],
  confirmed_has_tickets: () => [`DELETE FROM ticket WHERE ${booking(paid)} LIMIT 1`],
  confirmed_has_invoice: () => [`UPDATE invoice SET kind = 'CREDIT_NOTE' WHERE id = '${paid.booking.id}'`],
  invoices_numbered: () => [
    `INSERT INTO invoice (id, kind, booking_id, currency, total_minor, price_lines, created_at)
     SELECT '${newId()}', kind, booking_id, currency, total_minor, price_lines, created_at FROM invoice i LIMIT 1`,
  ],
  invoice_numbers_gapless: () => [`UPDATE document_counter SET next_value = next_value + 1 WHERE name = 'INVOICE'`],
  key_answered: () => [
    `UPDATE idempotency_key SET result_type = NULL, result_id = NULL WHERE operation = 'holdSeats' LIMIT 1`,
  ],
}

test('nothing breaks an invariant after a sale, a challenge, a refund and a hold', async () => {
  expect(await allOffenders(world.deps.db.client, settled)).toEqual({})
})

test('every check is broken by something below', () => {
  expect(Object.keys(breaks).sort()).toEqual(settled.map(({ name }) => name).sort())
})

test.each(Object.keys(breaks))('%s is found broken, and nothing else is', async (name) => {
  const found = await whileBroken(world.database.adminUrl, settled, breaks[name]?.() ?? [])
  expect(Object.keys(found)).toEqual([name])
  expect(found[name]?.every((offender) => offender.length > 0)).toBe(true)
})

test('outbox_drains finds events that nobody carries away', async () => {
  const checks = bookingChecks.filter(({ name }) => name === 'outbox_drains')
  expect((await allOffenders(world.deps.db.client, checks)).outbox_drains?.length).toBeGreaterThan(0)
  expect(await whileBroken(world.database.adminUrl, checks, ['DELETE FROM outbox'])).toEqual({})
})
