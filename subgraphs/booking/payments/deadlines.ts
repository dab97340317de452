import type { BookingRow } from '../bookings/booking.ts'
import type { PaymentRow } from './payment.ts'

const MINUTE_MS = 60_000

/** Who began to pay in time has this long, also past the time to pay: as long as a bank's challenge as a rule lasts. */
export const TIME_TO_ACT_MS = 5 * MINUTE_MS

/**
 * How long a booking, with its seats, then waits for the word of a provider that does not answer. The longest pause
 * between two questions is five minutes, so it has been asked three times at least. What is captured later still is
 * confirmed where the seats are free, or goes back.
 */
export const PROVIDER_WORD_MS = 15 * MINUTE_MS

/** So long before its seats would go the payment is asked for, to keep them while the answer is on its way. */
const CLOSING_MS = MINUTE_MS

type Open = Pick<PaymentRow, 'status' | 'createdAt'>
type Payable = Pick<BookingRow, 'status' | 'payBy'>

/** Neither paid nor failed: money may be on its way. */
export const isOpen = ({ status }: Pick<PaymentRow, 'status'>): boolean =>
  status === 'PROCESSING' || status === 'REQUIRES_ACTION'

/** Until when the payer of a payment that has begun may end it. */
export const actBy = ({ createdAt }: Open, { payBy }: Payable): Date =>
  new Date(Math.max(payBy.getTime(), createdAt.getTime() + TIME_TO_ACT_MS))

/** Whether nobody waits for the payment any more: its payer's time is over, or the booking has gone another way. */
export const isTooLate = (payment: Open, booking: Payable, now: Date): boolean =>
  booking.status !== 'PENDING_PAYMENT' || now >= actBy(payment, booking)

/** Until when a booking and its seats wait for the provider's word on an open payment. */
export const waitsUntil = (payment: Open, booking: Payable): Date =>
  new Date(actBy(payment, booking).getTime() + PROVIDER_WORD_MS)

/** Whether a booking past its time to pay still waits for the provider's word on this payment. */
export const keepsWaiting = (payment: Open, booking: Payable, now: Date): boolean =>
  isOpen(payment) && now < waitsUntil(payment, booking)

/** Whether the seats of an open payment would go before its outcome is asked for again. */
export const seatsAreClosing = (payment: Open, booking: Payable, now: Date): boolean =>
  keepsWaiting(payment, booking, now) && now.getTime() >= actBy(payment, booking).getTime() - CLOSING_MS

const BACKOFF_FIRST_MS = 500
const BACKOFF_MOST_MS = 5 * MINUTE_MS

/** How long to wait before asking again: doubles from half a second to five minutes, less up to half of it by chance. */
export function backoffMs(times: number, random: number = Math.random()): number {
  return Math.min(BACKOFF_MOST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(times, 20)) * (1 - random / 2)
}

const CHALLENGE_FIRST_MS = 10_000
const CHALLENGE_WATCH_MS = 24 * 60 * MINUTE_MS

/**
 * When the worker looks at a payment again; null: only when the provider calls.
 * @param answered whether the provider gave an answer now; one that it owes is asked for, whatever we know of the payment
 */
export function nextCheckAt(
  payment: Open & Pick<PaymentRow, 'checks'>,
  { booking, answered, now }: { booking: Payable; answered: boolean; now: Date },
): Date | null {
  const pauseMs = backoffMs(payment.checks)
  const after = (ms: number) => new Date(now.getTime() + ms)
  switch (payment.status) {
    case 'CAPTURED':
      return null
    case 'FAILED':
      return answered ? null : after(pauseMs)
    case 'PROCESSING':
      return notPast(after(pauseMs), { payment, booking, now })
    case 'REQUIRES_ACTION':
      if (!answered) return notPast(after(pauseMs), { payment, booking, now })
      // The payer is at work, and the provider calls when they are done; this is for the call that never came.
      if (now.getTime() - payment.createdAt.getTime() > CHALLENGE_WATCH_MS) return null
      return notPast(after(Math.max(CHALLENGE_FIRST_MS, pauseMs)), { payment, booking, now })
  }
}

/** No pause goes past a moment on which something hangs: shortly before the seats would go, and the end of the payer's time. */
function notPast(at: Date, { payment, booking, now }: { payment: Open; booking: Payable; now: Date }): Date {
  const end = actBy(payment, booking).getTime()
  const mark = [end - CLOSING_MS, end].find((ms) => ms > now.getTime())
  return mark === undefined || at.getTime() <= mark ? at : new Date(mark)
}
