import { LRUCache } from 'lru-cache'
import { type Answer, concerns, keyOf } from './answer.ts'
import type { Journey } from './journey.ts'
import type { DayQuery } from './plan-day.ts'
import type { Timetable } from './timetable.ts'

const MOST_BYTES = 64 * 2 ** 20
/** As measured: a leg with its share of the journey and of the set of flights. */
const LEG_BYTES = 900
const ANSWER_BYTES = 500

interface Kept extends Answer {
  /** The timetable's, up to which no change has concerned it. */
  version: number
}

/**
 * Answers for days, for as long as they are right: an answer goes when a flight in it changes or leaves, when one comes
 * that could be part of it, or when sales of one of its flights close; changes of all other flights leave it alone. It
 * is looked over when it is next asked for: to go through all answers at each change would cost more.
 */
export interface DayCache {
  get(day: DayQuery, now: number): Journey[] | undefined
  /** @param answer right as of the timetable's present version */
  set(day: DayQuery, answer: Answer): void
  clear(): void
}

export function createDayCache(timetable: Timetable, { mostBytes = MOST_BYTES } = {}): DayCache {
  const kept = new LRUCache<string, Kept>({
    maxSize: mostBytes,
    sizeCalculation: ({ journeys }, key) => journeys.reduce((sum, j) => sum + j.legs.length * LEG_BYTES, bytesOf(key)),
  })
  return {
    get(day, now) {
      const one = kept.get(keyOf(day))
      if (one === undefined || one.until <= now) return undefined
      const changes = timetable.changesSince(one.version)
      if (changes === undefined || changes.some((change) => concerns(change, { day, answer: one, timetable })))
        return undefined
      one.version = timetable.version
      return one.journeys
    },
    set: (day, answer) => void kept.set(keyOf(day), { ...answer, version: timetable.version }),
    clear: () => kept.clear(),
  }
}

const bytesOf = (key: string): number => ANSWER_BYTES + key.length
