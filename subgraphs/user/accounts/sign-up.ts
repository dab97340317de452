import { dbNow } from '#lib/clock.ts'
import { isUniqueViolation } from '#lib/driver-fault.ts'
import { newId, type UserId } from '#lib/ids.ts'
import type { UserDeps } from '../deps.ts'
import type { Client } from '../devices/device.ts'
import { recogniseDevice } from '../devices/recognise-device.ts'
import { issueToken } from '../mail-tokens/issue-token.ts'
import { type EmailTaken, type InvalidField, invalidField } from '../refusal.ts'
import { type NewSession, openSession, signSession } from '../sessions/open-session.ts'
import { isEmail } from './email.ts'
import { hashPassword, passwordFault } from './password.ts'
import { DEFAULT_PROFILE, type Profile, readProfile } from './profile.ts'
import { createUser, EMAIL_INDEX, findByEmail } from './store.ts'

export interface SignUp {
  email: string
  password: string
  name: string
  phone?: string | null
  locale?: string | null
  timeZone?: string | null
}

type Checked = { ok: true; email: string; password: string; profile: Profile } | InvalidField

/** Makes an account and its first session. */
export async function signUp(
  { db, tokens, linkSecret }: UserDeps,
  input: SignUp,
  { byCookie, client }: { byCookie: boolean; client: Client },
): Promise<NewSession | EmailTaken | InvalidField> {
  const checked = checkSignUp(input)
  if (!checked.ok) return checked
  const { email, password, profile } = checked
  const taken = { ok: false, code: 'EMAIL_TAKEN' } as const
  // Spares the hash; who is first is decided by the unique key below.
  if (await findByEmail(db.client, email)) return taken
  const passwordHash = await hashPassword(password)
  try {
    const granted = await db.transaction(async (tx) => {
      const now = await dbNow(tx)
      const id = newId<UserId>(now.getTime())
      const account = { id, email, emailVerified: false, role: 'CUSTOMER', passwordHash, createdAt: now } as const
      const token = await issueToken(tx, { userId: id, type: 'user.created.v1', now }, linkSecret)
      const user = await createUser(tx, { ...account, ...profile }, token)
      await recogniseDevice(tx, user, { client, now })
      return openSession(tx, user, { byCookie, now })
    })
    return signSession(tokens, granted)
  } catch (error) {
    if (isUniqueViolation(error, EMAIL_INDEX)) return taken
    throw error
  }
}

function checkSignUp({ email, password, name, ...optional }: SignUp): Checked {
  if (!isEmail(email)) return invalidField(['input', 'email'], 'This is no email address: ann@example.com.')
  const fault = passwordFault(password)
  if (fault) return invalidField(['input', 'password'], fault)
  // Left out and null are the same here: nothing is there yet that could be kept.
  const { phone, locale, timeZone } = optional
  const read = readProfile({
    name,
    phone: phone ?? DEFAULT_PROFILE.phone,
    locale: locale ?? DEFAULT_PROFILE.locale,
    timeZone: timeZone ?? DEFAULT_PROFILE.timeZone,
  })
  if (!read.ok) return invalidField(['input', read.field], read.message)
  return { ok: true, email, password, profile: { ...DEFAULT_PROFILE, name, ...read.profile } }
}
