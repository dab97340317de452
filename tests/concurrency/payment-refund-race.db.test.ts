import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { shiftClock } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { formatAmount } from '#lib/money.ts'
import { cancelBooking } from '../../subgraphs/booking/bookings/cancel-booking.ts'
import type { BookingDeps } from '../../subgraphs/booking/deps.ts'
import { payBooking } from '../../subgraphs/booking/payments/pay-booking.ts'
import { capturedMinor, refundedMinor } from '../../subgraphs/booking/payments/payment.ts'
import { sendRefunds } from '../../subgraphs/booking/payments/send-refunds.ts'
import { workOnPayments } from '../../subgraphs/booking/payments/worker.ts'
import { race, reasons } from '../support/barrier.ts'
import { paymentProbes } from '../support/payment-probes.ts'
import { type NewBooking, type PaymentWorld, payInput, paymentWorld } from '../support/payments.ts'
import { until } from '../support/wait.ts'
import type { Weakening } from '../support/weakenings.ts'
import { depsWithout, heldBack, noLocks, rowsOf } from './payment-racers.ts'

let world: PaymentWorld
let deps: BookingDeps
let look: ReturnType<typeof paymentProbes>

beforeAll(async () => {
  world = await paymentWorld()
  deps = world.deps
  look = paymentProbes(world)
})
afterEach(() => shiftClock(0))
afterAll(() => world.stop())

const FEE_MINOR = 2 * 1000_00

async function cancelled(token: string): Promise<NewBooking> {
  const made = await world.newBooking()
  const { booking, viewer } = made
  await payBooking(deps, viewer, payInput(booking, token))
  const expectedRefund = formatAmount({ amountMinor: booking.totalMinor - FEE_MINOR, currency: booking.currency })
  const input = { bookingId: booking.id, expectedRefund, idempotencyKey: newId() }
  expect(await cancelBooking(deps, viewer, input)).toMatchObject({ ok: true })
  return made
}

/**
 * The provider failed a refund. The worker that asked for its end, and one that the provider's call has woken, hear it at
 * once; a failed refund is tried again as another.
 */
async function hearAtOnce(weakenings: Weakening[] = []) {
  const made = await cancelled('tok_refund_fails')
  await sendRefunds(deps)
  const calls = () =>
    deps.db.client.paymentWebhook.count({ where: { body: { contains: 'refund.failed' }, doneAt: null } })
  await until(async () => (await calls()) > 0)
  const slow = heldBack(depsWithout(deps, weakenings), 2)
  shiftClock(60_000)
  const all = [sendRefunds(slow.deps)]
  await until(async () => (await look.refundsOf(made))[0]?.attempts === 2)
  // The provider's call, acted upon: whoever is at the refund is not alone with it any more.
  all.push(workOnPayments(slow.deps).then(Number))
  await slow.asked
  const barrier = { adminUrl: world.database.adminUrl, ...rowsOf(made, 'refund'), waiting: 2 }
  const results = await race(barrier, () => {
    slow.release()
    return all
  })
  return { made, results }
}

// pretix #4911, ps_checkout #331: refund and webhook raced, and refunded twice.
test('a refund that failed, heard of by two at once, is tried again once', async () => {
  const { made, results } = await hearAtOnce()
  expect(reasons(results)).toEqual([])
  expect((await look.refundsOf(made)).map((r) => r.status)).toEqual(['FAILED', 'PENDING'])
  shiftClock(120_000)
  await look.workUntil(async () => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED'))
  expect(refundedMinor(await look.refundsOf(made))).toBe(made.booking.totalMinor - FEE_MINOR)
  await look.expectSameBooks(made)
})

test('NEGATIVE CONTROL: without locks both try again, and more is on its way back than was captured', async () => {
  const { made } = await hearAtOnce(noLocks)
  expect(refundedMinor(await look.refundsOf(made))).toBeGreaterThan(capturedMinor(await look.paymentsOf(made)))
})

test('whatever fails and whoever works, at no moment is more on its way back than was captured, here and there', async () => {
  const all = await Promise.all(['tok_ok', 'tok_refund_fails', 'tok_refund_fails', 'tok_ok'].map(cancelled))
  let [working, looks] = [true, 0]
  const keepWorking = async () => {
    while (working) await workOnPayments(deps)
  }
  const lookOn = async () => {
    while (working) {
      const { charges, refunds } = await world.ledger()
      for (const made of all) {
        const ours = await look.refundsOf(made)
        expect(refundedMinor(ours)).toBeLessThanOrEqual(made.booking.totalMinor - FEE_MINOR)
        const theirs = charges.filter((c) => ours.some((r) => r.paymentId === c.key)).map((c) => c.id)
        const gone = refunds.filter((r) => theirs.includes(r.chargeId) && r.status !== 'failed')
        expect(gone.reduce((sum, r) => sum + r.amountMinor, 0)).toBeLessThanOrEqual(made.booking.totalMinor)
      }
      looks++
    }
  }
  const isBack = async (made: NewBooking) => (await look.refundsOf(made)).some((r) => r.status === 'SUCCEEDED')
  const done = until(async () => (await Promise.all(all.map(isBack))).every(Boolean)).finally(() => {
    working = false
  })
  await Promise.all([done, keepWorking(), keepWorking(), keepWorking(), lookOn()])
  expect(looks).toBeGreaterThan(3)
  for (const made of all) await look.expectSameBooks(made)
})
