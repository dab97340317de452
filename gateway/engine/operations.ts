import { GraphQLError } from 'graphql'
import type { Viewer } from '#lib/identity.ts'
import type { Log } from '#lib/log.ts'
import { internalError } from '../errors.ts'
import type { ObservedOperation } from '../observe/operations.ts'
import { checkCost } from '../policies/cost.ts'
import { checkRoles, identityArguments } from '../policies/policies.ts'
import { callsOf, type RateLimiter } from '../policies/rate-limit.ts'
import type { FetchSubgraph } from '../subgraphs/request.ts'
import type { Outcome } from './answer.ts'
import type { Execution } from './execute.ts'
import { isObject, type JsonObject } from './own.ts'
import type { PreparedOperation, Variant } from './prepare.ts'
import type { Misfit } from './writer.ts'

/** Who asks, and what of his request goes along to subgraphs. */
export interface Caller {
  viewer: Viewer | null
  /** The client's address; rate limits count it. */
  address: string
  requestId: string
  /** What the client says it is; address and this go to the user subgraph, which tells people of new devices. */
  userAgent?: string | undefined
  /** The refresh cookie, for the user subgraph alone. */
  refreshCookie?: string | undefined
  /** Set-Cookie of the user subgraph. */
  onSetCookie?(cookies: readonly string[]): void
  /** What is measured, logged and traced of his operation. */
  observed?: ObservedOperation | undefined
  /** Aborted when the client has gone; cancels queries, never mutations. */
  signal?: AbortSignal | undefined
}

/** An operation that may run for its caller: variables are right, roles suffice, rate limits have counted it. */
export interface Admitted {
  prepared: PreparedOperation
  variant: Variant
  variables: JsonObject
  conditions: ReadonlyMap<string, boolean>
  cost: number
  caller: Caller
}

/** An event of a subscription: the data a run starts from, and what was wrong with it already. */
export interface EventRoot {
  data: JsonObject
  errors: GraphQLError[]
}

/**
 * Decides about an operation before any of it runs: one refused field refuses all.
 * @throws Refused: BAD_USER_INPUT, GRAPHQL_VALIDATION_FAILED for its cost, UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED
 */
export async function admit(
  prepared: PreparedOperation,
  { variables, caller }: { variables: JsonObject; caller: Caller },
  limiter: RateLimiter,
): Promise<Admitted> {
  const coerced = prepared.coerceVariables(variables)
  const cost = checkCost(prepared.cost, prepared.supergraph.costs, coerced)
  if (caller.observed) caller.observed.cost = cost
  const conditions = new Map(prepared.conditionVariables.map((name) => [name, coerced[name] === true]))
  const variant = prepared.variant(conditions)
  checkRoles(variant.policyUses, caller.viewer)
  await limiter.count(variant.policyUses.flatMap((use) => callsOf(use, caller, identityArguments(use, coerced))))
  return { prepared, variant, variables, conditions, cost, caller }
}

/** Runs an admitted query or mutation, or the part of a subscription that follows an event, with the event as `root`. */
export async function run(
  { prepared, variant, variables, conditions, caller }: Admitted,
  { fetch, log, root }: { fetch: FetchSubgraph; log: Log; root?: EventRoot | undefined },
): Promise<Outcome> {
  const { data, errors } = root ?? { data: {}, errors: [] }
  const x: Execution = { root: data, variables, conditions, fetch, errors }
  await prepared.plan?.(x, [{ object: data, path: undefined }])
  if (prepared.clientNames.size > 0) {
    errors.splice(0, errors.length, ...errors.map((error) => inClientNames(error, prepared.clientNames)))
  }
  const { text, misfits } = variant.write(data, variant.introspect(variables))
  const broken = unexplained(misfits, errors)
  if (broken[0]) log.error({ ...broken[0], requestId: caller.requestId }, 'subgraphs broke the schema')
  errors.push(...broken.map(({ message, path }) => internalError(message, { path, requestId: caller.requestId })))
  return { text, errors }
}

function inClientNames(error: GraphQLError, names: PreparedOperation['clientNames']): GraphQLError {
  const { message, path, extensions, originalError } = error
  if (!path?.some((key) => names.has(key))) return error
  return new GraphQLError(message, { path: path.map((key) => names.get(key) ?? key), extensions, originalError })
}

/** A list in which every element is wrong is one fault: no more than this many errors tell of it, and one line. */
const MAX_BROKEN = 100

/**
 * Nulls that no subgraph's error accounts for: one above does, and one in the same object, for a subgraph's null takes the
 * neighbouring fields along.
 */
function unexplained(misfits: readonly Misfit[], errors: readonly GraphQLError[]): Misfit[] {
  if (misfits.length === 0 || errors.some(({ path }) => !path)) return []
  const told = new Set<string>()
  const containing = new Set<string>()
  for (const { path = [] } of errors) {
    const places = placesDownTo(path)
    told.add(places.at(-1) ?? '')
    for (const place of places) containing.add(place)
  }
  const found: Misfit[] = []
  for (const misfit of misfits) {
    const objects = placesDownTo(misfit.path.slice(0, -1))
    if (objects.some((place) => told.has(place)) || containing.has(objects.at(-1) ?? '')) continue
    if (found.push(misfit) === MAX_BROKEN) break
  }
  return found
}

/** The response itself, what stands in it on the way along the path, and what the path leads to. */
function placesDownTo(path: Misfit['path']): string[] {
  const places = ['']
  for (const key of path) places.push(`${places.at(-1)}/${key}`)
  return places
}

/** Variables as the protocols give them: an object, or nothing. */
export const variablesOf = (variables: unknown): JsonObject => (isObject(variables) ? variables : {})
