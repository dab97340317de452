import type { BookingId, PaymentId, RefundId } from '#lib/ids.ts'
import { parseAmount } from '#lib/money.ts'
import { type InvalidInput, invalidInput, type WrongState, wrongState } from '#lib/refusal.ts'
import type { BookingRow, BookingStatus } from '../bookings/booking.ts'
import type { NotConfirmed } from '../bookings/confirm-booking.ts'
import type { Charge } from './payment-provider.ts'

export type PaymentStatus = 'PROCESSING' | 'REQUIRES_ACTION' | 'CAPTURED' | 'FAILED'
export type RefundStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED'

export interface PaymentRow {
  id: PaymentId
  bookingId: BookingId
  status: PaymentStatus
  currency: string
  amountMinor: number
  /** The provider's name for the charge; null until it told it. */
  providerId: string | null
  actionUrl: string | null
  clientSecret: string | null
  declineCode: string | null
  /** Kept only while the provider may have to be asked for the charge again. */
  paymentToken: string | null
  returnUrl: string | null
  /** How often the worker has asked for the outcome. */
  checks: number
  nextCheckAt: Date | null
  createdAt: Date
}

export interface RefundRow {
  id: RefundId
  bookingId: BookingId
  paymentId: PaymentId
  status: RefundStatus
  currency: string
  amountMinor: number
  reason: string
  providerId: string | null
  attempts: number
  nextAttemptAt: Date | null
  createdAt: Date
}

/** Why money goes back outside a cancellation; no invoice was ever written over it. */
export const REFUND_REASON = {
  alreadyPaid: 'The booking was paid already.',
  seatsGone: 'The seats were gone when the payment arrived.',
  cancelled: 'The booking was cancelled before the payment arrived.',
  priceChanged: 'The price had changed when the payment arrived.',
  discountGone: 'The discount was used up when the payment arrived.',
  departed: 'The flight had left when the payment arrived.',
} as const

export type RefundReason = (typeof REFUND_REASON)[keyof typeof REFUND_REASON]

/** Why money for a booking that could not be confirmed goes back. */
export const REASON_OF: Record<NotConfirmed['code'], RefundReason> = {
  SEATS_GONE: REFUND_REASON.seatsGone,
  CANCELLED: REFUND_REASON.cancelled,
  DISCOUNT_GONE: REFUND_REASON.discountGone,
  DEPARTED: REFUND_REASON.departed,
}

/** Decline code of a payment that the provider never heard of, given up when its booking could no longer be paid. */
export const NOT_RECEIVED = 'not_received'

export interface PriceChanged {
  ok: false
  code: 'PRICE_CHANGED'
  oldTotalMinor: number
  newTotalMinor: number
  currency: string
}

export type PayRefusal = InvalidInput | WrongState | PriceChanged

/** Whether a booking may be paid now, given the payments it has had. `expectedTotal` is what the payer was shown. */
export function payRefusal(
  booking: Pick<BookingRow, 'status' | 'payBy' | 'totalMinor' | 'currency'>,
  facts: { payments: readonly Pick<PaymentRow, 'status'>[]; expectedTotal: string; now: Date },
): PayRefusal | undefined {
  if (booking.status !== 'PENDING_PAYMENT') return wrongState(booking.status, 'The booking does not wait for payment.')
  if (facts.now >= booking.payBy) return wrongState('EXPIRED', 'The time to pay is over.')
  // A second charge while the first may yet succeed is how people pay twice (pretix #1233).
  if (facts.payments.some((p) => p.status === 'PROCESSING')) {
    return wrongState('PAYMENT_PROCESSING', 'A payment for this booking is being processed.')
  }
  const oldTotalMinor = parseAmount(facts.expectedTotal, booking.currency)
  if (oldTotalMinor === undefined) {
    return invalidInput(['expectedTotal'], `Not an amount in ${booking.currency}.`)
  }
  if (oldTotalMinor === booking.totalMinor) return undefined
  return {
    ok: false,
    code: 'PRICE_CHANGED',
    oldTotalMinor,
    newTotalMinor: booking.totalMinor,
    currency: booking.currency,
  }
}

const NEXT: Record<PaymentStatus, readonly PaymentStatus[]> = {
  PROCESSING: ['REQUIRES_ACTION', 'CAPTURED', 'FAILED'],
  REQUIRES_ACTION: ['CAPTURED', 'FAILED'],
  // What looked failed may yet turn out to have been paid; money is never stranded.
  FAILED: ['CAPTURED'],
  CAPTURED: [],
}

/** The state a payment moves to on the provider's word; undefined: it stays where it is. */
export function advance(status: PaymentStatus, charge: Pick<Charge, 'status'>): PaymentStatus | undefined {
  return NEXT[status].find((next) => next === charge.status)
}

/**
 * What becomes of a booking whose payment was just captured. `netCapturedMinor`: captured, this payment included, less
 * refunds that have not failed.
 */
export function decideCapture(booking: {
  status: BookingStatus
  totalMinor: number
  netCapturedMinor: number
}): { confirm: true; excessMinor: number } | { confirm: false; reason: RefundReason } {
  switch (booking.status) {
    case 'CONFIRMED':
      return { confirm: false, reason: REFUND_REASON.alreadyPaid }
    case 'CANCELLED':
      return { confirm: false, reason: REFUND_REASON.cancelled }
    case 'PENDING_PAYMENT':
    case 'EXPIRED': {
      const excessMinor = booking.netCapturedMinor - booking.totalMinor
      return excessMinor < 0 ? { confirm: false, reason: REFUND_REASON.priceChanged } : { confirm: true, excessMinor }
    }
  }
}

/**
 * How a refund is taken from the payments it may be taken from, newest first, `preferred` before all others.
 * @throws RangeError when more is to go back than is there
 */
export function spreadRefund(
  amountMinor: number,
  payments: readonly Pick<PaymentRow, 'id' | 'status' | 'amountMinor'>[],
  {
    refunds,
    preferred,
  }: { refunds: readonly Pick<RefundRow, 'paymentId' | 'status' | 'amountMinor'>[]; preferred?: PaymentId },
): Array<{ paymentId: PaymentId; amountMinor: number }> {
  const captured = payments.filter((p) => p.status === 'CAPTURED').toReversed()
  const order = [...captured.filter((p) => p.id === preferred), ...captured.filter((p) => p.id !== preferred)]
  let left = amountMinor
  const parts = order.flatMap((payment) => {
    const part = Math.min(left, payment.amountMinor - refundedMinor(refunds.filter((r) => r.paymentId === payment.id)))
    left -= part
    return part > 0 ? [{ paymentId: payment.id, amountMinor: part }] : []
  })
  if (left !== 0) throw new RangeError(`A refund of ${amountMinor} is ${left} more than was captured and is left.`)
  return parts
}

export const capturedMinor = (payments: readonly Pick<PaymentRow, 'status' | 'amountMinor'>[]): number =>
  payments.reduce((sum, p) => sum + (p.status === 'CAPTURED' ? p.amountMinor : 0), 0)

/** All refunds that have not failed: what is on its way counts as gone. */
export const refundedMinor = (refunds: readonly Pick<RefundRow, 'status' | 'amountMinor'>[]): number =>
  refunds.reduce((sum, r) => sum + (r.status === 'FAILED' ? 0 : r.amountMinor), 0)
