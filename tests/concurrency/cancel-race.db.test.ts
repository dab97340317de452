import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { shiftClock } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { cancelBooking } from '../../subgraphs/booking/bookings/cancel-booking.ts'
import { expireBookings } from '../../subgraphs/booking/bookings/expire-bookings.ts'
import type { BookingDeps } from '../../subgraphs/booking/deps.ts'
import { holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import { PROVIDER_WORD_MS } from '../../subgraphs/booking/payments/deadlines.ts'
import { payBooking } from '../../subgraphs/booking/payments/pay-booking.ts'
import { REFUND_REASON } from '../../subgraphs/booking/payments/payment.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { paymentProbes } from '../support/payment-probes.ts'
import { type NewBooking, newViewer, type PaymentWorld, payInput, paymentWorld } from '../support/payments.ts'
import { noSeatGuard, type Weakening } from '../support/weakenings.ts'
import { depsWithout, inOrder, noLocks, noStatusGuard, payByClock, rowsOf, seatOf } from './payment-racers.ts'

let world: PaymentWorld
let deps: BookingDeps
let look: ReturnType<typeof paymentProbes>
let adminUrl: string

beforeAll(async () => {
  world = await paymentWorld()
  deps = world.deps
  look = paymentProbes(world)
  adminUrl = world.database.adminUrl
})
afterEach(() => shiftClock(0))
afterAll(() => world.stop())

/** A booking whose challenge has been met at the bank, which we do not know yet. */
async function met() {
  const made = await world.newBooking()
  const input = payInput(made.booking, 'tok_challenge')
  await payBooking(deps, made.viewer, input)
  await look.onBankPage(made, 'approve')
  return { made, comeBack: (from: BookingDeps = deps) => payBooking(from, made.viewer, input) }
}
const cancel = ({ booking, viewer }: NewBooking, from: BookingDeps = deps) =>
  cancelBooking(from, viewer, { bookingId: booking.id, expectedRefund: '0', idempotencyKey: newId() })
const told = async (made: NewBooking) => ({
  cancelled: (await look.eventsOf(made, 'booking.cancelled.v1')).length,
  confirmed: (await look.eventsOf(made, 'booking.confirmed.v1')).length,
})
const moneyIsBack = (made: NewBooking) =>
  look.workUntil(async () => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))

test('cancelled just before its money arrives: it stays cancelled, and all of the money goes back', async () => {
  const { made, comeBack } = await met()
  const results = await race<{ ok: boolean }>({ adminUrl, ...rowsOf(made, 'booking'), waiting: 2 }, () =>
    inOrder<{ ok: boolean }>(adminUrl, [() => cancel(made), () => comeBack()]),
  )
  expect(reasons(results)).toEqual([])
  expect(values(results)).toMatchObject([{ ok: true }, { ok: false, code: 'WRONG_STATE', state: 'CANCELLED' }])
  await moneyIsBack(made)
  expect(await look.refundsOf(made)).toMatchObject([
    { reason: REFUND_REASON.cancelled, amountMinor: made.booking.totalMinor },
  ])
  expect(await look.statusOf(made)).toBe('CANCELLED')
  expect(await told(made)).toEqual({ cancelled: 1, confirmed: 0 })
  await look.expectSameBooks(made)
})

test('cancelled just after its money has arrived: who cancels is told that it costs something now', async () => {
  const { made, comeBack } = await met()
  const results = await race<{ ok: boolean }>({ adminUrl, ...rowsOf(made, 'booking'), waiting: 2 }, () =>
    inOrder<{ ok: boolean }>(adminUrl, [() => comeBack(), () => cancel(made)]),
  )
  expect(reasons(results)).toEqual([])
  expect(values(results)).toMatchObject([{ ok: true }, { ok: false, code: 'PRICE_CHANGED' }])
  expect(await look.statusOf(made)).toBe('CONFIRMED')
  expect(await told(made)).toEqual({ cancelled: 0, confirmed: 1 })
  expect(await look.refundsOf(made)).toEqual([])
})

/** The money arrives while the cancellation stands before a seat that it gives back. */
async function arriveDuringCancel(weakenings: Weakening[]) {
  const { made, comeBack } = await met()
  const results = await race<unknown>({ adminUrl, ...seatOf(made), waiting: 2 }, () =>
    inOrder<unknown>(adminUrl, [() => cancel(made), () => comeBack(depsWithout(deps, weakenings))]),
  )
  return { made, results }
}

test('with the lock alone, and with the guard on the state alone, no cancelled booking is confirmed', async () => {
  for (const weakenings of [[noStatusGuard], noLocks]) {
    const { made, results } = await arriveDuringCancel(weakenings)
    await moneyIsBack(made)
    expect(await look.statusOf(made)).toBe('CANCELLED')
    expect(await told(made)).toEqual({ cancelled: 1, confirmed: 0 })
    // Without the lock the guard fails what it stops, and the worker takes it from there.
    expect(reasons(results)).toHaveLength(weakenings === noLocks ? 1 : 0)
    await look.expectSameBooks(made)
  }
})

test('NEGATIVE CONTROL: without lock and guard a booking is confirmed whose owner was told that it is cancelled', async () => {
  const { made } = await arriveDuringCancel([...noLocks, noStatusGuard])
  expect(await told(made)).toEqual({ cancelled: 1, confirmed: 1 })
  expect(await look.statusOf(made)).toBe('CONFIRMED')
})

/** A booking ran out; now its late money and a new buyer come for the same seat. */
async function lateAgainstBuyer(first: 'money' | 'buyer', weakenings: Weakening[] = []) {
  const { made, comeBack } = await met()
  const toPayBy = await payByClock(deps, made)
  toPayBy(PROVIDER_WORD_MS)
  while ((await expireBookings(deps.db)) > 0);
  expect(await look.statusOf(made)).toBe('EXPIRED')
  const seats = [{ flightId: made.flightId, seat: made.seats[0] as string }]
  const buy = () => holdSeats(deps, newViewer(), { seats, replaces: null, idempotencyKey: newId() })
  const money = () => comeBack(depsWithout(deps, weakenings))
  const results = await race<{ ok: boolean }>({ adminUrl, ...seatOf(made), waiting: 2 }, () =>
    inOrder<{ ok: boolean }>(adminUrl, first === 'money' ? [money, buy] : [buy, money]),
  )
  expect(reasons(results)).toEqual([])
  return { made, answers: values(results) }
}

// liedekef/events-made-easy #496: paid 25 minutes late, overbooked.
test('late money and a new buyer at once: who is first has the seat, and money that is second goes back', async () => {
  const won = await lateAgainstBuyer('money')
  expect(won.answers).toMatchObject([{ ok: true }, { ok: false, code: 'SEATS_UNAVAILABLE' }])
  expect(await look.statusOf(won.made)).toBe('CONFIRMED')
  const lost = await lateAgainstBuyer('buyer')
  expect(lost.answers).toMatchObject([{ ok: true }, { ok: false, code: 'SEATS_UNAVAILABLE' }])
  await moneyIsBack(lost.made)
  expect(await look.statusOf(lost.made)).toBe('EXPIRED')
  await look.expectSameBooks(lost.made)
})

test('NEGATIVE CONTROL: late money that neither locks nor guards the seats takes one from its new holder', async () => {
  const { made, answers } = await lateAgainstBuyer('buyer', [...noLocks, noSeatGuard])
  expect(answers).toMatchObject([{ ok: true }, { ok: true }])
  expect(await look.statusOf(made)).toBe('CONFIRMED')
})
