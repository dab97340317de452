import { dbNow } from '#lib/clock.ts'
import { loadBooking } from '../bookings/store.ts'
import type { BookingDeps } from '../deps.ts'
import { applyCharge } from './apply-charge.ts'
import { askForCharge, askToCancel, askToCharge, PROVIDER_ANSWERS_WITHIN_MS } from './ask-provider.ts'
import { isTooLate } from './deadlines.ts'
import { NOT_RECEIVED, type PaymentRow } from './payment.ts'
import type { Charge } from './payment-provider.ts'
import { claimDuePayments } from './store.ts'

const BATCH = 20
// Two questions, one after the other, and time to spare.
const CLAIM_MS = 3 * PROVIDER_ANSWERS_WITHIN_MS

/**
 * Asks the provider for the outcome of payments that are due for it. Any number of instances share the work. Returns how
 * many payments it looked at.
 */
export async function checkPayments(deps: BookingDeps): Promise<number> {
  const due = await deps.db.transaction(async (tx) => {
    const now = await dbNow(tx)
    return claimDuePayments(tx, { now, until: new Date(now.getTime() + CLAIM_MS), limit: BATCH })
  })
  const done = await Promise.allSettled(due.map((payment) => checkPayment(deps, payment)))
  for (const [n, result] of done.entries()) {
    if (result.status === 'rejected') {
      deps.log.error({ err: result.reason, paymentId: due[n]?.id }, 'a payment could not be checked, it comes again')
    }
  }
  return due.length
}

async function checkPayment(deps: BookingDeps, payment: PaymentRow): Promise<void> {
  const charge = await currentCharge(deps, payment)
  await applyCharge(deps.db, payment.id, { charge, claimedUntil: payment.nextCheckAt })
}

/**
 * How the charge stands. One that still waits for its payer is called off when nobody waits for the payment any more. One
 * that the provider never got is made now, as its payer wanted, while the booking still waits for it; later it is given up.
 */
async function currentCharge(deps: BookingDeps, payment: PaymentRow): Promise<Charge | undefined | 'UNKNOWN'> {
  const { client } = deps.db
  const charge = await askForCharge(deps, payment)
  const isNeverMade = charge === undefined && payment.status === 'PROCESSING'
  const waitsForPayer = charge !== 'UNKNOWN' && charge?.status === 'REQUIRES_ACTION'
  if (!isNeverMade && !waitsForPayer) return charge
  const booking = await loadBooking(client, payment.bookingId)
  if (!booking) throw new Error(`Payment ${payment.id} has no booking.`)
  const now = await dbNow(client)
  if (waitsForPayer) {
    if (!isTooLate(payment, booking, now)) return charge
    return askToCancel(deps, { ...payment, providerId: charge.providerId })
  }
  if (booking.status === 'PENDING_PAYMENT' && now < booking.payBy) return askToCharge(deps, payment)
  return { status: 'FAILED', providerId: null, declineCode: NOT_RECEIVED }
}
