import { createHash } from 'node:crypto'
import type { ProviderEvent } from './ledger.ts'

/** How unruly webhooks are. Which events it meets depends on the seed and on what they tell, so a run can be repeated. */
export interface Disorder {
  /** Of all events this share is sent twice, and this share, chosen apart, comes after later ones: 0 to 1. */
  share: number
  seed: string
}

/** So unruly by default that nobody can build on order, and no run of a few payments goes without. */
export const DISORDER: Disorder = { share: 0.25, seed: 'sandbox' }

/** What happens to an event on its way. */
export function fateOf(event: ProviderEvent, { share, seed }: Disorder): { twice: boolean; late: boolean } {
  const { paymentId, refundId } = event.data
  const dice = createHash('sha256')
    .update(JSON.stringify([seed, event.type, paymentId, refundId]))
    .digest()
  const falls = (at: number) => dice.readUInt32BE(at) / 2 ** 32 < share
  return { twice: falls(0), late: falls(4) }
}
