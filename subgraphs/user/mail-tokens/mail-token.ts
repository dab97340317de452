export type Purpose = 'VERIFY_EMAIL' | 'RESET_PASSWORD'

export interface MailToken {
  purpose: Purpose
  expiresAt: Date
  endedAt: Date | null
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const TTL_MS: Record<Purpose, number> = { VERIFY_EMAIL: 7 * DAY_MS, RESET_PASSWORD: HOUR_MS }

/**
 * So that a stranger fills nobody's mailbox. Counted over as long as a token lives: whoever used up an account's resets
 * has sent its owner one that still works.
 */
export const MOST_RESETS = 3
export const RESETS_WINDOW_MS = TTL_MS.RESET_PASSWORD

/** Expired ones are kept a while, for a link of an address that is verified is opened again with a yes. */
export const KEPT_MS = 30 * DAY_MS

export const isLive = (token: MailToken, purpose: Purpose, now: Date): boolean =>
  token.purpose === purpose && token.endedAt === null && token.expiresAt.getTime() > now.getTime()
