import { dbNow } from '#lib/clock.ts'
import { newId } from '#lib/ids.ts'
import { addHistory, lockBooking } from '../bookings/store.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { requestCreditNote } from '../documents/request-invoice.ts'
import { PROVIDER_ANSWERS_WITHIN_MS } from './ask-provider.ts'
import { backoffMs } from './deadlines.ts'
import { REFUND_REASON, type RefundRow } from './payment.ts'
import { OutcomeUnknown, type ProviderRefund } from './payment-provider.ts'
import { claimDueRefunds, insertRefunds, lockRefund, updateRefund } from './store.ts'

const BATCH = 20
const CLAIM_MS = 3 * PROVIDER_ANSWERS_WITHIN_MS
// About an hour of backoff; what still fails then needs a person.
const MOST_ATTEMPTS = 20

type DueRefund = Awaited<ReturnType<typeof claimDueRefunds>>[number]

/** Sends refunds, and asks for those that the provider is still at. Any number of instances share the work. */
export async function sendRefunds(deps: BookingDeps): Promise<number> {
  const due = await deps.db.transaction(async (tx) => {
    const now = await dbNow(tx)
    return claimDueRefunds(tx, { now, until: new Date(now.getTime() + CLAIM_MS), limit: BATCH })
  })
  const done = await Promise.allSettled(due.map((refund) => sendRefund(deps, refund)))
  for (const [n, result] of done.entries()) {
    if (result.status === 'rejected') {
      deps.log.error({ err: result.reason, refundId: due[n]?.id }, 'a refund could not be sent, it comes again')
    }
  }
  return due.length
}

async function sendRefund(deps: BookingDeps, refund: DueRefund): Promise<void> {
  const outcome = await ask(deps, refund)
  const successor = await deps.db.transaction((tx) => applyRefund(tx, refund, outcome))
  if (outcome?.status === 'FAILED' && !successor) {
    deps.log.error({ refundId: refund.id, bookingId: refund.bookingId }, 'a refund failed for good: it needs a person')
  }
}

/** The provider's word, undefined when it is not known; sending the refund again tells how it stands. */
async function ask({ provider, log }: BookingDeps, refund: DueRefund): Promise<ProviderRefund | undefined> {
  const { id: refundId, paymentId, chargeId, amountMinor, currency } = refund
  try {
    return await provider.refund({ refundId, paymentId, chargeId, amountMinor, currency })
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    log.warn({ err: error, refundId }, 'the payment provider left a refund open')
    return undefined
  }
}

/** Takes the provider's word on a refund into our books, once. Tells whether a failed one is tried again as a new one. */
async function applyRefund(
  tx: Tx,
  { id, bookingId }: RefundRow,
  outcome: ProviderRefund | undefined,
): Promise<boolean> {
  const booking = await lockBooking(tx, bookingId)
  const refund = await lockRefund(tx, id)
  if (!booking || !refund) throw new Error(`There is no refund ${id} with a booking.`)
  if (refund.status === 'FAILED') return true
  const now = await dbNow(tx)
  const again = new Date(now.getTime() + backoffMs(refund.attempts))
  if (refund.status === 'SUCCEEDED') return recheck(tx, refund, { outcome, now, again })
  const status = outcome?.status ?? 'PENDING'
  const providerId = outcome?.providerId ?? refund.providerId
  const nextAttemptAt = status === 'PENDING' ? again : null
  await updateRefund(tx, { ...refund, status, providerId, nextAttemptAt }, refund.nextAttemptAt)
  if (status === 'PENDING') return true
  await addHistory(tx, bookingId, { at: now, actor: 'system', action: `REFUND_${status}` })
  if (status === 'SUCCEEDED') {
    if (isInvoiced(refund)) await requestCreditNote(tx, booking, refund, now)
    return true
  }
  if (refund.attempts >= MOST_ATTEMPTS) return false
  // The provider's answer to this refund's key is final: another try is another refund.
  await insertRefunds(tx, [
    { ...refund, id: newId(), status: 'PENDING', providerId: null, nextAttemptAt: again, createdAt: now },
  ])
  return true
}

/**
 * Money that had gone back may return days later, as from a closed account: then the refund counts no more. It is not
 * tried again, as where else the money can go only a person finds out. Tells whether it did not.
 */
async function recheck(
  tx: Tx,
  refund: RefundRow,
  { outcome, now, again }: { outcome: ProviderRefund | undefined; now: Date; again: Date },
): Promise<boolean> {
  const returned = outcome?.status === 'FAILED' && outcome.providerId !== null
  const next = { status: returned ? 'FAILED' : 'SUCCEEDED', nextAttemptAt: outcome ? null : again } as const
  await updateRefund(tx, { ...refund, ...next }, refund.nextAttemptAt)
  if (returned) await addHistory(tx, refund.bookingId, { at: now, actor: 'system', action: 'REFUND_FAILED' })
  return !returned
}

const UNINVOICED = new Set<string>(Object.values(REFUND_REASON))

/** Money that came once too often, or for nothing, was never on an invoice. */
const isInvoiced = ({ reason }: RefundRow): boolean => !UNINVOICED.has(reason)
