import { dbNow } from '#lib/clock.ts'
import type { Log } from '#lib/log.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import { writeEvents } from '#lib/outbox.ts'
import { findByEmail, lockUser } from '../accounts/store.ts'
import { toSnapshot, type UserRow } from '../accounts/user.ts'
import type { Tx } from '../database.ts'
import type { UserDeps } from '../deps.ts'
import { issueToken } from './issue-token.ts'
import { MOST_RESETS, RESETS_WINDOW_MS } from './mail-token.ts'
import { countMailTokens, endMailTokens, takeResetRequest } from './store.ts'

/** Not woken by a request, so that its work never runs beside the answer to it. */
const LOOK_MS = 1000

/** Has mails sent for the addresses that have an account, in any number of instances. */
export function startAnsweringResets(deps: UserDeps, log: Log): Loop {
  return startLoop({ name: 'password resets', log, everyMs: LOOK_MS, step: () => answerNext(deps) })
}

/** False where nobody waits. */
async function answerNext({ db, linkSecret }: UserDeps): Promise<boolean> {
  return db.transaction(async (tx) => {
    const emailKey = await takeResetRequest(tx)
    if (emailKey === undefined) return false
    const found = await findByEmail(tx, emailKey)
    const user = found && (await lockUser(tx, found.id))
    if (user) await sendReset(tx, user, linkSecret)
    return true
  })
}

/** The newest token counts alone; past the cap nothing is sent and the last one stays good. */
async function sendReset(tx: Tx, user: UserRow, linkSecret: string): Promise<void> {
  const now = await dbNow(tx)
  const kind = { userId: user.id, purpose: 'RESET_PASSWORD' } as const
  const sent = await countMailTokens(tx, kind, { since: new Date(now.getTime() - RESETS_WINDOW_MS) })
  if (sent >= MOST_RESETS) return
  await endMailTokens(tx, kind, now)
  const type = 'user.password-reset-requested.v1'
  const token = await issueToken(tx, { userId: user.id, type, now }, linkSecret)
  await writeEvents(tx, 'user', [{ type, key: user.id, data: { ...toSnapshot(user), token } }])
}
