import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { codeOf } from '../errors.ts'

/** A GraphQL response, ready to be sent over any transport. */
export interface Answer {
  /** JSON: an object with `data`, and `errors` where there are any. */
  readonly text: string
  /** The code of the first error, undefined where all went well. */
  readonly code: string | undefined
}

/** What running an operation gave. */
export interface Outcome {
  /** JSON of its data, perhaps `null`. */
  readonly text: string
  readonly errors: readonly GraphQLError[]
}

type Format = (error: GraphQLError) => GraphQLFormattedError

export function answerOf({ text, errors }: Outcome, format: Format): Answer {
  if (errors.length === 0) return { text: `{"data":${text}}`, code: undefined }
  const formatted = errors.map((error) => format(error))
  const code = formatted[0] && codeOf(formatted[0])
  return { text: `{"errors":${JSON.stringify(formatted)},"data":${text}}`, code }
}

/** The answer to an operation of which nothing ran: no data, not even null. */
export function refusalAnswer(errors: readonly GraphQLError[], format: Format): Answer {
  const formatted = errors.map((error) => format(error))
  return { text: JSON.stringify({ errors: formatted }), code: formatted[0] && codeOf(formatted[0]) }
}
