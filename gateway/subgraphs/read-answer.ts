import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { unavailable } from '#lib/errors.ts'
import { isObject } from '../engine/own.ts'
import type { RawAnswer } from './post.ts'
import type { SubgraphResponse } from './request.ts'

const RETRY_AFTER_SECONDS = 1
const MOST_RETRY_AFTER_SECONDS = 60

/** GraphQL answers come with any status; what is no GraphQL answer is a failure of the subgraph. */
export function readAnswer(subgraph: string, raw: RawAnswer): SubgraphResponse {
  const response = graphqlOf(raw.text)
  if (response) return response
  if (isAwayStatus(raw.status)) throw unavailable(retryAfterOf(raw))
  throw new GraphQLError(`${subgraph} answered ${raw.status} and no GraphQL.`)
}

/** A proxy, or a server that starts or stops, speaks instead of the subgraph. */
export const isAway = (raw: RawAnswer): boolean => isAwayStatus(raw.status) && !graphqlOf(raw.text)

/** Seconds that the answer asks to wait. */
export function retryAfterOf({ headers }: RawAnswer): number {
  const asked = Number(headers['retry-after'])
  return asked > 0 ? Math.min(MOST_RETRY_AFTER_SECONDS, Math.ceil(asked)) : RETRY_AFTER_SECONDS
}

/** No answer at all: refused, cut off or too late. Errors that already say something keep saying it. */
export function asUnavailable(error: unknown): unknown {
  return error instanceof GraphQLError ? error : unavailable(RETRY_AFTER_SECONDS, error)
}

const isAwayStatus = (status: number): boolean => status === 502 || status === 503 || status === 504

function graphqlOf(text: string): SubgraphResponse | undefined {
  const body = parseJson(text)
  if (!isObject(body)) return undefined
  const { data, errors } = body
  const hasData = data === null || isObject(data)
  // Some servers say that there are none.
  if (errors === undefined || errors === null) return hasData ? { data } : undefined
  if (!Array.isArray(errors) || !(hasData || data === undefined)) return undefined
  return { errors: errors.map(errorOf), ...(hasData && { data }) }
}

/** As much of an error as is one: the rest of the gateway relies on its form. */
function errorOf(said: unknown): GraphQLFormattedError {
  const { message, path, extensions } = isObject(said) ? said : {}
  return {
    message: typeof message === 'string' ? message : '',
    ...(Array.isArray(path) && path.every(isPathKey) && { path }),
    ...(isObject(extensions) && { extensions }),
  }
}

const isPathKey = (key: unknown): key is string | number => typeof key === 'string' || typeof key === 'number'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
