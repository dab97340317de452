import { setTimeout as sleep } from 'node:timers/promises'
import { type Charge, type Ledger, newName, type Refund } from './ledger.ts'
import { CANCELED, TOKENS } from './tokens.ts'
import type { Webhooks } from './webhooks.ts'

const REFUND_TAKES_MS = 300

export interface ChargeInput {
  amountMinor: number
  currency: string
  token: string
  returnUrl: string | null
}

export interface RefundInput {
  chargeId: string
  amountMinor: number
  currency: string
}

type KeyReused = { ok: false; code: 'key_reused' }
export type ChargeAnswer =
  | { ok: true; charge: Charge; dropsAnswer: boolean }
  | KeyReused
  | { ok: false; code: 'invalid_token' }
export type RefundAnswer = { ok: true; refund: Refund } | KeyReused | { ok: false; code: 'not_refundable' }

/** The provider's rules: what tokens do, one charge for one key, no refund beyond what was captured. */
export interface Provider {
  charge(key: string, input: ChargeInput): Promise<ChargeAnswer>
  refund(key: string, input: RefundInput): Promise<RefundAnswer>
  /** The payer's answer to a challenge; the first counts. */
  decide(charge: Charge, approved: boolean): Promise<Charge>
  /** Ends a challenge that nobody has answered; all else stays as it is. */
  cancel(charge: Charge): Promise<Charge>
  stop(): Promise<void>
}

export function createProvider(ledger: Ledger, webhooks: Webhooks): Provider {
  const stopped = new AbortController()
  const later = new Set<Promise<unknown>>()

  const saveCharge = async (charge: Charge): Promise<Charge> => {
    const event = await ledger.saveCharge(charge)
    if (event) webhooks.send(event)
    return charge
  }
  const fail = (charge: Charge, declineCode: string) => saveCharge({ ...charge, status: 'failed', declineCode })
  /** Something that ends by itself a while from now; after a restart it is begun again. */
  const after = (ms: number, work: () => Promise<void>) => {
    const done = sleep(ms, undefined, { signal: stopped.signal })
      .then(work)
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) throw error
      })
      .finally(() => later.delete(done))
    later.add(done)
    return done
  }
  const capture = (charge: Charge) => {
    const ms = TOKENS[charge.token]?.capturedAfterMs ?? 0
    return after(ms, async () => void (await saveCharge({ ...charge, status: 'captured' })))
  }
  const finishRefund = (refund: Refund, fails: boolean) =>
    after(REFUND_TAKES_MS, async () => {
      const event = await ledger.saveRefund({ ...refund, status: fails ? 'failed' : 'succeeded' })
      if (event) webhooks.send(event)
    })
  const failsFirst = (refund: Pick<Refund, 'chargeId' | 'id'>) => {
    const others = ledger.refunds().filter((r) => r.chargeId === refund.chargeId && r.id !== refund.id)
    return others.length === 0 && (TOKENS[ledger.charge(refund.chargeId)?.token ?? '']?.firstRefundFails ?? false)
  }

  for (const charge of ledger.charges()) if (charge.status === 'processing') void capture(charge)
  for (const refund of ledger.refunds()) if (refund.status === 'pending') void finishRefund(refund, failsFirst(refund))

  return {
    async charge(key, input) {
      const known = ledger.chargeByKey(key)
      if (known) return sameCharge(known, input) ? { ok: true, charge: known, dropsAnswer: false } : keyReused
      const behaviour = TOKENS[input.token]
      if (!behaviour) return { ok: false, code: 'invalid_token' }
      const charge = await saveCharge({
        ...input,
        id: newName('ch'),
        key,
        clientSecret: newName('cs'),
        status: behaviour.status,
        declineCode: behaviour.declineCode ?? null,
        createdAt: new Date().toISOString(),
      })
      if (charge.status === 'processing') await capture(charge)
      return { ok: true, charge: ledger.charge(charge.id) ?? charge, dropsAnswer: behaviour.dropsAnswer ?? false }
    },
    async refund(key, input) {
      const known = ledger.refundByKey(key)
      if (known) return sameRefund(known, input) ? { ok: true, refund: known } : keyReused
      const charge = ledger.charge(input.chargeId)
      const fits = charge?.status === 'captured' && charge.currency === input.currency
      if (!fits || input.amountMinor > ledger.leftMinor(charge)) return { ok: false, code: 'not_refundable' }
      const refund: Refund = {
        ...input,
        id: newName('re'),
        key,
        status: 'pending',
        createdAt: new Date().toISOString(),
      }
      const fails = failsFirst(refund)
      await ledger.saveRefund(refund)
      void finishRefund(refund, fails)
      return { ok: true, refund }
    },
    async decide(charge, approved) {
      if (charge.status !== 'requires_action') return charge
      return approved ? saveCharge({ ...charge, status: 'captured' }) : fail(charge, 'challenge_declined')
    },
    async cancel(charge) {
      return charge.status === 'requires_action' ? fail(charge, CANCELED) : charge
    },
    async stop() {
      stopped.abort()
      await Promise.all(later)
    },
  }
}

const keyReused: KeyReused = { ok: false, code: 'key_reused' }

const sameCharge = (a: ChargeInput, b: ChargeInput) =>
  a.amountMinor === b.amountMinor && a.currency === b.currency && a.token === b.token && a.returnUrl === b.returnUrl

const sameRefund = (a: RefundInput, b: RefundInput) =>
  a.chargeId === b.chargeId && a.amountMinor === b.amountMinor && a.currency === b.currency
