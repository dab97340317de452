import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { shiftClock } from '#lib/clock.ts'
import { expireBookings } from '../../subgraphs/booking/bookings/expire-bookings.ts'
import { loadHistory } from '../../subgraphs/booking/bookings/store.ts'
import type { BookingDeps } from '../../subgraphs/booking/deps.ts'
import { checkPayments } from '../../subgraphs/booking/payments/check-payments.ts'
import { payBooking } from '../../subgraphs/booking/payments/pay-booking.ts'
import { capturedMinor, refundedMinor } from '../../subgraphs/booking/payments/payment.ts'
import { lockSeats } from '../../subgraphs/booking/seats/store.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { paymentProbes } from '../support/payment-probes.ts'
import { type NewBooking, type PaymentWorld, payInput, paymentWorld } from '../support/payments.ts'
import type { Weakening } from '../support/weakenings.ts'
import { depsWithout, heldBack, inOrder, noLocks, payByClock, rowsOf, seatOf } from './payment-racers.ts'

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

const pay = (deps: BookingDeps, { booking, viewer }: NewBooking) =>
  payBooking(deps, viewer, payInput(booking, 'tok_ok'))

describe('one booking paid four times at once', () => {
  /** So near the end of the time to pay that each moves the claim on the seats: before a seat all of them meet. */
  async function press(weakenings: Weakening[] = []) {
    const made = await world.newBooking()
    const toPayBy = await payByClock(deps, made)
    toPayBy(-60_000)
    const results = await race({ adminUrl, ...seatOf(made), waiting: 4 }, () =>
      [1, 2, 3, 4].map(() => pay(depsWithout(deps, weakenings), made)),
    )
    return { made, results }
  }

  test('is charged once, and the others hear that a payment is under way or done', async () => {
    const { made, results } = await press()
    expect(reasons(results)).toEqual([])
    const answers = values(results)
    expect(answers.filter((a) => a.ok)).toHaveLength(1)
    for (const refused of answers.filter((a) => !a.ok)) {
      expect(refused).toMatchObject({
        code: 'WRONG_STATE',
        state: expect.stringMatching(/^(PAYMENT_PROCESSING|CONFIRMED)$/),
      })
    }
    expect(await look.chargesOf(made)).toMatchObject([{ status: 'captured' }])
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    await look.expectSameBooks(made)
  })

  test('NEGATIVE CONTROL: without the lock of the booking it is charged more than once', async () => {
    const { made } = await press(noLocks)
    expect((await look.chargesOf(made)).length).toBeGreaterThan(1)
  })
})

describe('paying against running out', () => {
  const told = async (made: NewBooking) => ({
    expired: (await look.eventsOf(made, 'booking.expired.v1')).length,
    confirmed: (await look.eventsOf(made, 'booking.confirmed.v1')).length,
  })

  /** Stands before the seat, where the other is kept until both have got as far as they can. */
  const meet = ({ flightId, seats }: NewBooking) =>
    deps.db.transaction((tx) => lockSeats(tx, [{ flightId, seat: seats[0] as string }]))

  /** The payer read the clock in time, the sweeper just after; the sweeper was first at the booking. */
  async function sweptFirst(weakenings: Weakening[] = []) {
    const made = await world.newBooking()
    const { booking, viewer } = made
    const toPayBy = await payByClock(deps, made)
    const outcomes = await race({ adminUrl, ...seatOf(made), waiting: 2 }, () => {
      toPayBy(1000)
      return inOrder<unknown>(adminUrl, [
        () => expireBookings(deps.db),
        async () => {
          toPayBy(-10 * 60_000)
          // The answer is lost, so the payer takes no seats yet, which the sweeper holds.
          const answer = await payBooking(depsWithout(deps, weakenings), viewer, payInput(booking, 'tok_timeout'))
          await meet(made)
          return answer
        },
      ])
    })
    return { made, outcomes }
  }

  test('a booking that ran out just before is not charged', async () => {
    const { made, outcomes } = await sweptFirst()
    expect(values(outcomes)).toEqual([1, expect.objectContaining({ code: 'WRONG_STATE', state: 'EXPIRED' })])
    expect(await look.paymentsOf(made)).toEqual([])
    expect(await told(made)).toEqual({ expired: 1, confirmed: 0 })
  })

  test('NEGATIVE CONTROL: without the lock its payer is told that it ran out, and charged', async () => {
    const { made } = await sweptFirst(noLocks)
    expect(await look.chargesOf(made)).toMatchObject([{ status: 'captured' }])
    expect((await told(made)).expired).toBe(1)
  })

  /** The payer was first; the sweeper looks while the payment is being written down. */
  async function paidFirst(weakenings: Weakening[] = []) {
    const made = await world.newBooking()
    const toPayBy = await payByClock(deps, made)
    const outcomes = await race({ adminUrl, ...seatOf(made), waiting: 2 }, () => {
      toPayBy(-60_000)
      return inOrder<unknown>(adminUrl, [
        () => pay(deps, made),
        async () => {
          toPayBy(1000)
          const ended = await expireBookings(depsWithout(deps, weakenings).db)
          await meet(made)
          return ended
        },
      ])
    })
    return { made, outcomes }
  }

  test('a booking that is being paid is left alone', async () => {
    const { made, outcomes } = await paidFirst()
    expect(values(outcomes)).toEqual([{ ok: true, bookingId: made.booking.id }, 0])
    expect(await told(made)).toEqual({ expired: 0, confirmed: 1 })
    await look.expectSameBooks(made)
  })

  test('NEGATIVE CONTROL: a sweeper that locks nothing ends a booking that is being paid', async () => {
    const { made } = await paidFirst(noLocks)
    expect((await told(made)).expired).toBe(1)
  })
})

// pretix #1166, eventyay #1924: browser return and webhook at once marked two payments.
describe("the payer's return, twice, and the worker that a webhook woke, at once", () => {
  async function comeTogether(weakenings: Weakening[] = []) {
    const made = await world.newBooking()
    const input = payInput(made.booking, 'tok_challenge')
    await payBooking(deps, made.viewer, input)
    await look.onBankPage(made, 'approve')
    shiftClock(60_000)
    const slow = heldBack(depsWithout(deps, weakenings), 3)
    const all = [
      payBooking(slow.deps, made.viewer, input),
      payBooking(slow.deps, made.viewer, input),
      checkPayments(slow.deps),
    ]
    await slow.asked
    const results = await race<unknown>({ adminUrl, ...rowsOf(made, 'payment'), waiting: 3 }, () => {
      slow.release()
      return all
    })
    const history = await loadHistory(deps.db.client, [made.booking.id])
    return { made, results, captures: history.filter((h) => h.action === 'PAYMENT_CAPTURED') }
  }

  test('make one payment and one confirmation', async () => {
    const { made, results, captures } = await comeTogether()
    expect(reasons(results)).toEqual([])
    expect(captures).toHaveLength(1)
    expect(await look.eventsOf(made, 'booking.confirmed.v1')).toHaveLength(1)
    expect(await look.refundsOf(made)).toEqual([])
    await look.expectSameBooks(made)
  })

  test('NEGATIVE CONTROL: without locks the payment counts twice, and a confirmed booking has its money sent back', async () => {
    const { made, captures } = await comeTogether(noLocks)
    expect(captures.length).toBeGreaterThan(1)
    expect(await look.statusOf(made)).toBe('CONFIRMED')
    expect(capturedMinor(await look.paymentsOf(made)) - refundedMinor(await look.refundsOf(made))).toBeLessThan(
      made.booking.totalMinor,
    )
  })
})
