import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller } from '../engine/operations.ts'
import { refreshCookie } from '../identity/caller.ts'
import type { Session } from '../identity/tokens.ts'
import type { ObservedOperation } from '../observe/operations.ts'

/** A caller as his request tells of him, and what is to go back to him beside the answer. */
export interface HttpCaller extends Caller {
  /** Set-Cookie headers, as name, value, name, value. */
  readonly cookies: string[]
}

/** The address and the signal are made when they are asked for: most operations need neither. */
export function callerOf(
  request: IncomingMessage,
  response: ServerResponse,
  known: {
    session: Session | null
    requestId: string
    observed: ObservedOperation
    addressOf(r: IncomingMessage): string
  },
): HttpCaller {
  const cookies: string[] = []
  let gone: AbortController | undefined
  let address: string | undefined
  return {
    viewer: known.session?.viewer ?? null,
    requestId: known.requestId,
    observed: known.observed,
    userAgent: request.headers['user-agent'],
    refreshCookie: refreshCookie(request.headers.cookie),
    cookies,
    onSetCookie(values) {
      for (const value of values) cookies.push('set-cookie', value)
    },
    get address() {
      address ??= known.addressOf(request)
      return address
    },
    get signal() {
      gone ??= abortedWith(response)
      return gone.signal
    },
  }
}

/** Aborted when the connection is lost before the answer was written. */
function abortedWith(response: ServerResponse): AbortController {
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  if (response.destroyed) gone.abort()
  return gone
}
