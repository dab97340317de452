import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'
import { codeOf } from '../errors.ts'

/** A GraphQL response, ready to be sent over any transport. */
export interface Answer {
  /** JSON: an object with `data`, and `errors` where there are any. */
  readonly text: string
  /** The code of the first error, undefined where all went well. */
  readonly code: string | undefined
}

type Format = (error: GraphQLError) => GraphQLFormattedError

export function answerOf({ data, errors }: ExecutionResult, format: Format): Answer {
  if (!errors?.length) return { text: JSON.stringify({ data }), code: undefined }
  const formatted = errors.map(format)
  return { text: JSON.stringify({ errors: formatted, data }), code: formatted[0] && codeOf(formatted[0]) }
}

/** The answer to an operation of which nothing ran: no data, not even null. */
export function refusalAnswer(errors: readonly GraphQLError[], format: Format): Answer {
  const formatted = errors.map(format)
  return { text: JSON.stringify({ errors: formatted }), code: formatted[0] && codeOf(formatted[0]) }
}
