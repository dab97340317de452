import { type PricedSeat, priceMinor } from '../holds/hold.ts'
import type { BookingStatus } from './booking.ts'

export interface Quote {
  refundMinor: number
  feeMinor: number
  validUntil: Date
}

interface Facts {
  status: BookingStatus
  totalMinor: number
  segments: Array<
    Pick<PricedSeat, 'cabin' | 'baseMinor' | 'taxesMinor' | 'surchargeMinor' | 'refundable' | 'cancelFeeMinor'>
  >
  /** Of the first flight: nothing comes back once it has left. */
  departsAt: Date
  /** The airline did not keep its word: a long delay, or no seat after a change of aircraft. */
  free: boolean
  payBy: Date
  now: Date
}

/**
 * What a cancellation costs now. A segment keeps its cancel fee where its fare is refundable, else its price; a discount
 * lowers what comes back, for it was never paid. All comes back where it is `free`. Undefined: the booking cannot be
 * cancelled.
 */
export function cancellationQuote({
  status,
  totalMinor,
  segments,
  departsAt,
  free,
  payBy,
  now,
}: Facts): Quote | undefined {
  if (status === 'PENDING_PAYMENT') return { refundMinor: 0, feeMinor: 0, validUntil: payBy }
  if (status !== 'CONFIRMED' || now >= departsAt) return undefined
  if (free) return { refundMinor: totalMinor, feeMinor: 0, validUntil: departsAt }
  const kept = segments.reduce(
    (sum, s) => sum + (s.refundable ? Math.min(s.cancelFeeMinor, priceMinor(s)) : priceMinor(s)),
    0,
  )
  const feeMinor = Math.min(kept, totalMinor)
  return { refundMinor: totalMinor - feeMinor, feeMinor, validUntil: departsAt }
}
