import { CLIENT_ADDRESS_HEADER, signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import type { Caller } from '../engine/operations.ts'

/** The subgraph that sets and reads the refresh cookie, and is told where clients come from. */
const ACCOUNT_SUBGRAPH = 'user'
export const REFRESH_COOKIE = 'skygraph_refresh'

/** Of the minute that a signature is valid; the rest is for the way, and for clocks that differ. */
const SIGNED_FOR_MS = 20_000

export const isAccountSubgraph = (name: string): boolean => name === ACCOUNT_SUBGRAPH

interface Signed {
  readonly header: string
  readonly until: number
}

/** Signs each viewer once in 20 s: a signature costs 5 µs. A viewer's object is kept with his token, and forgotten with it. */
export function createViewerHeader(secret: string): (viewer: Viewer | null, nowMs?: number) => string {
  const known = new WeakMap<Viewer, Signed>()
  let nobody: Signed = { header: '', until: 0 }
  return (viewer, nowMs = Date.now()) => {
    const before = viewer ? known.get(viewer) : nobody
    if (before && nowMs < before.until) return before.header
    const signed = { header: signViewer(secret, viewer, nowMs), until: nowMs + SIGNED_FOR_MS }
    if (viewer) known.set(viewer, signed)
    else nobody = signed
    return signed.header
  }
}

/** Names and values by turns. @param viewerHeader undefined where requests go unsigned */
export function headersFor(subgraph: string, caller: Caller, viewerHeader: string | undefined): string[] {
  const headers = [
    'content-type',
    'application/json',
    'accept',
    'application/graphql-response+json, application/json',
    'x-request-id',
    caller.requestId,
  ]
  // Without a signature the subgraphs are not ours, whatever their names.
  if (viewerHeader === undefined) return headers
  headers.push(VIEWER_HEADER, viewerHeader)
  if (isAccountSubgraph(subgraph)) pushAccountHeaders(headers, caller)
  return headers
}

function pushAccountHeaders(headers: string[], { address, userAgent, refreshCookie }: Caller): void {
  headers.push(CLIENT_ADDRESS_HEADER, plain(address))
  if (userAgent !== undefined) headers.push('user-agent', plain(userAgent))
  if (refreshCookie !== undefined) headers.push('cookie', `${REFRESH_COOKIE}=${refreshCookie}`)
}

/** A client's text as a header may hold it, of a length that fills none. */
const plain = (text: string): string => text.slice(0, 512).replace(/[^\x20-\x7e]/g, '?')
