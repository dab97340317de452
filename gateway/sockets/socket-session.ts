import { GraphQLError } from 'graphql'
import { unauthenticated } from '#lib/errors.ts'
import type { Viewer } from '#lib/identity.ts'
import { codeOf } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import { whenSessionEnds } from '../identity/session-end.ts'
import type { Session } from '../identity/tokens.ts'

/** The session is over; graphql-ws clients connect again, with a fresh token where they have one. */
const FORBIDDEN_CLOSE = 4403
const TRY_AGAIN_CLOSE = 1013

export interface SocketSession {
  /** connection_init: false refuses the connection. */
  begin(authorization: unknown): Promise<boolean>
  /** A ping with a fresh token of the same user, role and session keeps the socket open beyond the old one's end. */
  renew(authorization: unknown): Promise<void>
  /** @throws UNAUTHENTICATED once the session is over, for what was asked before and is still on its way */
  viewer(): Viewer | null
  /** Closes the socket if its session was revoked. */
  checkRevoked(): void
  end(): void
}

/** Who a WebSocket speaks for, from connection_init on, and until when: then it is closed, not served on an old token. */
export function createSocketSession(
  identity: Identity,
  closeSocket: (code: number, reason: string) => void,
): SocketSession {
  let session: Session | null = null
  let forgetEnd = () => {}
  let closed = false
  const close = (code: number, reason: string) => {
    closed = true
    closeSocket(code, reason)
  }
  const refuse = (error: unknown) => {
    const code = error instanceof GraphQLError ? codeOf(error) : 'INTERNAL_SERVER_ERROR'
    close(code === 'UNAUTHENTICATED' ? FORBIDDEN_CLOSE : TRY_AGAIN_CLOSE, code)
  }
  let ended = false
  const adopt = (next: Session | null) => {
    session = next
    forgetEnd()
    if (next && !ended) forgetEnd = whenSessionEnds(next, () => close(FORBIDDEN_CLOSE, 'UNAUTHENTICATED'))
  }
  return {
    async begin(authorization) {
      try {
        adopt(await identity.authenticate(authorization))
        return true
      } catch (error) {
        refuse(error)
        return false
      }
    },
    async renew(authorization) {
      if (authorization === undefined) return
      try {
        const next = await identity.authenticate(authorization)
        // Subscriptions that run are the old viewer's: another user, role or session needs a socket of its own.
        if (session && !isSameViewer(session.viewer, next?.viewer)) close(FORBIDDEN_CLOSE, 'UNAUTHENTICATED')
        else adopt(next)
      } catch (error) {
        refuse(error)
      }
    },
    viewer() {
      if (closed) throw unauthenticated('The session is over.')
      return session?.viewer ?? null
    },
    checkRevoked() {
      if (session && identity.isRevoked(session)) close(FORBIDDEN_CLOSE, 'UNAUTHENTICATED')
    },
    end() {
      ended = true
      forgetEnd()
    },
  }
}

const isSameViewer = (a: Viewer, b: Viewer | undefined): boolean =>
  a.id === b?.id && a.role === b.role && a.sessionId === b.sessionId
