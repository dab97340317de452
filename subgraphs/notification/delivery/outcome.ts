/** What became of an attempt to send a mail or an SMS. */
export type Outcome =
  | { kind: 'sent' }
  /** What it carries is not made yet, which is nobody's fault and no attempt */
  | { kind: 'notYet'; reason: string }
  /** May well work later: the receiver says so, or somebody on the way is away. */
  | { kind: 'later'; reason: string }
  /** The receiver will never take it. */
  | { kind: 'refused'; reason: string }

export interface RetryPolicy {
  maxAttempts: number
  firstDelayMs: number
  maxDelayMs: number
}

/** About four hours of trying, and never more than five minutes late once the receiver is back. */
export const RETRY_POLICY: RetryPolicy = { maxAttempts: 55, firstDelayMs: 1000, maxDelayMs: 300_000 }

/** Doubles from attempt to attempt; `random` in [0, 1) spreads what failed together over half of it. */
export function delayMs(policy: RetryPolicy, attempts: number, random: number): number {
  const full = Math.min(policy.firstDelayMs * 2 ** Math.min(attempts - 1, 30), policy.maxDelayMs)
  return Math.round(full / 2 + (full / 2) * random)
}

export interface StateAfter {
  status: 'SENT' | 'RETRYING' | 'DEAD'
  lastError: string | null
  /** Whether it was an attempt */
  counts: boolean
}

/** The state after an attempt, the `attempts`th. */
export function stateAfter(outcome: Outcome, attempts: number, policy: RetryPolicy): StateAfter {
  switch (outcome.kind) {
    case 'sent':
      return { status: 'SENT', lastError: null, counts: true }
    case 'notYet':
      return { status: 'RETRYING', lastError: outcome.reason, counts: false }
    case 'later':
      return { status: attempts >= policy.maxAttempts ? 'DEAD' : 'RETRYING', lastError: outcome.reason, counts: true }
    case 'refused':
      return { status: 'DEAD', lastError: outcome.reason, counts: true }
  }
}

interface SmtpError {
  code?: string
  responseCode?: number
  response?: string
  message?: string
}

/** Codes by which a receiver asks for another session rather than refuses the mail: it wants us to sign in, or to use TLS. */
const ABOUT_THE_SESSION = new Set([530, 534, 535, 538])

/**
 * An answer of 5yz to the mail itself (its envelope or its data) is final (RFC 5321, 4.2.1). Everything else may pass:
 * 4yz, no connection, a greeting or a sign-in refused, an answer that got lost.
 */
export function outcomeOf(error: unknown): Outcome {
  const { code, responseCode, response, message } = error as SmtpError
  const reason = [code, response ?? message].filter(Boolean).join(': ') || String(error)
  const aboutTheMail = code === 'EENVELOPE' || code === 'EMESSAGE'
  const final = responseCode === undefined || (responseCode >= 500 && !ABOUT_THE_SESSION.has(responseCode))
  return { kind: aboutTheMail && final ? 'refused' : 'later', reason }
}
