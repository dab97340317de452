import { dbNow } from '#lib/clock.ts'
import type { PaymentId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import type { BookingRow } from '../bookings/booking.ts'
import { confirmBooking } from '../bookings/confirm-booking.ts'
import { keepSeats } from '../bookings/keep-seats.ts'
import { loadSnapshot } from '../bookings/snapshot.ts'
import { addHistory, lockBooking } from '../bookings/store.ts'
import type { BookingDb, Tx } from '../database.ts'
import { requestInvoice } from '../documents/request-invoice.ts'
import { isOpen, nextCheckAt, seatsAreClosing, waitsUntil } from './deadlines.ts'
import {
  advance,
  capturedMinor,
  decideCapture,
  type PaymentRow,
  type PaymentStatus,
  REASON_OF,
  REFUND_REASON,
  type RefundReason,
  refundedMinor,
} from './payment.ts'
import type { Charge } from './payment-provider.ts'
import { requestRefund } from './request-refund.ts'
import { hurryOpenPayments, loadPayment, loadPayments, loadRefunds, lockPayment, updatePayment } from './store.ts'

const ACTION: Record<PaymentStatus, string> = {
  PROCESSING: 'PAYMENT_STARTED',
  REQUIRES_ACTION: 'PAYMENT_REQUIRES_ACTION',
  CAPTURED: 'PAYMENT_CAPTURED',
  FAILED: 'PAYMENT_FAILED',
}

/**
 * Takes the provider's word on a payment into our books, once, whoever brings it first: the payer's request, the worker
 * or both at once. Captured money confirms the booking in the same commit, or is put on its way back in it.
 * @param charge UNKNOWN: asked for again later; undefined: the provider has none
 * @param claimedUntil the next check as it stood when the provider was asked; a check asked for since is kept
 */
export async function applyCharge(
  db: BookingDb,
  paymentId: PaymentId,
  { charge: answer, claimedUntil }: { charge: Charge | undefined | 'UNKNOWN'; claimedUntil: Date | null },
): Promise<void> {
  const answered = answer !== 'UNKNOWN'
  const charge = answered ? answer : undefined
  await db.transaction(async (tx) => {
    const { booking, payment } = await lockBoth(tx, paymentId)
    const now = await dbNow(tx)
    const next = charge && advance(payment.status, charge)
    const after = merge(payment, charge, next)
    await updatePayment(tx, { ...after, nextCheckAt: nextCheckAt(after, { booking, answered, now }) }, claimedUntil)
    if (next) await addHistory(tx, booking.id, { at: now, actor: 'system', action: ACTION[next] })
    if (next === 'CAPTURED') return settle(tx, booking, after, now)
    if (booking.status === 'PENDING_PAYMENT' && seatsAreClosing(after, booking, now)) {
      await keepSeats(tx, booking, { until: waitsUntil(after, booking), now })
    }
  })
}

async function lockBoth(tx: Tx, paymentId: PaymentId): Promise<{ booking: BookingRow; payment: PaymentRow }> {
  // Which booking a payment is for never changes, so it may be read before the booking is locked.
  const bookingId = (await loadPayment(tx, paymentId))?.bookingId
  const booking = bookingId && (await lockBooking(tx, bookingId))
  const payment = await lockPayment(tx, paymentId)
  if (!booking || !payment) throw new Error(`There is no payment ${paymentId} with a booking.`)
  return { booking, payment }
}

function merge(payment: PaymentRow, charge: Charge | undefined, next: PaymentStatus | undefined): PaymentRow {
  const status = next ?? payment.status
  const action = next === 'REQUIRES_ACTION' && charge?.status === 'REQUIRES_ACTION' ? charge : undefined
  const waits = isOpen({ status })
  return {
    ...payment,
    status,
    providerId: charge?.providerId ?? payment.providerId,
    actionUrl: action ? action.actionUrl : waits ? payment.actionUrl : null,
    clientSecret: action ? action.clientSecret : waits ? payment.clientSecret : null,
    declineCode: status === 'FAILED' ? (charge?.status === 'FAILED' ? charge.declineCode : payment.declineCode) : null,
    paymentToken: status === 'PROCESSING' ? payment.paymentToken : null,
  }
}

/** What becomes of captured money: the booking it was for, or the way back. */
async function settle(tx: Tx, booking: BookingRow, payment: PaymentRow, now: Date): Promise<void> {
  const payments = (await loadPayments(tx, [booking.id])).get(booking.id) ?? []
  const refunds = (await loadRefunds(tx, [booking.id])).get(booking.id) ?? []
  const netCapturedMinor = capturedMinor(payments) - refundedMinor(refunds)
  const decision = decideCapture({ ...booking, netCapturedMinor })
  if (!decision.confirm) return giveBack(tx, booking, { payment, reason: decision.reason, now })
  const confirmed = await confirmBooking(tx, booking, now)
  if (!confirmed.ok) return giveBack(tx, booking, { payment, reason: REASON_OF[confirmed.code], now })
  await requestInvoice(tx, booking, now)
  if (payments.some((p) => p.id !== payment.id && isOpen(p))) await hurryOpenPayments(tx, booking.id, now)
  if (decision.excessMinor === 0) return
  const amountMinor = decision.excessMinor
  await giveBack(tx, booking, { payment: { ...payment, amountMinor }, reason: REFUND_REASON.alreadyPaid, now })
}

async function giveBack(
  tx: Tx,
  booking: BookingRow,
  { payment, reason, now }: { payment: PaymentRow; reason: RefundReason; now: Date },
): Promise<void> {
  const { id: paymentId, amountMinor, currency } = payment
  await requestRefund(tx, { bookingId: booking.id, amountMinor, reason, now, paymentId })
  await addHistory(tx, booking.id, { at: now, actor: 'system', action: 'REFUND_REQUESTED' })
  const data = { ...(await loadSnapshot(tx, booking)), refund: { amountMinor, currency }, reason }
  await writeEvents(tx, 'booking', [{ type: 'booking.payment-refunded.v1', key: booking.id, data }])
}
