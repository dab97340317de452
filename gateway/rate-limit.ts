import { createHash } from 'node:crypto'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { getGraphQLRateLimiter, type Store } from 'graphql-rate-limit'
import { LRUCache } from 'lru-cache'
import type { JsonObject } from './engine/own.ts'
import type { RateLimit } from './policies.ts'

type Identity = Parameters<Store['getForIdentity']>[0]

/** Callers remembered per limited field; beyond that the one that called longest ago is forgotten. */
const MAX_IDENTITIES = 50_000
/** Longer keys are hashed: a caller chooses the arguments that are part of his key. */
const MAX_KEY_LENGTH = 200

/**
 * The calls of one limited field, in this process. graphql-rate-limit asks for the calls so far, waits, then stores them
 * with the new one, so ten at once would all pass. Here the asking itself takes a place, in one step, and the storing
 * does nothing. A refused call takes no place, so that whoever waits `secondsUntilFree` gets in.
 */
function createCallStore(max: number, windowMs: number) {
  const calls = new LRUCache<string, number[]>({ max: MAX_IDENTITIES, ttl: windowMs })
  const live = (key: string, now: number) => (calls.get(key) ?? []).filter((at) => at + windowMs > now)
  return {
    getForIdentity(identity: Identity): readonly number[] {
      const key = keyOf(identity)
      const now = Date.now()
      const before = live(key, now)
      if (before.length < max) calls.set(key, [...before, now])
      return before
    },
    setForIdentity(): void {},
    secondsUntilFree(identity: Identity): number {
      const now = Date.now()
      const oldest = live(keyOf(identity), now)[0] ?? now
      return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000))
    },
  }
}

function keyOf({ contextIdentity, fieldIdentity }: Identity): string {
  const key = `${contextIdentity} ${fieldIdentity}`
  return key.length > MAX_KEY_LENGTH ? createHash('sha256').update(key).digest('base64') : key
}

export interface RateLimiter {
  /**
   * Counts one call of a limited field.
   * @throws RATE_LIMITED with `retryAfter` in seconds
   */
  count(limit: RateLimit, identity: string, args: JsonObject): Promise<void>
}

export function createRateLimiter(): RateLimiter {
  const limiters = new Map<string, ReturnType<typeof limiterOf>>()
  return {
    async count(limit, identity, args) {
      const key = `${limit.coordinate} ${limit.max} ${limit.windowMs}`
      let limiter = limiters.get(key)
      if (!limiter) {
        limiter = limiterOf(limit)
        limiters.set(key, limiter)
      }
      const seconds = await limiter(identity, args)
      if (seconds !== undefined) throw rateLimited(limit.coordinate, Number(seconds))
    },
  }
}

function limiterOf(limit: RateLimit) {
  const store = createCallStore(limit.max, limit.windowMs)
  const limiter = getGraphQLRateLimiter({
    identifyContext: (identity: string) => identity,
    store,
    // What the limiter gives back when the limit is reached; the error is made from it.
    formatError: ({ contextIdentity, fieldIdentity = limit.coordinate }) =>
      String(store.secondsUntilFree({ contextIdentity, fieldIdentity })),
  })
  const { max, windowMs, identityArgs, coordinate } = limit
  // Type-qualified: two types may have a field of one name.
  const info = { fieldName: coordinate } as GraphQLResolveInfo
  return (context: string, args: JsonObject) =>
    limiter({ parent: undefined, args, context, info }, { max, window: `${windowMs}ms`, identityArgs })
}

function rateLimited(coordinate: string, retryAfter: number): GraphQLError {
  return new GraphQLError(`${coordinate} was called too often; come back in ${retryAfter} s.`, {
    extensions: { code: 'RATE_LIMITED', retryAfter },
  })
}
