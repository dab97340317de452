import { dbNow } from '#lib/clock.ts'
import type { Viewer } from '#lib/identity.ts'
import { lockUser, saveCredentials } from '../accounts/store.ts'
import type { UserDeps } from '../deps.ts'
import { voidsTokensUpTo } from './session.ts'
import { endSession, endSessionsOf, loadSession } from './store.ts'

/** Ends the viewer's session, or all of them; access tokens in use are void once the gateways have heard of it. */
export async function logOut({ db }: UserDeps, viewer: Viewer, everywhere: boolean): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await lockUser(tx, viewer.id))) return
    const now = await dbNow(tx)
    if (everywhere) {
      await endSessionsOf(tx, viewer.id, now)
      await saveCredentials(tx, viewer.id, { tokensValidFrom: voidsTokensUpTo(now) })
      return
    }
    const session = await loadSession(tx, viewer.sessionId)
    if (session?.userId === viewer.id) await endSession(tx, session.id, now)
  })
}
