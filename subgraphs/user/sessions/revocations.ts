import { dbNow } from '#lib/clock.ts'
import type { UserDeps } from '../deps.ts'
import { sessionsEndedSince, usersRevokedSince } from './store.ts'

/** How long a clock may go wrong, a commit or a poll be late. */
const MARGIN_MS = 60_000

export interface Revocations {
  now: string
  sessions: Array<{ id: string; at: string }>
  users: Array<{ id: string; at: string }>
}

/**
 * What voids access tokens that have not expired yet: sessions that ended, and users whose tokens issued before `at`
 * hold no more. Older ones are left out, for no token of their time is alive.
 */
export async function listRevocations({ db, tokens }: UserDeps): Promise<Revocations> {
  const now = await dbNow(db.client)
  const since = new Date(now.getTime() - tokens.ttlMs - MARGIN_MS)
  const [sessions, users] = await Promise.all([
    sessionsEndedSince(db.client, since),
    usersRevokedSince(db.client, since),
  ])
  const told = ({ id, at }: { id: string; at: Date }) => ({ id, at: at.toISOString() })
  return { now: now.toISOString(), sessions: sessions.map(told), users: users.map(told) }
}
