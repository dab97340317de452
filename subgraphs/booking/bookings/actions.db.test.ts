import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { dbNow, shiftClock } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { formatAmount } from '#lib/money.ts'
import { fare } from '../../../tests/support/flights.ts'
import { type NewBooking, type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { saveDiscount } from '../discounts/store.ts'
import { payBooking } from '../payments/pay-booking.ts'
import { availableActions } from './actions.ts'
import { applyDiscount } from './apply-discount.ts'
import type { BookingAction } from './booking.ts'
import { cancelBooking, quoteCancellation } from './cancel-booking.ts'
import { changeSeat } from './change-seat.ts'
import { correctName } from './correct-name.ts'
import { expireBookings } from './expire-bookings.ts'
import { loadActionFacts } from './load-action-facts.ts'
import { loadSegments } from './store.ts'

let world: PaymentWorld
beforeAll(async () => {
  world = await paymentWorld()
  await world.deps.db.transaction((tx) =>
    saveDiscount(tx, {
      code: 'TEN',
      percentOff: 10,
      amountOffMinor: null,
      currency: null,
      validFrom: new Date('2020-01-01'),
      validTo: new Date('2200-01-01'),
      maxRedemptions: 1000,
      redemptions: 0,
    }),
  )
})
afterEach(() => shiftClock(0))
afterAll(() => world?.stop())

const pay = async ({ viewer, booking }: NewBooking, token = 'tok_ok') =>
  payBooking(world.deps, viewer, payInput(await world.reload(booking), token))
const discount = ({ viewer, booking }: NewBooking) =>
  applyDiscount(world.deps, viewer, { bookingId: booking.id, code: 'TEN', idempotencyKey: newId() })
async function cancel({ viewer, booking }: NewBooking) {
  const { client } = world.deps.db
  const row = await world.reload(booking)
  const amountMinor = (await quoteCancellation(client, row, await dbNow(client)))?.refundMinor ?? 0
  const expectedRefund = formatAmount({ amountMinor, currency: row.currency })
  return cancelBooking(world.deps, viewer, { bookingId: row.id, expectedRefund, idempotencyKey: newId() })
}
const firstOf = async ({ booking }: NewBooking) => {
  const [segment] = await loadSegments(world.deps.db.client, [booking.id])
  if (!segment) throw new Error('a booking without segments')
  return {
    bookingId: booking.id,
    passengerId: segment.passengerId,
    flightId: segment.flightId,
    idempotencyKey: newId(),
  }
}

const act: Record<BookingAction, (made: NewBooking) => Promise<{ ok: boolean }>> = {
  PAY: (made) => pay(made),
  APPLY_DISCOUNT: discount,
  CHANGE_SEAT: async (made) => changeSeat(world.deps, made.viewer, { ...(await firstOf(made)), seat: '6B' }),
  CORRECT_NAME: async (made) => {
    const { flightId: _, ...ids } = await firstOf(made)
    return correctName(world.deps, made.viewer, { ...ids, givenName: 'Ana', familyName: 'Roy' })
  },
  CANCEL: cancel,
}

const until = (instant: Date) => shiftClock(instant.getTime() - Date.now() + 1000)
const leave = () => shiftClock(31 * 86_400_000)
const states: Record<string, (made: NewBooking) => Promise<unknown>> = {
  'waiting for payment': async () => {},
  'waiting with a discount': discount,
  'waiting after a payment that failed': (made) => pay(made, 'tok_declined'),
  'waiting for a challenge': (made) => pay(made, 'tok_challenge'),
  'being paid': (made) => pay(made, 'tok_timeout'),
  'not paid in time': async ({ booking }) => until(booking.payBy),
  expired: async ({ booking }) => {
    until(booking.payBy)
    while ((await expireBookings(world.deps.db)) > 0);
  },
  confirmed: (made) => pay(made),
  'confirmed and gone': async (made) => {
    await pay(made)
    leave()
  },
  cancelled: cancel,
  'cancelled after payment': async (made) => {
    await pay(made)
    await cancel(made)
  },
}

const cases = Object.keys(states).flatMap((state) =>
  (Object.keys(act) as BookingAction[]).map((action) => ({ state, action })),
)

test.each(cases)('$action is listed for a booking that is $state exactly when it is accepted', async (given) => {
  const made = await world.newBooking({ seats: ['5A'], surcharges: fare().surcharges })
  await states[given.state]?.(made)
  const { client } = world.deps.db
  const booking = await world.reload(made.booking)
  const { facts } = await loadActionFacts(client, booking, await dbNow(client))
  const listed = availableActions(booking, facts).includes(given.action)
  const outcome = await act[given.action](made)
  expect(outcome).toMatchObject(listed ? { ok: true } : { ok: false, code: 'WRONG_STATE' })
})
