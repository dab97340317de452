import { createHash } from 'node:crypto'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'
import { getGraphQLRateLimiter, type Store } from 'graphql-rate-limit'
import { LRUCache } from 'lru-cache'
import type { Viewer } from '#lib/identity.ts'
import type { JsonObject } from '../engine/own.ts'
import type { PolicyUse, RateLimit } from './policies.ts'

type Identity = Parameters<Store['getForIdentity']>[0]

/** Callers remembered per limited field; beyond that the one that called longest ago is forgotten. */
const MAX_IDENTITIES = 50_000
/** Longer keys are hashed: a caller chooses the arguments that are part of his key. */
const MAX_KEY_LENGTH = 200
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
  { viewer, address }: { viewer: Viewer | null; address: string },
  args: JsonObject,
): Call[] {
  return rateLimits.flatMap((limit) => {
    if (!viewer) return [{ limit, identity: `address ${address}`, args }]
    const own = { limit, identity: `user ${viewer.id}`, args }
    if (auth) return [own]
    const shared = { ...limit, max: limit.max * USERS_PER_ADDRESS }
    return [own, { limit: shared, identity: `users at ${address}`, args }]
  })
}

/**
 * The calls of one limited field, in this process. graphql-rate-limit asks for the calls so far, waits, then stores them
 * with the new one, so ten at once would all pass. Here the asking itself takes a place, in one step, and the storing
 * does nothing. A refused call takes no place, so that whoever waits `secondsUntilFree` gets in.
 */
function createCallStore(max: number, windowMs: number) {
  const calls = new LRUCache<string, number[]>({ max: MAX_IDENTITIES, ttl: windowMs })
  const live = (key: string, now: number) => (calls.get(key) ?? []).filter((at) => at + windowMs > now)
  return {
    take(identity: Identity): { before: readonly number[]; giveBack: () => void } {
      const key = keyOf(identity)
      const now = Date.now()
      const before = live(key, now)
      if (before.length >= max) return { before, giveBack: () => undefined }
      calls.set(key, [...before, now])
      return { before, giveBack: () => remove(calls.get(key), now) }
    },
    secondsUntilFree(identity: Identity): number {
      const now = Date.now()
      const oldest = live(keyOf(identity), now)[0] ?? now
      return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000))
    },
  }
}

function remove(times: number[] | undefined, time: number): void {
  const index = times?.lastIndexOf(time) ?? -1
  if (index >= 0) times?.splice(index, 1)
}

function keyOf({ contextIdentity, fieldIdentity }: Identity): string {
  const key = `${contextIdentity} ${fieldIdentity}`
  return key.length > MAX_KEY_LENGTH ? createHash('sha256').update(key).digest('base64') : key
}

export interface RateLimiter {
  /**
   * Counts the calls of one operation: all, or none where a budget is used up.
   * @throws RATE_LIMITED with `retryAfter` in seconds
   */
  count(calls: readonly Call[]): Promise<void>
}

export function createRateLimiter(): RateLimiter {
  const limiters = new Map<string, ReturnType<typeof limiterOf>>()
  const limiterFor = (limit: RateLimit) => {
    const key = `${limit.coordinate} ${limit.max} ${limit.windowMs}`
    let limiter = limiters.get(key)
    if (!limiter) {
      limiter = limiterOf(limit)
      limiters.set(key, limiter)
    }
    return limiter
  }
  return {
    async count(calls) {
      const counted = await Promise.all(calls.map((call) => limiterFor(call.limit)(call)))
      const [worst] = counted.filter(({ seconds }) => seconds > 0).sort((a, b) => b.seconds - a.seconds)
      if (!worst) return
      for (const { giveBack } of counted) giveBack()
      throw rateLimited(worst.coordinate, worst.seconds)
    },
  }
}

interface Counted {
  coordinate: string
  /** Until there is room; 0 where there was, and the call took it. */
  seconds: number
  giveBack(): void
}

function limiterOf({ max, windowMs, identityArgs, coordinate }: RateLimit): (call: Call) => Promise<Counted> {
  const store = createCallStore(max, windowMs)
  // Type-qualified: two types may have a field of one name.
  const info = { fieldName: coordinate } as GraphQLResolveInfo
  return async ({ identity, args }) => {
    let giveBack = () => {}
    const limiter = getGraphQLRateLimiter({
      identifyContext: (context: string) => context,
      store: {
        getForIdentity(identity) {
          const taken = store.take(identity)
          giveBack = taken.giveBack
          return [...taken.before]
        },
        setForIdentity() {},
      },
      // What the limiter gives back when the limit is reached; the error is made from it.
      formatError: ({ contextIdentity, fieldIdentity = coordinate }) =>
        String(store.secondsUntilFree({ contextIdentity, fieldIdentity })),
    })
    const window = `${windowMs}ms`
    const seconds = await limiter({ parent: undefined, args, context: identity, info }, { max, window, identityArgs })
    return { coordinate, seconds: Number(seconds ?? 0), giveBack }
  }
}

function rateLimited(coordinate: string, retryAfter: number): GraphQLError {
  return new GraphQLError(`${coordinate} was called too often; come back in ${retryAfter} s.`, {
    extensions: { code: 'RATE_LIMITED', retryAfter },
  })
}
