const DAY_MS = 24 * 3_600_000

/** A session lasts this long from its last refresh. */
export const REFRESH_TTL_MS = 30 * DAY_MS

export interface PresentedToken {
  usedAt: Date | null
  expiresAt: Date
  sessionEndedAt: Date | null
}

export type RefreshDecision = 'TURN' | 'REFUSE' | 'END_SESSION'

/**
 * A refresh token works once. One that comes again was copied, and whether by its owner or a thief came first nobody
 * knows: the session ends with all its tokens (RFC 9700, section 4.14.2).
 */
export function decideRefresh(token: PresentedToken, now: Date): RefreshDecision {
  if (token.sessionEndedAt !== null) return 'REFUSE'
  if (token.usedAt !== null) return 'END_SESSION'
  return token.expiresAt.getTime() > now.getTime() ? 'TURN' : 'REFUSE'
}

/**
 * When a token is issued, never before the instant from which the user's tokens hold: that lies a millisecond after the
 * change, so that what was issued in the same millisecond before it is void.
 */
export const issuedAt = (now: Date, tokensValidFrom: Date | null): Date =>
  tokensValidFrom !== null && tokensValidFrom > now ? tokensValidFrom : now

export const voidsTokensUpTo = (now: Date): Date => new Date(now.getTime() + 1)
