import { isUniqueViolation } from '#lib/driver-fault.ts'
import type { Role } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'
import type { UserDb } from '../database.ts'
import { hashPassword } from './password.ts'
import { createUser, EMAIL_INDEX, findByEmail } from './store.ts'

export const DEMO_PASSWORD = 'skygraph-demo'
const DEMO_ACCOUNTS: ReadonlyArray<{ email: string; name: string; role: Role }> = [
  { email: 'customer@demo.test', name: 'Cora Customer', role: 'CUSTOMER' },
  { email: 'operator@demo.test', name: 'Omar Operator', role: 'OPERATOR' },
  { email: 'admin@demo.test', name: 'Ada Admin', role: 'ADMIN' },
]
const PROFILE = { phone: null, locale: 'en-IN', timeZone: 'Asia/Kolkata' }

/** Makes those of the demo accounts that are not there, with the event each sign-up has, and returns how many. */
export async function loadDemoAccounts(db: UserDb, now: Date): Promise<number> {
  let made = 0
  for (const { email, name, role } of DEMO_ACCOUNTS) {
    if (await findByEmail(db.client, email)) continue
    const passwordHash = await hashPassword(DEMO_PASSWORD)
    const id = newId(now.getTime())
    const account = { id, email, emailVerified: true, name, role, passwordHash, createdAt: now, ...PROFILE }
    try {
      await db.transaction((tx) => createUser(tx, account))
      made++
    } catch (error) {
      // Another process loads the same accounts at the same time: it was first.
      if (!isUniqueViolation(error, EMAIL_INDEX)) throw error
    }
  }
  return made
}
