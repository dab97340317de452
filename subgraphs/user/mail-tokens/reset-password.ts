import { dbNow } from '#lib/clock.ts'
import { hashPassword, passwordFault } from '../accounts/password.ts'
import { replacePassword } from '../accounts/replace-password.ts'
import { lockUser } from '../accounts/store.ts'
import type { Tx } from '../database.ts'
import type { UserDeps } from '../deps.ts'
import { type InvalidCredentials, type InvalidField, invalidCredentials, invalidField } from '../refusal.ts'
import { isToken, tokenHash } from '../secret-token.ts'
import { type Granted, type NewSession, openSession, signSession } from '../sessions/open-session.ts'
import { isLive, type MailToken } from './mail-token.ts'
import { findMailToken, useMailToken } from './store.ts'

const REFUSAL = invalidCredentials('The link is no longer good: ask for a new one.', ['token'])

interface Reset {
  token: string
  newPassword: string
}

/**
 * Sets a password for whoever reads the account's mails, which proves its address, too; ends all sessions and gives a
 * new one. A password that cannot be one leaves the token good.
 */
export async function resetPassword(
  { db, tokens }: UserDeps,
  { token, newPassword }: Reset,
  byCookie: boolean,
): Promise<NewSession | InvalidCredentials | InvalidField> {
  const fault = passwordFault(newPassword)
  if (fault) return invalidField(['newPassword'], fault)
  if (!isToken(token)) return REFUSAL
  const hash = tokenHash(token)
  const found = await findMailToken(db.client, hash)
  // Spares the password's hash; who is first is decided under the lock.
  if (!found || !isReset(found, await dbNow(db.client))) return REFUSAL
  const passwordHash = await hashPassword(newPassword)
  const granted = await db.transaction((tx) => setPassword(tx, { hash, passwordHash, userId: found.userId }, byCookie))
  return granted ? signSession(tokens, granted) : REFUSAL
}

const isReset = (token: MailToken, now: Date) => isLive(token, 'RESET_PASSWORD', now)

async function setPassword(
  tx: Tx,
  { hash, passwordHash, userId }: { hash: string; passwordHash: string; userId: string },
  byCookie: boolean,
): Promise<Granted | undefined> {
  // The lock comes before what is decided on is read: of two with one token, the second sees the first's use.
  const user = await lockUser(tx, userId)
  const token = user && (await findMailToken(tx, hash))
  const now = await dbNow(tx)
  if (!token || !isReset(token, now)) return undefined
  if (!(await useMailToken(tx, hash, now))) throw new Error('A token was used under the lock of its user.')
  const changed = await replacePassword(tx, user, { passwordHash, emailVerified: true, now })
  return openSession(tx, changed, { byCookie, now })
}
