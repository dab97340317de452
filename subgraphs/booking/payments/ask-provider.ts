import { loadBooking } from '../bookings/store.ts'
import type { BookingDeps } from '../deps.ts'
import type { PaymentRow } from './payment.ts'
import { type Charge, OutcomeUnknown } from './payment-provider.ts'

/** Longer than any provider client waits for an answer: what is not heard of by then is the worker's. */
export const PROVIDER_ANSWERS_WITHIN_MS = 12_000

type Asking = Pick<BookingDeps, 'db' | 'provider' | 'log'>

/** Has the charge made, once whatever happens; UNKNOWN when the answer did not come. Always outside a transaction. */
export async function askToCharge(deps: Asking, payment: PaymentRow): Promise<Charge | 'UNKNOWN'> {
  const { id: paymentId, amountMinor, currency, paymentToken: token, returnUrl } = payment
  if (token === null) throw new Error(`Payment ${paymentId} is over, its token is gone.`)
  const booking = await loadBooking(deps.db.client, payment.bookingId)
  if (!booking) throw new Error(`Payment ${paymentId} has no booking.`)
  const { reference: bookingReference } = booking
  return known(deps, payment, () =>
    deps.provider.charge({ paymentId, bookingReference, amountMinor, currency, token, returnUrl }),
  )
}

/** The charge as the provider has it; undefined when it never got it. Always outside a transaction. */
export function askForCharge(deps: Asking, payment: PaymentRow): Promise<Charge | undefined | 'UNKNOWN'> {
  const { id: paymentId, providerId } = payment
  return known(deps, payment, () => deps.provider.fetchCharge({ paymentId, providerId }))
}

async function known<T>({ log }: Asking, { id }: PaymentRow, ask: () => Promise<T>): Promise<T | 'UNKNOWN'> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    log.warn({ err: error, paymentId: id }, 'the payment provider left an outcome open')
    return 'UNKNOWN'
  }
}
