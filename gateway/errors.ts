import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'

/** HTTP status of an operation that is refused as a whole with this code. */
const STATUS: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  BAD_REQUEST: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  PERSISTED_QUERY_NOT_FOUND: 404,
  PERSISTED_QUERY_NOT_IN_LIST: 404,
  QUERY_NOT_IN_SAFELIST: 403,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
}

/** Subgraphs say these when the gateway asked wrongly: no fault of the client. */
const GATEWAY_FAULTS = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'DOWNSTREAM_SERVICE_ERROR',
])

/** What a client did wrong, or may not do: the code is stable, the message is for people. */
export const fault = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } })

/** The operation is not one that can be run. */
export const invalid = (message: string): GraphQLError => fault('GRAPHQL_VALIDATION_FAILED', message)

/** An operation of which nothing ran: what was wrong with it. */
export class Refused extends Error {
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message)
    this.errors = errors
  }
}

/** What a step of the engine refused an operation for; anything else that it threw is a fault of ours, and goes on. */
export function refusalsOf(error: unknown): readonly GraphQLError[] {
  if (error instanceof Refused) return error.errors
  if (error instanceof GraphQLError) return [error]
  throw error
}

/** The code of what was thrown: a refusal's, or that of a fault of ours. */
export const refusalCodeOf = (error: unknown): string =>
  error instanceof Refused ? codeOf(error.errors[0] ?? {}) : codeOf(error instanceof GraphQLError ? error : {})

export const codeOf = (error: { extensions?: GraphQLFormattedError['extensions'] }): string =>
  typeof error.extensions?.code === 'string' ? error.extensions.code : 'INTERNAL_SERVER_ERROR'

/** Ours, already logged where it is made: it says no more than its request id. */
export function internalError(
  message: string,
  { path, requestId = newId() }: { path?: ReadonlyArray<string | number>; requestId?: string } = {},
): GraphQLError {
  return new GraphQLError(message, { path, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } })
}

/** The HTTP status that refuses a whole operation with this error: `http.status` of its extensions, else its code's. */
export function statusOf(error: GraphQLError): number {
  const { http } = error.extensions as { http?: { status?: number } }
  return http?.status ?? STATUS[codeOf(error)] ?? 500
}

/** `http` steers the transport; stack traces and the like stay with us. */
const PRIVATE = new Set(['http', 'stacktrace', 'exception'])

/**
 * What a client sees of an error. Codes pass; what has none, or is a subgraph's complaint about the gateway, becomes
 * INTERNAL_SERVER_ERROR with the id of the request, logged here once; what a subgraph logged under an id of its own, by
 * that. In production its message is hidden as well.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, production, requestId: ofRequest }: { log: Log; production: boolean; requestId?: string | undefined },
): GraphQLFormattedError {
  const extensions = Object.fromEntries(Object.entries(formatted.extensions ?? {}).filter(([key]) => !PRIVATE.has(key)))
  const code = codeOf({ extensions })
  if (code !== 'INTERNAL_SERVER_ERROR' && !isGatewayFault(formatted, code)) return { ...formatted, extensions }
  const known = typeof extensions.requestId === 'string' ? extensions.requestId : undefined
  const requestId = ofRequest ?? known ?? newId()
  if (!known) log.error({ err: causeOf(error), path: formatted.path, requestId }, 'request failed')
  else if (known !== requestId) log.error({ path: formatted.path, requestId, logged: known }, 'a subgraph failed')
  const { serviceName } = extensions
  return {
    ...(formatted.path && { path: formatted.path }),
    message: production ? 'Something went wrong on our side.' : formatted.message,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId, ...(serviceName !== undefined && { serviceName }) },
  }
}

/** A subgraph whose refusal has no path refused the gateway itself, for instance its signature. */
function isGatewayFault({ path, extensions }: GraphQLFormattedError, code: string): boolean {
  if (extensions?.serviceName === undefined) return false
  return GATEWAY_FAULTS.has(code) || (code === 'UNAUTHENTICATED' && !path)
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? error.originalError : error
}
