import { newId, type SessionId } from '#lib/ids.ts'
import type { UserRow } from '../accounts/user.ts'
import type { Tx } from '../database.ts'
import { newToken, tokenHash } from '../secret-token.ts'
import type { AccessToken, TokenSigner } from './access-token.ts'
import { issuedAt, REFRESH_TTL_MS } from './session.ts'
import { createSession, createToken, forgetSessions } from './store.ts'

const DAY_MS = 24 * 3_600_000

/** What a transaction gave out: a refresh token, and all that the access token is to say. */
export interface Granted {
  user: UserRow
  sessionId: SessionId
  byCookie: boolean
  issuedAt: Date
  refreshToken: string
  refreshTokenExpiresAt: Date
}

export interface NewSession {
  ok: true
  user: UserRow
  accessToken: AccessToken
  byCookie: boolean
  refreshToken: string
  refreshTokenExpiresAt: Date
}

/** Begins a session for a user whose row this transaction has locked or made; tidies away the user's dead ones. */
export async function openSession(
  tx: Tx,
  user: UserRow,
  { byCookie, now }: { byCookie: boolean; now: Date },
): Promise<Granted> {
  await forgetSessions(tx, user.id, { now, endedBefore: new Date(now.getTime() - DAY_MS) })
  const sessionId = newId<SessionId>(now.getTime())
  const expiresAt = new Date(now.getTime() + REFRESH_TTL_MS)
  await createSession(tx, { id: sessionId, userId: user.id, byCookie, createdAt: now, expiresAt })
  return {
    user,
    sessionId,
    byCookie,
    issuedAt: issuedAt(now, user.tokensValidFrom),
    ...(await grantToken(tx, sessionId, now)),
  }
}

/** A new refresh token of a session. */
export async function grantToken(tx: Tx, sessionId: SessionId, now: Date) {
  const refreshToken = newToken()
  const refreshTokenExpiresAt = new Date(now.getTime() + REFRESH_TTL_MS)
  await createToken(tx, { hash: tokenHash(refreshToken), sessionId, expiresAt: refreshTokenExpiresAt })
  return { refreshToken, refreshTokenExpiresAt }
}

/** Signs what was granted, after the commit: a signature costs 100 µs that need not lengthen a lock. */
export async function signSession(tokens: TokenSigner, granted: Granted): Promise<NewSession> {
  const { user, sessionId, byCookie, refreshToken, refreshTokenExpiresAt } = granted
  const { id: userId, email, role } = user
  const accessToken = await tokens.sign({ userId, email, role, sessionId, issuedAt: granted.issuedAt })
  return { ok: true, user, accessToken, byCookie, refreshToken, refreshTokenExpiresAt }
}
