import { type BookingId, newId, type PaymentId, type RefundId } from '#lib/ids.ts'
import type { Tx } from '../database.ts'
import { type RefundRow, spreadRefund } from './payment.ts'
import { insertRefunds, loadPayments, loadRefunds } from './store.ts'

interface WantedRefund {
  bookingId: BookingId
  amountMinor: number
  /** A sentence for the traveller. */
  reason: string
  now: Date
  /** Where money goes back to first, as when one of two charges was too many. */
  paymentId?: PaymentId
}

/**
 * Puts money of a booking on its way back, in the caller's transaction with the booking's row locked; the worker sends it.
 * @throws RangeError when that would be more than was captured, less what has gone back or is going
 */
export async function requestRefund(tx: Tx, wanted: WantedRefund): Promise<RefundId[]> {
  const { bookingId, amountMinor, reason, now } = wanted
  if (amountMinor === 0) return []
  const payments = (await loadPayments(tx, [bookingId])).get(bookingId) ?? []
  const refunds = (await loadRefunds(tx, [bookingId])).get(bookingId) ?? []
  const parts = spreadRefund(amountMinor, payments, { refunds, preferred: wanted.paymentId })
  const made = parts.map(
    (part): RefundRow => ({
      ...part,
      id: newId(),
      bookingId,
      status: 'PENDING',
      currency: (payments.find((p) => p.id === part.paymentId) as { currency: string }).currency,
      reason,
      providerId: null,
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    }),
  )
  await insertRefunds(tx, made)
  return made.map((r) => r.id)
}
