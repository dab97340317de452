import { writeEvents } from '#lib/outbox.ts'
import { toSnapshot, type UserRow } from '../accounts/user.ts'
import type { Tx } from '../database.ts'
import { issueToken } from './issue-token.ts'
import { hasLiveMailToken } from './store.ts'

const TYPE = 'user.email-verification-requested.v1'

/** Sends whoever never verified the address another link once the last one has run out; the user's row is locked. */
export async function askToVerify(
  tx: Tx,
  user: UserRow,
  { now, linkSecret }: { now: Date; linkSecret: string },
): Promise<void> {
  if (user.emailVerified || (await hasLiveMailToken(tx, { userId: user.id, purpose: 'VERIFY_EMAIL' }, now))) return
  const token = await issueToken(tx, { userId: user.id, type: TYPE, now }, linkSecret)
  await writeEvents(tx, 'user', [{ type: TYPE, key: user.id, data: { ...toSnapshot(user), token } }])
}
