import type { IncomingMessage, ServerResponse } from 'node:http'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Log } from '#lib/log.ts'
import { type Answer, refusalAnswer } from '../engine/answer.ts'
import type { Admitted } from '../engine/operations.ts'
import { refusalsOf, statusOf } from '../errors.ts'
import type { ObservedOperation } from '../observe/operations.ts'
import { isFormFault } from './faults.ts'
import { type Accepted, GRAPHQL_TYPE, JSON_TYPE } from './media-types.ts'
import { PAGE_HEADERS, STRICT_TRANSPORT } from './page-headers.ts'
import { writeText } from './write-text.ts'

/** One request on its way to its answer. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly accepted: Accepted
  readonly requestId: string
  readonly observed: ObservedOperation
  /** Set-Cookie headers for the answer, as name, value, name, value. */
  readonly cookies: string[]
  /** What is being answered, once it may run; a batch as a whole has none. */
  admitted: Admitted | undefined
}

export interface SendOptions {
  log: Log
  production: boolean
  /** Clients are told to send nothing more on this connection. */
  isStopping(): boolean
  /** For how many seconds caches may keep what anybody may read, by GET and without errors; 0: not at all. */
  publicCacheSeconds: number
  /** What a client sees of an error; with a fault of ours, the id of his request. */
  format(error: GraphQLError, requestId: string): GraphQLFormattedError
}

export const ALLOWED_METHODS = 'GET, HEAD, POST, OPTIONS'

export async function sendAnswer(o: SendOptions, x: Exchange, answer: Answer): Promise<void> {
  const mayBeKept = o.publicCacheSeconds > 0 && isPublic(x, answer)
  await send(x, {
    status: 200,
    answer,
    headers: headersOf(o, x, mayBeKept ? publicFor(o.publicCacheSeconds) : PRIVATE),
  })
}

/** Whatever was thrown on the way: a refusal says what it is, anything else is a fault of ours. */
export async function sendRefusal(o: SendOptions, x: Exchange, error: unknown): Promise<void> {
  const errors = errorsOf(error)
  const [first] = errors
  const status = first ? statusFor(first, x.accepted) : 500
  const headers = headersOf(o, x, PRIVATE)
  const retryAfter = first?.extensions.retryAfter
  if (typeof retryAfter === 'number') headers.push('retry-after', String(Math.ceil(retryAfter)))
  if (status === 401) headers.push('www-authenticate', 'Bearer')
  if (status === 405) headers.push('allow', ALLOWED_METHODS)
  const answer = refusalAnswer(errors, (told) => o.format(told, x.requestId))
  await send(x, { status, answer, headers })
}

async function send(
  { request, response, accepted, observed }: Exchange,
  { status, answer, headers }: { status: number; answer: Answer; headers: string[] },
): Promise<void> {
  headers.push('content-type', accepted.type ?? JSON_TYPE)
  const sent = await writeText(request, response, { status, text: answer.text, headers })
  observed.end({ code: sent ? answer.code : 'CLIENT_GONE', status })
}

const PRIVATE: readonly string[] = ['cache-control', 'no-store']
/** The origin is what cors says of its own headers: a second `vary` takes the place of the first. */
const publicFor = (seconds: number): readonly string[] => [
  'cache-control',
  `public, max-age=${seconds}`,
  'vary',
  'accept, accept-encoding, authorization, cookie, origin',
]

/**
 * A field with a policy may be somebody's own, or what a limit keeps from being guessed; and the limit would not count
 * what a cache answers. A supergraph without these directives says nothing of this.
 */
const isForAnybody = ({ prepared, variant }: Admitted): boolean =>
  prepared.supergraph.streams.saysWhatIsPersonal && variant.policyUses.length === 0

const isPublic = ({ request, observed, admitted }: Exchange, { code }: Answer): boolean =>
  request.method !== 'POST' &&
  code === undefined &&
  observed.viewer === null &&
  !request.headers.cookie &&
  admitted !== undefined &&
  isForAnybody(admitted)

const HSTS = Object.entries(STRICT_TRANSPORT).flat()

function headersOf(
  { production, isStopping }: SendOptions,
  { requestId, cookies }: Exchange,
  cacheControl: readonly string[],
): string[] {
  const headers = [...cacheControl, 'x-content-type-options', 'nosniff', 'x-request-id', requestId, ...cookies]
  if (production) headers.push(...HSTS)
  if (isStopping()) headers.push('connection', 'close')
  return headers
}

/**
 * A client that reads application/json takes 200 alone to be GraphQL's word, and has it for whatever is wrong with the
 * operation itself; who may not, should not so often, or not now, it learns from the status in any case.
 */
function statusFor(error: GraphQLError, { type }: Accepted): number {
  const status = statusOf(error)
  return type !== GRAPHQL_TYPE && !isFormFault(error) && (status === 400 || status === 404) ? 200 : status
}

/** @param error whatever was thrown: what an operation was refused for, or a fault of ours */
export function errorsOf(error: unknown): readonly GraphQLError[] {
  try {
    return refusalsOf(error)
  } catch (fault) {
    const originalError = fault instanceof Error ? fault : new Error(String(fault))
    return [new GraphQLError(originalError.message, { originalError })]
  }
}

export const sendOptions = (response: ServerResponse): void =>
  void response.writeHead(204, ['allow', ALLOWED_METHODS]).end()

export function sendPage(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
    ...PAGE_HEADERS,
    vary: 'accept, origin',
  })
  response.end(html)
}
