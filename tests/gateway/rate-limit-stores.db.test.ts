import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectRedis, type Redis, redisScript } from '#lib/redis.ts'
import { createMemoryStore } from '../../gateway/policies/rate-limit-memory.ts'
import { createSharedStore, TAKE } from '../../gateway/policies/rate-limit-redis.ts'
import type { RateLimitStore, Taking } from '../../gateway/policies/rate-limit-store.ts'
import { startTestRedis, type TestRedis } from '../support/redis.ts'
import { until } from '../support/wait.ts'
import { silent } from './support/fake-subgraphs.ts'

/** A store, and the clock it goes by. */
interface Clocked {
  store: RateLimitStore
  setClock(ms: number): Promise<void> | void
}

let server: TestRedis
let redis: Redis
let stores = 0

beforeAll(async () => {
  server = await startTestRedis()
  redis = connectRedis({ url: server.url, name: 'skygraph-test', log: silent, timeoutMs: 20_000 })
  await until(() => redis.available())
})
afterAll(async () => {
  await redis?.close()
  await server?.stop()
})

/** The very script, but for its clock, which Redis keeps under a key of this store's. */
function redisStore(): Clocked {
  const name = `${++stores}`
  const source = TAKE.source.replace("redis.call('TIME')", `redis.call('LRANGE', 'clock ${name}', 0, 1)`)
  expect(source).not.toBe(TAKE.source)
  const shared = createSharedStore(redis, redisScript(source), remembersNothing())
  return {
    store: { take: (takings) => shared.take(takings.map((taking) => ({ ...taking, key: `${name} ${taking.key}` }))) },
    async setClock(ms) {
      const time = [String(Math.floor(ms / 1000)), String((ms % 1000) * 1000)]
      await redis.ask((commands) => commands.del(`clock ${name}`))
      await redis.ask((commands) => commands.rPush(`clock ${name}`, time))
    },
  }
}

/** What the gateway notes for itself would hide what Redis says. */
const remembersNothing = () => ({ ...createMemoryStore(), waits: () => [], note: () => {} })

function memoryStore(): Clocked {
  let now = 0
  return {
    store: createMemoryStore({ now: () => now }),
    setClock: (ms) => {
      now = ms
    },
  }
}

const BUDGETS = [
  { key: 'strict', max: 1, windowMs: 30_000 },
  { key: 'short', max: 3, windowMs: 60_000 },
  { key: 'wide', max: 7, windowMs: 3_600_000 },
]
const START = 1_800_000_000_000

/** Steps of a grid, so that windows end at the very moment of a use, or just before or after it. */
const afterArb = fc.constantFrom(0, 0, 1, 9_999, 10_000, 20_000, 30_000, 600_000)
const takingArb = fc.record({ budget: fc.constantFrom(...BUDGETS), uses: fc.constantFrom(1, 1, 1, 2, 4) })
const takingsArb = fc
  .uniqueArray(takingArb, { minLength: 1, maxLength: 2, selector: ({ budget }) => budget.key })
  .map((list) => list.map(({ budget, uses }): Taking => ({ ...budget, uses, callersChoice: budget.key === 'wide' })))
const stepsArb = (count: number) =>
  fc.array(fc.record({ afterMs: afterArb, takings: takingsArb }), { minLength: count, maxLength: count })

/** All uses ever taken, and of a budget those whose window has not ended; how long, by trying each end in turn. */
function createModel() {
  const taken: Array<{ key: string; at: number }> = []
  const room = ({ key, max, windowMs, uses }: Taking, at: number) =>
    taken.filter((use) => use.key === key && use.at + windowMs > at).length + uses <= max
  const waitOf = (taking: Taking, now: number) => {
    if (taking.uses > taking.max) return taking.windowMs
    const ends = taken.filter(({ key }) => key === taking.key).map(({ at }) => at + taking.windowMs)
    return Math.min(...[now, ...ends].filter((at) => at >= now && room(taking, at))) - now
  }
  return (takings: readonly Taking[], now: number) => {
    const fit = takings.every((taking) => room(taking, now))
    const waits = takings.map((taking) => waitOf(taking, now))
    if (fit) for (const { key, uses } of takings) for (let i = 0; i < uses; i++) taken.push({ key, at: now })
    return { fit, waits }
  }
}

describe.each([
  ['in process', memoryStore, 200],
  ['in Redis', redisStore, 30],
])('%s', (_, create, steps) => {
  test('passes and waits as a list of all uses would have it', async () => {
    await fc.assert(
      fc.asyncProperty(stepsArb(steps), async (steps) => {
        const { store, setClock } = create()
        const model = createModel()
        let now = START
        for (const { afterMs, takings } of steps) {
          now += afterMs
          await setClock(now)
          const { fit, waits } = model(takings, now)
          const found = await store.take(takings)
          expect([found.every((wait) => wait === 0), found]).toEqual([fit, waits])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('of a hundred at once, those pass for which there is room', async () => {
    const { store, setClock } = create()
    await setClock(START)
    const taking = { key: 'raced', max: 5, windowMs: 60_000, uses: 1, callersChoice: false }
    const all = await Promise.all(Array.from({ length: 100 }, () => store.take([taking])))
    expect(all.filter(([wait]) => wait === 0)).toHaveLength(5)
  })

  test('budgets are taken together or not at all', async () => {
    const { store, setClock } = create()
    await setClock(START)
    const full = { key: 'full', max: 1, windowMs: 60_000, uses: 1, callersChoice: false }
    const open = { key: 'open', max: 1, windowMs: 60_000, uses: 1, callersChoice: false }
    await store.take([full])
    expect(await store.take([open, full])).toEqual([0, 60_000])
    expect(await store.take([open])).toEqual([0])
  })
})

test('what Redis noted before its clock was set back locks nobody out', async () => {
  const { store, setClock } = redisStore()
  const taking = { key: 'back', max: 2, windowMs: 60_000, uses: 2, callersChoice: false }
  await setClock(START)
  expect(await store.take([taking])).toEqual([0])
  await setClock(START - 3_600_000)
  expect(await store.take([taking])).toEqual([0])
  expect(await store.take([taking])).toEqual([60_000])
})

test('Redis forgets a budget when its window has ended', async () => {
  const store = createSharedStore(redis)
  await store.take([{ key: 'expiring', max: 2, windowMs: 60_000, uses: 1, callersChoice: false }])
  const leftMs = await redis.ask((commands) => commands.pTTL('skygraph:rate-limit:expiring'))
  expect(leftMs).toSatisfy((ms: number) => ms > 0 && ms <= 60_000)
})

test('whoever this gateway has let through often enough is refused without asking', async () => {
  const store = createSharedStore(redis)
  const taking = { key: 'known', max: 2, windowMs: 60_000, uses: 1, callersChoice: false }
  await store.take([taking])
  await store.take([taking])
  await redis.ask((commands) => commands.del('skygraph:rate-limit:known'))
  expect((await store.take([taking]))[0]).toBeGreaterThan(0)
})

test('the process keeps no more budgets than it may, and drops those that ended first', () => {
  let now = 0
  const store = createMemoryStore({ now: () => now, maxBudgets: 100 })
  const taking = (key: string, callersChoice = false) => ({ key, max: 1, windowMs: 1_000, uses: 1, callersChoice })
  for (let i = 0; i < 250; i++) store.take([taking(`early ${i}`)])
  expect(store.size).toBe(100)
  expect(store.take([taking('early 249')])).toEqual([1_000])
  for (let i = 0; i < 250; i++) store.take([taking(`of the caller's choice ${i}`, true)])
  expect(store.size).toBe(200)
  expect(store.take([taking('early 249')])).toEqual([1_000])
  now = 1_000
  for (let i = 0; i < 60; i++) store.take([taking(`late ${i}`)])
  expect(store.size).toBe(60 + 100)
  for (let i = 0; i < 60; i++) expect(store.take([taking(`late ${i}`)])).toEqual([1_000])
})
