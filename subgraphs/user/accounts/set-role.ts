import { dbNow } from '#lib/clock.ts'
import { forbidden } from '#lib/errors.ts'
import type { Role, Viewer } from '#lib/identity.ts'
import { isId } from '#lib/ids.ts'
import type { UserDeps } from '../deps.ts'
import { type InvalidField, invalidField, type UserNotFound } from '../refusal.ts'
import { voidsTokensUpTo } from '../sessions/session.ts'
import { lockAdmins, lockUser, saveCredentials } from './store.ts'
import type { UserRow } from './user.ts'

/** Gives a role. Tokens that carry the old one are void at once; their sessions go on and refresh into the new one. */
export async function setRole(
  { db }: UserDeps,
  viewer: Viewer,
  { userId, role }: { userId: string; role: Role },
): Promise<{ ok: true; user: UserRow } | UserNotFound | InvalidField> {
  if (!isId(userId)) return { ok: false, code: 'NOT_FOUND' }
  return db.transaction(async (tx) => {
    // All changes of roles go through here one by one, so that two admins cannot each demote the other.
    const admins = await lockAdmins(tx)
    // The token may be some seconds behind: whoever was demoted in between may not undo it.
    if (!admins.has(viewer.id)) throw forbidden()
    const user = await lockUser(tx, userId)
    if (!user) return { ok: false, code: 'NOT_FOUND' }
    if (user.role === role) return { ok: true, user }
    if (user.role === 'ADMIN' && admins.size === 1) {
      return invalidField(['role'], 'This is the last admin: make another one first.')
    }
    const now = await dbNow(tx)
    return { ok: true, user: await saveCredentials(tx, userId, { role, tokensValidFrom: voidsTokensUpTo(now) }) }
  })
}
