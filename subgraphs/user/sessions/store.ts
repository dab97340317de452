import type { SessionId } from '#lib/ids.ts'
import type { PrismaClient, Session as SessionRow } from '#prisma/user/client/client.ts'
import type { Tx } from '../database.ts'
import type { PresentedToken } from './session.ts'

export type { SessionRow }

export interface StoredToken {
  hash: string
  sessionId: string
  expiresAt: Date
}

export const createSession = (tx: Tx, session: Omit<SessionRow, 'endedAt'>): Promise<SessionRow> =>
  tx.session.create({ data: session })

export const loadSession = (tx: Tx, id: string): Promise<SessionRow | null> => tx.session.findUnique({ where: { id } })

export async function extendSession(tx: Tx, id: string, expiresAt: Date): Promise<void> {
  await tx.session.update({ where: { id }, data: { expiresAt } })
}

export async function createToken(tx: Tx, token: StoredToken): Promise<void> {
  await tx.refreshToken.create({ data: token })
}

/** Whose token it is, which never changes: to lock its user before anything else of it is read. */
export async function findTokenOwner(tx: Tx, hash: string): Promise<string | undefined> {
  const [owner] = await tx.$queryRaw<Array<{ userId: string }>>`
    SELECT s.user_id AS userId FROM refresh_token t JOIN session s ON s.id = t.session_id WHERE t.hash = ${hash}`
  return owner?.userId
}

/** The token and its session as they stand; only to be asked while the user's row is locked. */
export async function loadPresentedToken(
  tx: Tx,
  hash: string,
): Promise<{ token: PresentedToken; session: SessionRow } | undefined> {
  const token = await tx.refreshToken.findUnique({ where: { hash } })
  const session = token && (await loadSession(tx, token.sessionId))
  if (!token || !session) return undefined
  return { token: { usedAt: token.usedAt, expiresAt: token.expiresAt, sessionEndedAt: session.endedAt }, session }
}

/** Whether this call was the one that used it: the second guard, should two ever pass the lock. */
export async function useToken(tx: Tx, hash: string, now: Date): Promise<boolean> {
  const used = await tx.$executeRaw`UPDATE refresh_token SET used_at = ${now} WHERE hash = ${hash} AND used_at IS NULL`
  return used === 1
}

export async function endSession(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.session.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } })
}

export async function endSessionsOf(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.session.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now } })
}

/** Forgets a user's sessions that expired, or ended before `endedBefore`, with their tokens. */
export async function forgetSessions(tx: Tx, userId: string, { now, endedBefore }: { now: Date; endedBefore: Date }) {
  const over = await tx.session.findMany({
    where: { userId, OR: [{ expiresAt: { lt: now } }, { endedAt: { lt: endedBefore } }] },
    select: { id: true },
  })
  if (over.length === 0) return
  const ids = over.map(({ id }) => id)
  await tx.refreshToken.deleteMany({ where: { sessionId: { in: ids } } })
  await tx.session.deleteMany({ where: { id: { in: ids } } })
}

export async function forgetTokens(tx: Tx, sessionId: string, expiredBefore: Date): Promise<void> {
  await tx.refreshToken.deleteMany({ where: { sessionId, expiresAt: { lt: expiredBefore } } })
}

export async function sessionsEndedSince(db: PrismaClient, since: Date): Promise<Array<{ id: SessionId; at: Date }>> {
  const ended = await db.session.findMany({ where: { endedAt: { gte: since } }, select: { id: true, endedAt: true } })
  return ended.flatMap(({ id, endedAt }) => (endedAt ? [{ id: id as SessionId, at: endedAt }] : []))
}

export async function usersRevokedSince(db: PrismaClient, since: Date): Promise<Array<{ id: string; at: Date }>> {
  const users = await db.user.findMany({
    where: { tokensValidFrom: { gte: since } },
    select: { id: true, tokensValidFrom: true },
  })
  return users.flatMap(({ id, tokensValidFrom }) => (tokensValidFrom ? [{ id, at: tokensValidFrom }] : []))
}
