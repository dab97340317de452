import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Viewer } from '#lib/identity.ts'
import { callsOf, createRateLimiter } from './rate-limit.ts'
import type { RateLimit } from './rate-limit-directive.ts'
import { createMemoryStore } from './rate-limit-memory.ts'

const LIMIT: RateLimit = { coordinate: 'Query.look', max: 3, windowMs: 60_000, identityArgs: [] }

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => vi.useRealTimers())

/** `retryAfter` of a refused call, undefined of one that passed. */
async function call(
  limiter: ReturnType<typeof createRateLimiter>,
  { identity = 'ann', limit = LIMIT, args = {} } = {},
) {
  return outcome(limiter.count([{ limit, identity, args }]))
}

function outcome(counted: Promise<void>) {
  return counted.then(
    () => undefined,
    (error: { extensions: { code: string; retryAfter: number } }) => {
      expect(error.extensions.code).toBe('RATE_LIMITED')
      return error.extensions.retryAfter
    },
  )
}

test('lets max calls pass in a window, and tells the next when the oldest leaves it', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  for (let i = 0; i < 3; i++) {
    expect(await call(limiter)).toBeUndefined()
    vi.advanceTimersByTime(10_000)
  }
  expect(await call(limiter)).toBe(30)
  vi.advanceTimersByTime(29_500)
  expect(await call(limiter)).toBe(1)
  vi.advanceTimersByTime(500)
  expect(await call(limiter)).toBeUndefined()
  expect(await call(limiter)).toBe(10)
})

test('whoever keeps calling while refused still gets in when he was told', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  for (let i = 0; i < 3; i++) await call(limiter)
  for (let second = 0; second < 60; second++) {
    expect(await call(limiter)).toBe(60 - second)
    vi.advanceTimersByTime(1_000)
  }
  expect(await call(limiter)).toBeUndefined()
})

test('a hundred at once with three allowed: three pass', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => call(limiter)))
  expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(3)
})

test('callers, fields and identity arguments are counted apart; missing and odd ones too', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const strict = { ...LIMIT, max: 1, identityArgs: ['name'] }
  for (const args of [{ name: 'a' }, { name: 'b' }, {}, { name: '__proto__' }, { name: 'x'.repeat(100_000) }]) {
    expect(await call(limiter, { limit: strict, args })).toBeUndefined()
    expect(await call(limiter, { limit: strict, args })).toBeGreaterThan(0)
  }
  for (const identity of ['bob', '__proto__', 'constructor']) {
    expect(await call(limiter, { limit: strict, args: { name: 'a' }, identity })).toBeUndefined()
  }
  expect(await call(limiter, { limit: { ...strict, coordinate: 'Other.look' }, args: { name: 'a' } })).toBeUndefined()
})

test('an identity argument may lie inside another', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const limit = { ...LIMIT, max: 1, identityArgs: ['by.code', 'by.at.town'] }
  const by = (code: string, town?: string) => ({ by: { code, at: town && { town } } })
  for (const args of [by('a', 'b'), by('b', 'a'), by('a')]) {
    expect(await call(limiter, { limit, args })).toBeUndefined()
    expect(await call(limiter, { limit, args: { ...args, other: 1 } })).toBeGreaterThan(0)
  }
})

test('null for an identity argument is one value like any other', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const strict = { ...LIMIT, max: 1, identityArgs: ['name'] }
  expect(await call(limiter, { limit: strict, args: { name: null } as object })).toBeUndefined()
  expect(await call(limiter, { limit: strict, args: { name: null } as object })).toBeGreaterThan(0)
})

test('an operation that can never pass is told so', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const four = Array.from({ length: 4 }, () => ({ limit: LIMIT, identity: 'ann', args: {} }))
  await expect(limiter.count(four)).rejects.toThrow('used 4 times here, of which no more than 3')
  await expect(limiter.count(four.slice(0, 3))).resolves.toBeUndefined()
  await expect(limiter.count(four.slice(0, 3))).rejects.toThrow('come back in 60 s')
})

test('an operation with one call too many takes no place at all', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const other = { ...LIMIT, coordinate: 'Query.other' }
  const many = [other, ...Array(4).fill(LIMIT)].map((limit: RateLimit) => ({ limit, identity: 'ann', args: {} }))
  expect(await outcome(limiter.count(many))).toBeGreaterThan(0)
  for (const limit of [LIMIT, LIMIT, LIMIT, other, other, other]) expect(await call(limiter, { limit })).toBeUndefined()
})

const viewer = (id: string) => ({ id }) as Viewer
const open = { rateLimits: [LIMIT], auth: undefined }

test('fresh accounts of one address share a budget where no sign-in is needed, ten times that of one', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const ask = (id: number, address = '192.0.2.1') =>
    outcome(limiter.count(callsOf(open, { viewer: viewer(`fresh ${id}`), address }, {})))
  for (let i = 0; i < 30; i++) expect(await ask(i)).toBeUndefined()
  expect(await ask(31)).toBeGreaterThan(0)
  // The refused call took no place of the user's either.
  for (let i = 0; i < 3; i++) expect(await ask(31, '192.0.2.2')).toBeUndefined()
  expect(await ask(31, '192.0.2.2')).toBeGreaterThan(0)
})

test('a user whose budget is used up takes nothing from his address', async () => {
  const limiter = createRateLimiter(createMemoryStore())
  const ask = (id: string) => outcome(limiter.count(callsOf(open, { viewer: viewer(id), address: 'a' }, {})))
  for (let i = 0; i < 60; i++) await ask('greedy')
  for (let i = 0; i < 27; i++) expect(await ask(`other ${i}`)).toBeUndefined()
  expect(await ask('one more')).toBeGreaterThan(0)
})

test('an anonymous caller has the plain budget of his address, a field with a sign-in counts the user alone', () => {
  const budgets = (auth: 'CUSTOMER' | undefined, who: Viewer | null) =>
    callsOf({ ...open, auth }, { viewer: who, address: 'a' }, {}).map(({ identity, limit }) => [identity, limit.max])
  expect(budgets(undefined, null)).toEqual([['address a', 3]])
  expect(budgets('CUSTOMER', viewer('ann'))).toEqual([['user ann', 3]])
  expect(budgets(undefined, viewer('ann'))).toEqual([
    ['user ann', 3],
    ['users at a', 30],
  ])
})
