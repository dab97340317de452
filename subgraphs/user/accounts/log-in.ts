import { dbNow } from '#lib/clock.ts'
import type { UserDeps } from '../deps.ts'
import type { Client } from '../devices/device.ts'
import { recogniseDevice } from '../devices/recognise-device.ts'
import { askToVerify } from '../mail-tokens/ask-to-verify.ts'
import { type InvalidCredentials, invalidCredentials } from '../refusal.ts'
import { type NewSession, openSession, signSession } from '../sessions/open-session.ts'
import { isEmail } from './email.ts'
import { verifyPassword } from './password.ts'
import { findByEmail, lockUser } from './store.ts'

// One answer for both: which addresses have an account is not told.
const REFUSAL = invalidCredentials('The email address or the password is wrong.')

export async function logIn(
  { db, tokens, linkSecret }: UserDeps,
  { email, password }: { email: string; password: string },
  { byCookie, client }: { byCookie: boolean; client: Client },
): Promise<NewSession | InvalidCredentials> {
  const user = isEmail(email) ? await findByEmail(db.client, email) : null
  if (!(await verifyPassword(user?.passwordHash, password)) || !user) return REFUSAL
  const granted = await db.transaction(async (tx) => {
    const locked = await lockUser(tx, user.id)
    // The password may have been changed while the one given was checked against the old one.
    if (locked?.passwordHash !== user.passwordHash) return undefined
    const now = await dbNow(tx)
    await recogniseDevice(tx, locked, { client, now })
    await askToVerify(tx, locked, { now, linkSecret })
    return openSession(tx, locked, { byCookie, now })
  })
  return granted ? signSession(tokens, granted) : REFUSAL
}
