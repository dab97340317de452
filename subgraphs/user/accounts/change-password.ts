import { dbNow } from '#lib/clock.ts'
import { unauthenticated } from '#lib/errors.ts'
import type { Viewer } from '#lib/identity.ts'
import type { UserDeps } from '../deps.ts'
import { type InvalidCredentials, type InvalidField, invalidCredentials, invalidField } from '../refusal.ts'
import { type NewSession, openSession, signSession } from '../sessions/open-session.ts'
import { loadSession } from '../sessions/store.ts'
import { hashPassword, passwordFault, verifyPassword } from './password.ts'
import { replacePassword } from './replace-password.ts'
import { loadUser, lockUser } from './store.ts'

const REFUSAL = invalidCredentials('The current password is wrong.', ['input', 'currentPassword'])

/** Ends all sessions of the viewer and gives a new one, which travels as the one it came from did. */
export async function changePassword(
  { db, tokens }: UserDeps,
  viewer: Viewer,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<NewSession | InvalidCredentials | InvalidField> {
  const fault = passwordFault(newPassword)
  if (fault) return invalidField(['input', 'newPassword'], fault)
  const user = await loadUser(db.client, viewer.id)
  if (!user) throw unauthenticated('The account is gone.')
  if (!(await verifyPassword(user.passwordHash, currentPassword))) return REFUSAL
  const passwordHash = await hashPassword(newPassword)
  const granted = await db.transaction(async (tx) => {
    const locked = await lockUser(tx, viewer.id)
    // Of two changes at once, the second was checked against a password that is no longer the current one.
    if (locked?.passwordHash !== user.passwordHash) return undefined
    const session = await loadSession(tx, viewer.sessionId)
    if (!session || session.endedAt) throw unauthenticated('The session has ended.')
    const now = await dbNow(tx)
    const changed = await replacePassword(tx, locked, { passwordHash, now })
    return openSession(tx, changed, { byCookie: session.byCookie, now })
  })
  return granted ? signSession(tokens, granted) : REFUSAL
}
