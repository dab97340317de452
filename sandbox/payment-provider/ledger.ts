import { randomBytes } from 'node:crypto'
import { openJournal } from './journal.ts'

export type ChargeStatus = 'processing' | 'requires_action' | 'captured' | 'failed'

export interface Charge {
  id: string
  /** The merchant's idempotency key, by which it asks for the charge. */
  key: string
  amountMinor: number
  currency: string
  token: string
  returnUrl: string | null
  clientSecret: string
  status: ChargeStatus
  declineCode: string | null
  createdAt: string
}

export interface Refund {
  id: string
  key: string
  chargeId: string
  amountMinor: number
  currency: string
  status: 'pending' | 'succeeded' | 'failed'
  createdAt: string
}

/** What the merchant is told by webhook, until it says that it heard. */
export interface ProviderEvent {
  id: string
  type: string
  createdAt: string
  data: { chargeId: string; paymentId: string; refundId: string | null }
}

interface Entry {
  charge?: Charge
  refund?: Refund
  event?: ProviderEvent
  /** Id of an event that was heard */
  delivered?: string
}

/** All charges and refunds, kept on disk before anybody hears of them. */
export interface Ledger {
  charges(): Charge[]
  refunds(): Refund[]
  undelivered(): ProviderEvent[]
  charge(id: string): Charge | undefined
  chargeByKey(key: string): Charge | undefined
  refundByKey(key: string): Refund | undefined
  /** Captured, less all refunds that have not failed. */
  leftMinor(charge: Charge): number
  /** Keeps a charge as it is now, and gives the event that tells of it, if it is news for the merchant. */
  saveCharge(charge: Charge): Promise<ProviderEvent | undefined>
  saveRefund(refund: Refund): Promise<ProviderEvent | undefined>
  saveDelivered(event: ProviderEvent): Promise<void>
  close(): Promise<void>
}

export const newName = (prefix: string): string => `${prefix}_${randomBytes(16).toString('hex')}`

export async function openLedger(path: string): Promise<Ledger> {
  const { entries, journal } = await openJournal<Entry>(path)
  const charges = new Map<string, Charge>()
  const chargeKeys = new Map<string, string>()
  const refunds = new Map<string, Refund>()
  const refundKeys = new Map<string, string>()
  const events = new Map<string, ProviderEvent>()

  const take = ({ charge, refund, event, delivered }: Entry) => {
    if (charge) {
      charges.set(charge.id, charge)
      chargeKeys.set(charge.key, charge.id)
    }
    if (refund) {
      refunds.set(refund.id, refund)
      refundKeys.set(refund.key, refund.id)
    }
    if (event) events.set(event.id, event)
    if (delivered) events.delete(delivered)
  }
  // In memory first, so that two requests with one key meet, then on disk; whoever asks waits for the disk.
  const keep = (entry: Entry) => {
    take(entry)
    return journal.append(entry)
  }
  for (const entry of entries) take(entry)

  return {
    charges: () => [...charges.values()],
    refunds: () => [...refunds.values()],
    undelivered: () => [...events.values()],
    charge: (id) => charges.get(id),
    chargeByKey: (key) => charges.get(chargeKeys.get(key) ?? ''),
    refundByKey: (key) => refunds.get(refundKeys.get(key) ?? ''),
    leftMinor(charge) {
      const gone = [...refunds.values()].filter((r) => r.chargeId === charge.id && r.status !== 'failed')
      return charge.amountMinor - gone.reduce((sum, r) => sum + r.amountMinor, 0)
    },
    async saveCharge(charge) {
      const event = charge.status === 'processing' ? undefined : eventOf(`charge.${charge.status}`, charge)
      await keep({ charge, ...(event && { event }) })
      return event
    },
    async saveRefund(refund) {
      const charge = charges.get(refund.chargeId)
      if (!charge) throw new Error(`Refund ${refund.id} has no charge.`)
      const event = refund.status === 'pending' ? undefined : eventOf(`refund.${refund.status}`, charge, refund)
      await keep({ refund, ...(event && { event }) })
      return event
    },
    saveDelivered: ({ id }) => keep({ delivered: id }),
    close: () => journal.close(),
  }
}

function eventOf(type: string, charge: Charge, refund?: Refund): ProviderEvent {
  const data = { chargeId: charge.id, paymentId: charge.key, refundId: refund?.key ?? null }
  return { id: newName('evt'), type, createdAt: new Date().toISOString(), data }
}
