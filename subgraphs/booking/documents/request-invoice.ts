import type { BookingRow } from '../bookings/booking.ts'
import { loadPriceLines } from '../bookings/store.ts'
import type { Tx } from '../database.ts'
import type { RefundRow } from '../payments/payment.ts'
import { insertInvoice } from './store.ts'

/** Writes down what was sold, with the lines as they are now; a worker numbers it, so that no sale waits for a number. */
export async function requestInvoice(tx: Tx, booking: BookingRow, now: Date): Promise<void> {
  const lines = await loadPriceLines(tx, [booking.id])
  await insertInvoice(tx, {
    id: booking.id,
    kind: 'INVOICE',
    bookingId: booking.id,
    refundId: null,
    currency: booking.currency,
    totalMinor: booking.totalMinor,
    priceLines: lines.map(({ kind, description, amountMinor }) => ({ kind, description, amountMinor })),
    createdAt: now,
  })
}

/** Writes down that invoiced money went back. */
export async function requestCreditNote(tx: Tx, booking: BookingRow, refund: RefundRow, now: Date): Promise<void> {
  await insertInvoice(tx, {
    id: refund.id,
    kind: 'CREDIT_NOTE',
    bookingId: booking.id,
    refundId: refund.id,
    currency: refund.currency,
    totalMinor: refund.amountMinor,
    priceLines: [{ kind: 'FARE', description: refund.reason, amountMinor: refund.amountMinor }],
    createdAt: now,
  })
}
