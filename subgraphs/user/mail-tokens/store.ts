import type { MailToken as MailTokenRow, PrismaClient } from '#prisma/user/client/client.ts'
import type { Tx } from '../database.ts'
import type { Purpose } from './mail-token.ts'

/** The tokens of one account for one purpose. */
interface Kind {
  userId: string
  purpose: Purpose
}

export const findMailToken = (db: PrismaClient | Tx, hash: string): Promise<MailTokenRow | null> =>
  db.mailToken.findUnique({ where: { hash } })

export async function createMailToken(tx: Tx, token: Omit<MailTokenRow, 'endedAt'>): Promise<void> {
  await tx.mailToken.create({ data: token })
}

/** Whether this call was the one that used it: the second guard, should two ever pass the lock. */
export async function useMailToken(tx: Tx, hash: string, now: Date): Promise<boolean> {
  const used = await tx.$executeRaw`UPDATE mail_token SET ended_at = ${now} WHERE hash = ${hash} AND ended_at IS NULL`
  return used === 1
}

export async function endMailTokens(tx: Tx, kind: Kind, now: Date): Promise<void> {
  await tx.mailToken.updateMany({ where: { ...kind, endedAt: null }, data: { endedAt: now } })
}

export const countMailTokens = (tx: Tx, kind: Kind, { since }: { since: Date }): Promise<number> =>
  tx.mailToken.count({ where: { ...kind, createdAt: { gt: since } } })

export async function hasLiveMailToken(tx: Tx, kind: Kind, now: Date): Promise<boolean> {
  return (await tx.mailToken.count({ where: { ...kind, endedAt: null, expiresAt: { gt: now } } })) > 0
}

export async function forgetMailTokens(tx: Tx, userId: string, { expiredBefore }: { expiredBefore: Date }) {
  await tx.mailToken.deleteMany({ where: { userId, expiresAt: { lt: expiredBefore } } })
}

export async function saveResetRequest(db: PrismaClient, emailKey: string): Promise<void> {
  await db.passwordResetRequest.create({ data: { emailKey } })
}

/** Takes the oldest request that nobody else is at out of the line; undefined where there is none. */
export async function takeResetRequest(tx: Tx): Promise<string | undefined> {
  const [request] = await tx.$queryRaw<Array<{ seq: bigint; emailKey: string }>>`
    SELECT seq, email_key AS emailKey FROM password_reset_request ORDER BY seq LIMIT 1 FOR UPDATE SKIP LOCKED`
  if (!request) return undefined
  await tx.passwordResetRequest.delete({ where: { seq: request.seq } })
  return request.emailKey
}
