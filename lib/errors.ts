import { GraphQLError } from 'graphql'

/** Faults of the caller and of our dependencies, as clients see them: `extensions.code` is stable, the message is for people. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'

function fault(code: ErrorCode, message: string, extensions: Record<string, unknown> = {}, cause?: unknown) {
  return new GraphQLError(message, {
    extensions: { code, ...extensions },
    ...(cause instanceof Error && { originalError: cause }),
  })
}

export const unauthenticated = (message = 'Sign in first.') => fault('UNAUTHENTICATED', message)

export const forbidden = (message = 'Your role does not allow this.') => fault('FORBIDDEN', message)

/** @param path the argument at fault, such as `['search', 'date']` */
export const badUserInput = (message: string, path?: string[]) =>
  fault('BAD_USER_INPUT', message, path && { argument: path })

/**
 * A dependency is away or overloaded; the same request may come again after `retryAfter` seconds. A mutation that was cut
 * off may have had its effect, or have it yet: with the same idempotency key it comes again safely.
 */
export const unavailable = (retryAfter: number, cause?: unknown) =>
  fault('UNAVAILABLE', 'Not available at the moment, try again soon.', { retryAfter }, cause)
