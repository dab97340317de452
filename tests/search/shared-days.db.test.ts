import { createClient } from '@redis/client'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FlightId, newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { connectRedis, type Redis } from '#lib/redis.ts'
import type { Catalogue } from '../../subgraphs/flight/catalogue/catalogue.ts'
import { planDay } from '../../subgraphs/flight/search/plan-day.ts'
import { createProgress, type Progress } from '../../subgraphs/flight/search/progress.ts'
import type { SearchRequest } from '../../subgraphs/flight/search/request.ts'
import { createPlanner } from '../../subgraphs/flight/search/search-flights.ts'
import { createSharedDays } from '../../subgraphs/flight/search/shared-days.ts'
import { createTimetable, type SoldFlight, type Timetable } from '../../subgraphs/flight/search/timetable.ts'
import { startTestRedis, type TestRedis } from '../support/redis.ts'
import { until } from '../support/wait.ts'

const HOUR = 3_600_000
const START = Date.UTC(2030, 0, 10)
const CODES = ['AAA', 'BBB', 'CCC', 'DDD']
const catalogueOf = (minConnectionMin: number): Catalogue => ({
  cities: new Map(),
  airlines: new Map(),
  airports: new Map(
    CODES.map((code) => [
      code,
      { code, name: code, cityId: code, timeZone: 'UTC', latitude: 0, longitude: 0, minConnectionMin, retiredAt: null },
    ]),
  ),
})
const catalogue = catalogueOf(60)
const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` as FlightId

let server: TestRedis
let redis: Redis
beforeAll(async () => {
  server = await startTestRedis()
  const log = createLog('shared-days').child({}, { level: 'silent' })
  // A busy machine may be slow to run Redis; what is an outage here is meant to be one.
  redis = connectRedis({ url: server.url, name: 'test', log, timeoutMs: 3_000 })
  await until(() => redis.available())
})
afterAll(async () => {
  await redis?.close()
  await server?.stop()
})

function request(over: Partial<SearchRequest> = {}): SearchRequest {
  const [from, to] = [new Date(START), new Date(START + 24 * HOUR)]
  const none = { airlines: undefined, maxPrice: undefined, departAfter: undefined, departBefore: undefined }
  const base = { origin: 'AAA', destination: 'BBB', timeZone: 'UTC', passengers: 1, cabin: 'ECONOMY' } as const
  return { ...base, ...none, maxStops: 2, from, to, days: [{ from, to }], ...over }
}

interface Place {
  at?: number
  hours?: number
  price?: number
}

function flight(n: number, { at = 8, hours = 2, price = 100, ...over }: Partial<SoldFlight> & Place = {}): SoldFlight {
  const departs = START + at * HOUR
  const times = { departs, arrives: departs + hours * HOUR, salesClose: departs - HOUR }
  const fares = [{ cabin: 'ECONOMY' as const, currency: 'INR', priceMinor: price }]
  return { id: idOf(n), airline: 'XX', origin: 'AAA', destination: 'BBB', ...times, fares, ...over }
}

/** What happened to flights one after the other, each at a time by the database's clock. */
interface Commit {
  at: number
  put?: SoldFlight
  remove?: FlightId
}

function apply(timetable: Timetable, { put, remove }: Commit): void {
  if (put) timetable.put(put)
  if (remove) timetable.remove(remove)
}

/** A process that follows commits at its own pace and shares what it works out with those of the same database. */
function instance(database: string, over: (progress: Progress) => Progress = (progress) => progress) {
  const timetable = createTimetable()
  const progress = createProgress(timetable)
  const shared = createSharedDays({ redis, database, timetable, progress: over(progress) })
  const planner = createPlanner(timetable, () => START - 100 * HOUR, shared)
  let known = 0
  return {
    planner,
    timetable,
    get known() {
      return known
    },
    look(commits: readonly Commit[], at: number): void {
      const done = progress.begin(timetable.version, at)
      while ((commits[known]?.at ?? Infinity) < at) apply(timetable, commits[known++] as Commit)
      done()
    },
    async search(what = request(), by = catalogue): Promise<string> {
      const found = await planner.search(what, by)
      return found
        .map((j) => `${j.id} ${j.priceMinor}`)
        .sort()
        .join()
    },
  }
}

/** Writing does not wait: what was written is there when this is answered. */
const written = () => redis.ask((client) => client.ping())

describe('two instances', () => {
  const now = 1_000_000
  const pair = () => {
    const database = newId()
    const commits: Commit[] = [{ at: 1, put: flight(1) }]
    const [one, other] = [instance(database), instance(database)]
    for (const each of [one, other]) for (const at of [now - 20_000, now - 10_000, now]) each.look(commits, at)
    return { database, commits, one, other }
  }

  test('what one has worked out the other takes over, price and all', async () => {
    const { one, other } = pair()
    const found = await one.search()
    await written()
    expect(await other.search()).toBe(found)
    expect([one.planner.days, other.planner.days]).toEqual([
      { planned: 1, kept: 0, shared: 0 },
      { planned: 0, kept: 0, shared: 1 },
    ])
    await other.search()
    expect(other.planner.days).toEqual({ planned: 0, kept: 1, shared: 1 })
  })

  test.each<[string, SoldFlight, boolean]>([
    ['of another pair of airports', flight(2, { origin: 'CCC', destination: 'DDD' }), true],
    ['of another day', flight(2, { at: 24 * 9 }), true],
    ['direct that day', flight(2, { at: 10 }), false],
    ['in the answer, now dearer', flight(1, { price: 999 }), false],
  ])('a flight %s that one of them alone knows of leaves the answer, or not', async (_, put, stays) => {
    const { commits, one, other } = pair()
    await one.search()
    await written()
    commits.push({ at: now + 10_000, put })
    other.look(commits, now + 20_000)
    await other.search()
    expect(other.planner.days.shared).toBe(stays ? 1 : 0)
    // Who is behind does not undo it.
    await written()
    const mine = await other.search()
    await one.search(request({ maxStops: 1 }))
    await written()
    expect(await other.search()).toBe(mine)
  })

  test('each asks for its own database, format and times between flights', async () => {
    const { one, commits } = pair()
    await one.search()
    await written()
    const stranger = instance(newId())
    for (const at of [now - 20_000, now - 10_000, now]) stranger.look(commits, at)
    await stranger.search()
    expect(stranger.planner.days.shared).toBe(0)
    const { one: a, other: b } = pair()
    await a.search()
    await written()
    await b.search(request(), catalogueOf(30))
    expect(b.planner.days).toMatchObject({ planned: 1, shared: 0 })
  })

  test('who has not looked since an answer was written cannot judge it, and works it out', async () => {
    const { one, database, commits } = pair()
    one.look(commits, now + 10_000)
    await one.search()
    await written()
    const fresh = instance(database)
    fresh.look(commits, now + 60_000)
    await fresh.search()
    expect(fresh.planner.days).toMatchObject({ planned: 1, shared: 0 })
  })

  test('what somebody else has written under the name is as good as nothing', async () => {
    const { one, other } = pair()
    await one.search()
    await written()
    const client = createClient({ url: server.url })
    await client.connect()
    for (const key of await client.keys('skygraph:search:*')) await client.set(key, '{"not":"ours"}')
    expect(await other.search()).toBe(await one.search())
    expect(other.planner.days).toMatchObject({ planned: 1, shared: 0 })
    client.destroy()
  })
})

test('a hundred who ask at once: Redis is asked once, and one works it out', async () => {
  const one = instance(newId())
  one.look([{ at: 1, put: flight(1) }], 1_000_000)
  const client = createClient({ url: server.url })
  await client.connect()
  const asked = async () => Number(/cmdstat_mget:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0)
  const before = await asked()
  const found = await Promise.all(Array.from({ length: 100 }, () => one.search()))
  expect(new Set(found).size).toBe(1)
  expect([(await asked()) - before, one.planner.days]).toEqual([1, { planned: 1, kept: 99, shared: 0 }])
  client.destroy()
})

test('while Redis is away or hangs each works out its own, and shares again when it is back', async () => {
  const database = newId()
  const commits: Commit[] = [{ at: 1, put: flight(1) }]
  const [one, other] = [instance(database), instance(database)]
  for (const each of [one, other]) for (const at of [800_000, 900_000, 1_000_000]) each.look(commits, at)
  const expected = await one.search()
  server.hang()
  expect(await other.search(request({ maxStops: 1 }))).toBe(expected)
  server.goOn()
  await server.kill()
  await until(() => !redis.available(), { timeoutMs: 20_000 })
  expect(await other.search()).toBe(expected)
  expect(other.planner.days).toMatchObject({ planned: 2, shared: 0 })
  await server.startAgain()
  await until(() => redis.available(), { timeoutMs: 30_000 })
  const direct = request({ maxStops: 0 })
  await one.search(direct)
  await written()
  expect(await other.search(direct)).toBe(expected)
  expect(other.planner.days.shared).toBe(1)
})

const anyFlight = fc
  .record({
    n: fc.integer({ min: 0, max: 12 }),
    ends: fc.constantFrom(...CODES.flatMap((a) => CODES.filter((b) => b !== a).map((b) => [a, b] as const))),
    at: fc.integer({ min: 0, max: 40 }),
    price: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ n, ends: [origin, destination], ...rest }) => flight(n, { ...rest, origin, destination }))
type Step = { put: SoldFlight } | { remove: FlightId } | { look: number } | { ask: number; stops: number }
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: anyFlight.map((put) => ({ put })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }).map((n) => ({ remove: idOf(n) })) },
  { weight: 3, arbitrary: fc.record({ look: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 6, arbitrary: fc.record({ ask: fc.integer({ min: 0, max: 2 }), stops: fc.integer({ min: 0, max: 2 }) }) },
)

/** Commits, looks and searches of three instances, as they come; whether every answer was as new as its instance. */
async function follow(steps: readonly Step[], over?: (p: Progress) => Progress) {
  const database = newId()
  const instances = [0, 1, 2].map(() => instance(database, over))
  const commits: Commit[] = []
  let now = 1_000_000
  for (const each of instances) each.look(commits, now)
  for (const step of steps) {
    now += 700
    if ('look' in step) instances[step.look]?.look(commits, now)
    else if ('ask' in step) {
      const what = request({ maxStops: step.stops })
      const asker = instances[step.ask] as (typeof instances)[number]
      const found = await asker.search(what)
      if (!statesFrom(commits, asker.known).some((state) => anew(state, what) === found))
        return { right: false, shared: 0 }
      await written()
    } else commits.push({ at: now, ...step })
  }
  return { right: true, shared: instances.reduce((sum, { planner }) => sum + planner.days.shared, 0) }
}

/** The timetable after each number of commits, from what an instance knows to all there are. */
function statesFrom(commits: readonly Commit[], known: number): Timetable[] {
  return Array.from({ length: commits.length - known + 1 }, (_, n) => {
    const timetable = createTimetable()
    for (const commit of commits.slice(0, known + n)) apply(timetable, commit)
    return timetable
  })
}

function anew(timetable: Timetable, { days: _, from, to, ...rest }: SearchRequest): string {
  const connectMs = new Float64Array(timetable.airports.length).fill(HOUR)
  const day = { ...rest, departsFrom: from.getTime(), departsBefore: to.getTime() }
  return planDay(timetable, day, { connectMs, now: START - 100 * HOUR })
    .map((j) => `${j.id} ${j.priceMinor}`)
    .sort()
    .join()
}

describe('however far each of three instances is', () => {
  const steps = fc.array(anyStep, { minLength: 60, maxLength: 120, size: 'max' })

  test('its answers are never older than what it knows itself', async () => {
    let shared = 0
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const seen = await follow(all)
        shared += seen.shared
        return seen.right
      }),
      { numRuns: 60 },
    )
    expect(shared).toBeGreaterThan(100)
  }, 120_000)

  test('they would be, if what has changed since were not looked at', async () => {
    const blind = (progress: Progress): Progress => ({
      get asOf() {
        return progress.asOf
      },
      changesSince: (at) => progress.changesSince(at) && [],
    })
    const all = fc.sample(steps, { numRuns: 60, seed: 7 })
    const seen = await Promise.all(all.map((one) => follow(one, blind)))
    expect(seen.some(({ right }) => !right)).toBe(true)
  }, 120_000)
})
