import type { Stripe } from 'stripe'
import type { PaymentId, RefundId } from '#lib/ids.ts'
import { OutcomeUnknown } from './payment-provider.ts'

const PAGE = 100
const MOST_PAGES = 20
/** How far our clock and Stripe's may be apart. */
const SKEW_MS = 5 * 60_000
/** "Occasionally, propagation of new or updated data can be up to an hour behind", https://docs.stripe.com/search */
const SEARCHABLE_AFTER_MS = 60 * 60_000

/**
 * The PaymentIntent made for a payment whose name we were never told. Lists know at once what was made, unlike the
 * search; so all that was made since is looked through, and the search is asked only where that is too much.
 * @throws OutcomeUnknown where neither can tell
 */
export async function findIntent(stripe: Stripe, paymentId: PaymentId): Promise<Stripe.PaymentIntent | undefined> {
  const isOurs = ({ metadata }: Stripe.PaymentIntent) => metadata.paymentId === paymentId
  const begunMs = timeOf(paymentId)
  const created = { gte: Math.floor((begunMs - SKEW_MS) / 1000) }
  let after: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await stripe.paymentIntents.list({ created, limit: PAGE, ...(after && { starting_after: after }) })
    const found = page.data.find(isOurs)
    if (found || !page.has_more) return found
    after = page.data.at(-1)?.id
  }
  const { data } = await stripe.paymentIntents.search({ query: `metadata['paymentId']:'${paymentId}'` })
  const found = data.find(isOurs)
  // The search may be behind with what has happened to it, too.
  if (found) return stripe.paymentIntents.retrieve(found.id)
  if (Date.now() - begunMs < SEARCHABLE_AFTER_MS)
    throw new OutcomeUnknown('Too many PaymentIntents were made since, and the search may not know this one yet.')
  return undefined
}

/** The refund we made of a charge, of which there are few. */
export async function findRefund(stripe: Stripe, chargeId: string, refundId: RefundId) {
  for await (const refund of stripe.refunds.list({ payment_intent: chargeId, limit: PAGE })) {
    if (refund.metadata?.refundId === refundId) return refund
  }
  return undefined
}

/** When an id of ours was made: a UUID of version 7 begins with its milliseconds. */
const timeOf = (id: PaymentId): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
