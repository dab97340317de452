import type { PaymentId } from '#lib/ids.ts'
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
  return known(deps, paymentId, () =>
    deps.provider.charge({ paymentId, bookingReference, amountMinor, currency, token, returnUrl }),
  )
}

/** The charge as the provider has it; undefined when it never got it. Always outside a transaction. */
export function askForCharge(deps: Asking, payment: PaymentRow): Promise<Charge | undefined | 'UNKNOWN'> {
  const { id: paymentId, providerId } = payment
  return known(deps, paymentId, () => deps.provider.fetchCharge({ paymentId, providerId }))
}

/** Calls off a charge that waits for its payer; how it stands, where the provider cannot. Always outside a transaction. */
export function askToCancel(deps: Asking, { id, providerId }: PaymentRow): Promise<Charge | undefined | 'UNKNOWN'> {
  const { provider } = deps
  return known(deps, id, async () =>
    provider.cancelCharge && providerId !== null
      ? provider.cancelCharge(providerId)
      : provider.fetchCharge({ paymentId: id, providerId }),
  )
}

async function known<T>({ log }: Asking, paymentId: PaymentId, ask: () => Promise<T>): Promise<T | 'UNKNOWN'> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    log.warn({ err: error, paymentId }, 'the payment provider left an outcome open')
    return 'UNKNOWN'
  }
}
