import { writeEvents } from '#lib/outbox.ts'
import type { Tx } from '../database.ts'
import { endMailTokens } from '../mail-tokens/store.ts'
import { voidsTokensUpTo } from '../sessions/session.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { saveCredentials } from './store.ts'
import { toSnapshot, type UserRow } from './user.ts'

interface NewPassword {
  passwordHash: string
  /** Where the change itself proves the address */
  emailVerified?: true
  now: Date
}

/** Of a user whose row is locked: all sessions end, links that would set a password are void, and the owner is told. */
export async function replacePassword(tx: Tx, user: UserRow, { now, ...changes }: NewPassword): Promise<UserRow> {
  await endSessionsOf(tx, user.id, now)
  await endMailTokens(tx, { userId: user.id, purpose: 'RESET_PASSWORD' }, now)
  const changed = await saveCredentials(tx, user.id, { ...changes, tokensValidFrom: voidsTokensUpTo(now) })
  const data = toSnapshot(changed)
  await writeEvents(tx, 'user', [
    { type: 'user.password-changed.v1', key: user.id, data },
    ...(changed.emailVerified === user.emailVerified ? [] : [{ type: 'user.updated.v1', key: user.id, data } as const]),
  ])
  return changed
}
