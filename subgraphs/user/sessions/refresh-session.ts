import { dbNow } from '#lib/clock.ts'
import type { SessionId } from '#lib/ids.ts'
import { lockUser } from '../accounts/store.ts'
import type { Tx } from '../database.ts'
import type { UserDeps } from '../deps.ts'
import { type InvalidCredentials, invalidCredentials } from '../refusal.ts'
import { isToken, tokenHash } from '../secret-token.ts'
import { type Granted, grantToken, type NewSession, signSession } from './open-session.ts'
import { decideRefresh, issuedAt, REFRESH_TTL_MS } from './session.ts'
import { endSession, extendSession, findTokenOwner, forgetTokens, loadPresentedToken, useToken } from './store.ts'

const REFUSAL = invalidCredentials('The session has ended: sign in again.')

/** Turns a refresh token into the next one and a new access token; one that was used before ends its session. */
export async function refreshSession(
  { db, tokens }: UserDeps,
  refreshToken: string | undefined,
): Promise<NewSession | InvalidCredentials> {
  if (refreshToken === undefined || !isToken(refreshToken)) return REFUSAL
  const granted = await db.transaction((tx) => turnToken(tx, tokenHash(refreshToken)))
  return granted ? signSession(tokens, granted) : REFUSAL
}

async function turnToken(tx: Tx, hash: string): Promise<Granted | undefined> {
  const owner = await findTokenOwner(tx, hash)
  // The lock comes before what is decided on is read: of two with one token, the second sees the first's use.
  const user = owner && (await lockUser(tx, owner))
  const presented = user && (await loadPresentedToken(tx, hash))
  if (!presented) return undefined
  const { token, session } = presented
  const now = await dbNow(tx)
  const decision = decideRefresh(token, now)
  if (decision === 'END_SESSION') await endSession(tx, session.id, now)
  if (decision !== 'TURN') return undefined
  if (!(await useToken(tx, hash, now))) throw new Error('A refresh token was used under the lock of its user.')
  await forgetTokens(tx, session.id, now)
  await extendSession(tx, session.id, new Date(now.getTime() + REFRESH_TTL_MS))
  const sessionId = session.id as SessionId
  const { byCookie } = session
  return {
    user,
    sessionId,
    byCookie,
    issuedAt: issuedAt(now, user.tokensValidFrom),
    ...(await grantToken(tx, sessionId, now)),
  }
}
