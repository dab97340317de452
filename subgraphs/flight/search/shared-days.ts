import { createHash } from 'node:crypto'
import type { Redis } from '#lib/redis.ts'
import { type Answer, answerOf, concerns, keyOf } from './answer.ts'
import { type Journey, journeyOf, type Leg } from './journey.ts'
import type { DayQuery } from './plan-day.ts'
import type { Progress } from './progress.ts'
import type { Timetable } from './timetable.ts'

/** To be changed with what a search finds, or how an answer is written: instances of both versions share one Redis. */
const FORMAT = 1
/** By then so much has changed, as a rule, that nobody can tell whether it is still right. */
const KEPT_MS = 10 * 60_000
const MOST_LETTERS = 500_000

/** Answers for days, shared by all instances through Redis. */
export interface SharedDays {
  /**
   * What another instance has worked out, if nothing that this one knows speaks against it; undefined where there is
   * none, or Redis is away. Never rejects.
   * @param terms what else the answers hang on
   */
  read(days: readonly DayQuery[], terms: string): Promise<Array<Answer | undefined>>
  /** Does not wait; what cannot be written is not shared. */
  write(day: DayQuery, terms: string, answer: Answer): void
}

interface SharedDaysOptions {
  redis: Redis
  /** Tells databases apart: only instances on one share. */
  database: string
  timetable: Timetable
  progress: Progress
}

/**
 * An answer bears the time as of which its writer's timetable was complete. A reader takes it if none of the changes concerns
 * it that its own timetable has seen and the writer's may not have: so it is never older than what the reader knows, and
 * an instance that is behind misleads nobody. Of the many who ask at once one asks Redis.
 */
export function createSharedDays({ redis, database, timetable, progress }: SharedDaysOptions): SharedDays {
  const asking = new Map<string, Promise<string | null | undefined>>()
  const nameOf = (day: DayQuery, terms: string): string => {
    const name = createHash('sha256').update(JSON.stringify([FORMAT, database, terms, keyOf(day)]))
    return `skygraph:search:${name.digest('base64url')}`
  }
  const ask = async (names: readonly string[]): Promise<Array<string | null | undefined>> => {
    const fresh = [...new Set(names)].filter((name) => !asking.has(name))
    const answers = fresh.length > 0 ? redis.ask((client) => client.mGet(fresh)) : Promise.resolve(undefined)
    for (const [n, name] of fresh.entries()) {
      const one = answers.then((all) => all?.[n])
      asking.set(name, one)
      void one.finally(() => asking.delete(name))
    }
    return Promise.all(names.map((name) => asking.get(name)))
  }
  return {
    async read(days, terms) {
      if (!redis.available()) return days.map(() => undefined)
      const texts = await ask(days.map((day) => nameOf(day, terms)))
      return texts.map((text, n) => (text ? judge(text, { day: days[n] as DayQuery, timetable, progress }) : undefined))
    },
    write(day, terms, answer) {
      const { asOf } = progress
      if (asOf === undefined || !redis.available()) return
      const text = writeAnswer({ ...answer, asOf })
      if (text.length > MOST_LETTERS) return
      const expiration = { type: 'PX', value: KEPT_MS } as const
      void redis.ask((client) => client.set(nameOf(day, terms), text, { expiration }))
    },
  }
}

type Dated = Answer & { asOf: number }

function judge(
  text: string,
  { day, timetable, progress }: { day: DayQuery; timetable: Timetable; progress: Progress },
): Answer | undefined {
  const answer = readAnswer(text)
  if (!answer) return undefined
  const changes = progress.changesSince(answer.asOf)
  if (changes === undefined) return undefined
  return changes.some((change) => concerns(change, { day, answer, timetable })) ? undefined : answer
}

type Row = [id: string, airline: string, from: string, to: string, departs: number, arrives: number, ...Price]
type Price = [currency: string, priceMinor: number]

const rowOf = (leg: Leg): Row => [
  leg.id,
  leg.airlineCode,
  leg.origin,
  leg.destination,
  leg.departsAt.getTime(),
  leg.arrivesAt.getTime(),
  leg.currency,
  leg.priceMinor,
]

const legOf = ([id, airlineCode, origin, destination, departs, arrives, currency, priceMinor]: Row): Leg => ({
  id: id as Leg['id'],
  airlineCode,
  origin,
  destination,
  departsAt: new Date(departs),
  arrivesAt: new Date(arrives),
  currency,
  priceMinor,
})

/** JSON has no Infinity. */
const writeAnswer = ({ journeys, until, asOf }: Dated): string =>
  JSON.stringify([asOf, Number.isFinite(until) ? until : null, journeys.map(({ legs }) => legs.map(rowOf))])

/** Undefined for what is none: somebody else's under our name is as good as nothing. */
function readAnswer(text: string): Dated | undefined {
  try {
    const [asOf, until, journeys] = JSON.parse(text) as [number, number | null, Array<[Row, ...Row[]]>]
    const read = journeys.map((rows): Journey => journeyOf(rows.map(legOf) as [Leg, ...Leg[]]))
    return { ...answerOf(read, until ?? Infinity), asOf }
  } catch {
    return undefined
  }
}
