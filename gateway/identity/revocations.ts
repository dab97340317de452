import { z } from 'zod'
import { signViewer, VIEWER_HEADER } from '#lib/identity.ts'
import type { Session } from './tokens.ts'

const answer = z.object({
  sessions: z.array(z.object({ id: z.string(), at: z.iso.datetime({ offset: true }) })),
  users: z.array(z.object({ id: z.string(), at: z.iso.datetime({ offset: true }) })),
})

/** Sessions that ended and users whose older tokens no longer hold, as the user subgraph last told. */
export interface Revocations {
  readonly sessions: ReadonlySet<string>
  /** Tokens of the user issued before this instant (ms) are void. */
  readonly users: ReadonlyMap<string, number>
}

const TIMEOUT_MS = 3_000

export async function fetchRevocations(userUrl: string, secret: string): Promise<Revocations> {
  const response = await fetch(new URL('/revocations', userUrl), {
    headers: { [VIEWER_HEADER]: signViewer(secret, null) },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(`The user subgraph answered ${response.status} when asked for revocations.`)
  const { sessions, users } = answer.parse(await response.json())
  return {
    sessions: new Set(sessions.map(({ id }) => id)),
    users: new Map(users.map(({ id, at }) => [id, Date.parse(at)])),
  }
}

/**
 * A token's `iat` has whole seconds: one issued in the very second of the revocation may be the new one that a changed
 * password gave, so it holds; the old ones of that second end with their session.
 */
export function isRevoked({ sessions, users }: Revocations, session: Pick<Session, 'viewer' | 'issuedAt'>): boolean {
  const { viewer, issuedAt } = session
  if (sessions.has(viewer.sessionId)) return true
  const at = users.get(viewer.id)
  if (at === undefined) return false
  return Number.isInteger(issuedAt) ? (issuedAt + 1) * 1000 <= at : issuedAt * 1000 < at
}
