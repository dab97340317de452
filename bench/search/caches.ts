import { setImmediate } from 'node:timers/promises'
import { createLog } from '#lib/log.ts'
import { connectRedis } from '#lib/redis.ts'
import { answerOf, salesUntil } from '../../subgraphs/flight/search/answer.ts'
import { createDayCache } from '../../subgraphs/flight/search/day-cache.ts'
import { createProgress } from '../../subgraphs/flight/search/progress.ts'
import { createSharedDays, type SharedDays } from '../../subgraphs/flight/search/shared-days.ts'
import type { Timetable } from '../../subgraphs/flight/search/timetable.ts'
import { until } from '../../tests/support/wait.ts'
import { dayOf, plan } from './plan.ts'
import type { BenchQuery } from './world.ts'

/** Of each query, and of all in this process's CPU. */
export interface Taken {
  what: string
  times: number[]
  cpuMicros: number
}

const TERMS = 'the same for all'

/** The same days worked out, found among the answers kept in this process, and fetched from Redis, one at a time. */
export async function measureCaches(
  timetable: Timetable,
  queries: readonly BenchQuery[],
  redisUrl: string,
): Promise<Taken[]> {
  const log = createLog('bench').child({}, { level: 'silent' })
  const redis = connectRedis({ url: redisUrl, name: 'bench', log })
  await until(() => redis.available())
  const progress = createProgress(timetable)
  // As an instance that looked at its database a minute ago, and just now.
  for (const ago of [60_000, 0]) progress.begin(timetable.version, Date.now() - ago)()
  const shared = createSharedDays({ redis, database: 'bench', timetable, progress })
  try {
    const taken: Taken[] = []
    for (const stops of [1, 2]) taken.push(...(await measure(timetable, queries, { stops, shared })))
    return taken
  } finally {
    await redis.close()
  }
}

async function measure(
  timetable: Timetable,
  queries: readonly BenchQuery[],
  { stops, shared }: { stops: number; shared: SharedDays },
): Promise<Taken[]> {
  const cache = createDayCache(timetable, { mostBytes: 2 ** 30 })
  for (const query of queries) {
    const journeys = plan(timetable, query, stops)
    const answer = answerOf(journeys, salesUntil(journeys, timetable))
    cache.set(dayOf(query, stops), answer)
    shared.write(dayOf(query, stops), TERMS, answer)
    // Writing does not wait; thousands at once are no way to treat a connection.
    await setImmediate()
  }
  const missed = (where: string) => new Error(`An answer is not in ${where}.`)
  const ways: Array<[string, (query: BenchQuery) => unknown]> = [
    ['worked out', (query) => plan(timetable, query, stops)],
    [
      'kept in this process',
      (query) => {
        if (!cache.get(dayOf(query, stops), Date.now())) throw missed('this process')
      },
    ],
    [
      'fetched from Redis',
      async (query) => {
        const [answer] = await shared.read([dayOf(query, stops)], TERMS)
        if (!answer) throw missed('Redis')
      },
    ],
  ]
  const taken: Taken[] = []
  for (const [what, ask] of ways) {
    for (const query of queries) await ask(query)
    const cpu = process.cpuUsage()
    const times: number[] = []
    for (const query of queries) {
      const began = performance.now()
      await ask(query)
      times.push(performance.now() - began)
    }
    const { user, system } = process.cpuUsage(cpu)
    taken.push({
      what: `${stops} stop${stops === 1 ? '' : 's'}, ${what}`,
      times,
      cpuMicros: (user + system) / queries.length,
    })
  }
  return taken
}
