import { dbNow } from '#lib/clock.ts'
import type { UserDb } from '../database.ts'
import { voidsTokensUpTo } from '../sessions/session.ts'
import { findByEmail, lockUser, saveCredentials } from './store.ts'

/**
 * Makes an account that is there an admin, for whoever may reach the database: how a production system gets its first.
 * False where the address has no account.
 */
export async function makeAdmin(db: UserDb, email: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const found = await findByEmail(tx, email)
    const user = found && (await lockUser(tx, found.id))
    if (!user) return false
    if (user.role === 'ADMIN') return true
    const tokensValidFrom = voidsTokensUpTo(await dbNow(tx))
    await saveCredentials(tx, user.id, { role: 'ADMIN', tokensValidFrom })
    return true
  })
}
