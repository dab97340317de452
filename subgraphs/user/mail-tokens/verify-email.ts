import { dbNow } from '#lib/clock.ts'
import { lockUser, saveVerified } from '../accounts/store.ts'
import type { UserDeps } from '../deps.ts'
import { isToken, tokenHash } from '../secret-token.ts'
import { isLive } from './mail-token.ts'
import { findMailToken } from './store.ts'

/**
 * Whether the token's account has its address verified now. Mail programs open links before people do, and people open
 * them twice: what was true once stays true.
 */
export async function verifyEmail({ db }: UserDeps, token: string): Promise<boolean> {
  if (!isToken(token)) return false
  const found = await findMailToken(db.client, tokenHash(token))
  if (found?.purpose !== 'VERIFY_EMAIL') return false
  return db.transaction(async (tx) => {
    const user = await lockUser(tx, found.userId)
    if (!user || user.emailVerified) return user !== null
    if (!isLive(found, 'VERIFY_EMAIL', await dbNow(tx))) return false
    await saveVerified(tx, user.id)
    return true
  })
}
