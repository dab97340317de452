import type { Charge } from './ledger.ts'

/** What a test token stands for. */
export interface Behaviour {
  /** How the charge begins. */
  status: Charge['status']
  declineCode?: string
  /** A charge that begins as processing is captured after this long, and answered for then. */
  capturedAfterMs?: number
  /** The answer to the request that makes the charge is lost. */
  dropsAnswer?: boolean
  /** The first refund fails. */
  firstRefundFails?: boolean
}

/** Decline code of a challenge that the merchant has ended. */
export const CANCELED = 'canceled'

export const TOKENS: Readonly<Record<string, Behaviour>> = {
  tok_ok: { status: 'captured' },
  tok_declined: { status: 'failed', declineCode: 'card_declined' },
  tok_insufficient_funds: { status: 'failed', declineCode: 'insufficient_funds' },
  tok_challenge: { status: 'requires_action' },
  tok_slow: { status: 'processing', capturedAfterMs: 3000 },
  tok_timeout: { status: 'captured', dropsAnswer: true },
  tok_refund_fails: { status: 'captured', firstRefundFails: true },
}
