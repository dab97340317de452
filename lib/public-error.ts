import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { driverFault } from '#lib/driver-fault.ts'
import { unavailable } from '#lib/errors.ts'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'

const RETRY_AFTER_SECONDS = 1

/**
 * What a client may know of an error. Ours and GraphQL's own pass; a database that is away or overloaded says come back;
 * all else is logged here, once, with its cause, and becomes INTERNAL_SERVER_ERROR with the request id of that log line.
 */
export function publicError(formatted: GraphQLFormattedError, error: unknown, log: Log): GraphQLFormattedError {
  // Also where there is no path, as in what a subscription's source throws: Apollo's own unwrapping asks for one.
  const original = error instanceof GraphQLError && error.originalError ? error.originalError : error
  const where = {
    ...(formatted.locations && { locations: formatted.locations }),
    ...(formatted.path && { path: formatted.path }),
  }
  const known = original instanceof GraphQLError ? original : undefined
  const code = known?.extensions.code ?? formatted.extensions?.code
  if (code !== undefined && code !== 'INTERNAL_SERVER_ERROR') {
    return {
      ...where,
      message: formatted.message,
      extensions: { ...(known?.extensions ?? formatted.extensions), code },
    }
  }
  const fault = driverFault(original)
  // A unique key that is violated where nobody expected it would be so again.
  if (fault !== undefined && fault !== 'unique') {
    log.warn({ err: original, path: formatted.path }, 'the database did not answer in time')
    const { message, extensions } = unavailable(RETRY_AFTER_SECONDS)
    return { ...where, message, extensions }
  }
  const requestId = newId()
  log.error({ err: original, path: formatted.path, requestId }, 'request failed')
  return {
    ...where,
    message: 'Something went wrong on our side.',
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
  }
}
