import { createHash } from 'node:crypto'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { getFieldIdentity, getGraphQLRateLimiter } from 'graphql-rate-limit'
import type { Viewer } from '#lib/identity.ts'
import { oncePer } from '#lib/once-per.ts'
import type { JsonObject } from '../engine/own.ts'
import type { PolicyUse } from './policies.ts'
import type { RateLimit } from './rate-limit-directive.ts'
import type { RateLimitStore, Taking } from './rate-limit-store.ts'

/** Longer keys are hashed: a caller chooses the arguments that are part of his key. */
const MAX_KEY_LENGTH = 200
/** Characters that tell one such key from another: a hundred uses of one megabyte would take a tenth of a second. */
const MAX_HASHED = 10_000
/**
 * For fields that need no sign-in, how many signed-in users of one address may call as if each were alone. Without an
 * end to it, whoever makes a fresh account for every few calls has no limit; at 1, colleagues behind one address would
 * use up each other's.
 */
const USERS_PER_ADDRESS = 10

/** One budget that a call of a limited field takes from. */
export interface Call {
  readonly limit: RateLimit
  readonly identity: string
  readonly args: JsonObject
}

/**
 * Every budget that one use of a field takes from: the user's, else the address's, as the contract says. A field open to
 * all counts a signed-in user's address besides, apart from its anonymous callers.
 */
export function callsOf(
  { rateLimits, auth }: Pick<PolicyUse, 'rateLimits' | 'auth'>,
  caller: { readonly viewer: Viewer | null; readonly address: string },
  args: JsonObject,
): Call[] {
  const { viewer } = caller
  return rateLimits.flatMap((limit) => {
    if (!viewer) return [{ limit, identity: `address ${caller.address}`, args }]
    const own = { limit, identity: `user ${viewer.id}`, args }
    if (auth) return [own]
    return [own, { limit: sharedBy(limit), identity: `users at ${caller.address}`, args }]
  })
}

const sharedBy = oncePer((limit: RateLimit): RateLimit => ({ ...limit, max: limit.max * USERS_PER_ADDRESS }))

export interface RateLimiter {
  /**
   * Counts the calls of one operation: all, or none where a budget is used up.
   * @throws RATE_LIMITED with `retryAfter` in seconds
   */
  count(calls: readonly Call[]): Promise<void>
}

/** A budget of an operation: how often it is used there, and what the store said. */
interface Budget extends Taking {
  uses: number
  waitMs: number
  readonly identity: string
  readonly limit: RateLimit
}

/**
 * graphql-rate-limit names budgets and decides about them; the store takes from all budgets of an operation in one step
 * before. Left to itself the library asks its store, waits, and then tells it, so that ten at once would all pass; here
 * the asking has taken already, and nothing is told (`readOnly`).
 * @param onRefused told the field whose limit it was
 */
export function createRateLimiter(store: RateLimitStore, onRefused: (field: string) => void = () => {}): RateLimiter {
  let asked: Budget
  const limiter = getGraphQLRateLimiter({
    // The library gives a store no context. It asks for this and for the uses in one go, so the last is the one.
    identifyContext(budget: Budget) {
      asked = budget
      return budget.identity
    },
    store: { getForIdentity: () => usesBefore(asked), setForIdentity() {} },
    formatError: () => 'refused',
  })
  return {
    async count(calls) {
      if (calls.length === 0) return
      const budgets = budgetsOf(calls)
      const waits = store.take(budgets)
      const budget = worst(budgets, waits instanceof Promise ? await waits : waits)
      const { info, options } = settingsOf(budget.limit)
      const refusal = await limiter({ parent: undefined, args: NO_ARGS, context: budget, info }, options)
      if (refusal === undefined) return
      onRefused(budget.limit.coordinate)
      throw rateLimited(budget)
    },
  }
}

const NO_ARGS = {}
const NONE: number[] = []

/** What the library counts, in time that grows with its number: one place, which is taken where a budget has no room. */
const PLACES = 1
const usesBefore = ({ waitMs }: Budget) => (waitMs > 0 ? [Date.now()] : NONE)

/** Each budget once, however many calls take from it. */
function budgetsOf(calls: readonly Call[]): Budget[] {
  const budgets = new Map<string, Budget>()
  for (const { limit, identity, args } of calls) {
    const key = keyOf(identity, fieldOf(limit, args))
    const budget = budgets.get(key)
    if (budget) {
      budget.uses++
      continue
    }
    const { max, windowMs, identityArgs } = limit
    const callersChoice = identityArgs.length > 0
    budgets.set(key, { key, identity, limit, max, windowMs, callersChoice, uses: 1, waitMs: 0 })
  }
  return [...budgets.values()]
}

/** As the library names it, which takes longer about it than all else here. */
const fieldOf = ({ coordinate, identityArgs }: RateLimit, args: JsonObject) =>
  identityArgs.length === 0 ? coordinate : getFieldIdentity(coordinate, identityArgs, args)

function keyOf(identity: string, field: string): string {
  const key = `${identity} ${field}`
  if (key.length <= MAX_KEY_LENGTH) return key
  return createHash('sha256').update(key.slice(0, MAX_HASHED)).digest('base64')
}

type Settings = { info: GraphQLResolveInfo; options: Parameters<ReturnType<typeof getGraphQLRateLimiter>>[1] }

const settingsOf = oncePer(({ coordinate, windowMs }: RateLimit): Settings => {
  // Type-qualified: two types may have a field of one name.
  const info = { fieldName: coordinate } as GraphQLResolveInfo
  return { info, options: { max: PLACES, window: `${windowMs}ms`, readOnly: true } }
})

/** The budget that has room last: where that one has it now, all have. */
function worst(budgets: readonly Budget[], waits: readonly number[]): Budget {
  let last = budgets[0] as Budget
  for (const [i, budget] of budgets.entries()) {
    budget.waitMs = waits[i] ?? 0
    if (budget.waitMs > last.waitMs) last = budget
  }
  return last
}

function rateLimited({ limit: { coordinate }, max, uses, waitMs }: Budget): GraphQLError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000))
  const message =
    uses > max
      ? `${coordinate} is used ${uses} times here, of which no more than ${max} are allowed at once.`
      : `${coordinate} was called too often; come back in ${retryAfter} s.`
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED', retryAfter } })
}
