import { unauthenticated, unavailable } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import { fetchRevocations, isRevoked, type Revocations } from './revocations.ts'
import { createTokenVerifier, type Session } from './tokens.ts'

export interface Identity {
  /**
   * Who an Authorization header (or a WebSocket's `authorization`) speaks for; null where there is none.
   * @throws UNAUTHENTICATED for a bad, expired or revoked token; UNAVAILABLE where none could be checked yet
   */
  authenticate(authorization: unknown): Promise<Session | null>
  /** Whether it has ended since: it was revoked, or the key that signed its token is gone. */
  isRevoked(session: Session): boolean
  /** Called after each look at what is revoked. */
  onRevocations(listener: () => void): void
  /** Keys and revocations were had at least once. */
  ready(): boolean
  stop(): void
}

export interface IdentityOptions {
  userUrl: string
  secret: string
  log: Log
  pollMs?: number
}

const POLL_MS = 5_000
/** Before the first success every token is turned away, so it is tried more often. */
const FIRST_POLL_MS = 500
const RETRY_AFTER_SECONDS = 2
const NONE: Revocations = { sessions: new Set(), users: new Map() }

/**
 * Verifies tokens, and polls the user subgraph for its keys and revocations. While that is away, what was last known
 * counts: tokens end by themselves within minutes.
 */
export function startIdentity({ userUrl, secret, log, pollMs = POLL_MS }: IdentityOptions): Identity {
  const verifier = createTokenVerifier(new URL('/.well-known/jwks.json', userUrl))
  const listeners: Array<() => void> = []
  let revocations = NONE
  let polled = false
  let failing = false
  const poll = async () => {
    try {
      await verifier.refreshKeys()
      revocations = await fetchRevocations(userUrl, secret)
      polled = true
      failing = false
      for (const listener of listeners) listener()
    } catch (error) {
      // Once an outage, not once a poll.
      if (!failing) log.warn({ err: error }, 'keys and revocations could not be had; the last known ones count')
      failing = true
    }
  }
  const poller = startPolling(poll, () => (polled ? pollMs : Math.min(FIRST_POLL_MS, pollMs)))
  const ready = () => polled && verifier.hasKeys()
  return {
    async authenticate(authorization) {
      const token = bearerToken(authorization)
      if (token === undefined) return null
      if (!ready()) throw unavailable(RETRY_AFTER_SECONDS)
      const session = await verifier.verify(token)
      if (isRevoked(revocations, session)) throw unauthenticated('The session has ended.')
      return session
    },
    isRevoked: (session) => !verifier.holds(session) || isRevoked(revocations, session),
    onRevocations: (listener) => void listeners.push(listener),
    ready,
    stop: poller.stop,
  }
}

/**
 * For a supergraph without a user subgraph: nobody is signed in. A token that nobody can check says nothing, so it is
 * neither believed, nor passed on, nor held against the request.
 */
export const noIdentity: Identity = {
  authenticate: async () => null,
  isRevoked: () => false,
  onRevocations: () => undefined,
  ready: () => true,
  stop: () => undefined,
}

/** @throws UNAUTHENTICATED for anything but `Bearer <token>` */
function bearerToken(authorization: unknown): string | undefined {
  if (authorization === undefined || authorization === null || authorization === '') return undefined
  const token = typeof authorization === 'string' ? /^Bearer +(\S+) *$/i.exec(authorization)?.[1] : undefined
  if (token === undefined) throw unauthenticated('Authorization must be: Bearer <access token>.')
  return token
}

/** Runs `task`, waits `intervalMs()`, and so on, one at a time. */
function startPolling(task: () => Promise<void>, intervalMs: () => number) {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const next = async () => {
    await task()
    if (!stopped) timer = setTimeout(next, intervalMs()).unref()
  }
  void next()
  return {
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
