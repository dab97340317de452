import { seal } from '#lib/seal.ts'
import type { SkyEventData } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import { newToken, tokenHash } from '../secret-token.ts'
import { KEPT_MS, type Purpose, TTL_MS } from './mail-token.ts'
import { createMailToken, forgetMailTokens } from './store.ts'

/** The events whose mail carries a token, and what it is good for. */
const PURPOSES = {
  'user.created.v1': 'VERIFY_EMAIL',
  'user.email-verification-requested.v1': 'VERIFY_EMAIL',
  'user.password-reset-requested.v1': 'RESET_PASSWORD',
} as const satisfies Record<string, Purpose>

export type MailedToken = SkyEventData<'user.password-reset-requested.v1'>['token']

interface Issue {
  userId: string
  type: keyof typeof PURPOSES
  now: Date
}

/** A new token of an account whose row this transaction has locked or is about to make, as its event may carry it. */
export async function issueToken(tx: Tx, { userId, type, now }: Issue, linkSecret: string): Promise<MailedToken> {
  const token = newToken()
  const purpose = PURPOSES[type]
  const expiresAt = new Date(now.getTime() + TTL_MS[purpose])
  await forgetMailTokens(tx, userId, { expiredBefore: new Date(now.getTime() - KEPT_MS) })
  await createMailToken(tx, { hash: tokenHash(token), userId, purpose, createdAt: now, expiresAt })
  return { sealed: seal(linkSecret, token, `${type} ${userId}`), expiresAt: expiresAt.toISOString() }
}
