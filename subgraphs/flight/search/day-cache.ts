import { LRUCache } from 'lru-cache'
import type { Journey } from './journey.ts'
import { MOST_LAYOVER_MS } from './plan.ts'
import type { DayQuery } from './plan-day.ts'
import { type Change, isFlown, type Timetable } from './timetable.ts'

const MOST_DAYS_KEPT = 5000

interface Kept {
  journeys: Journey[]
  flights: ReadonlySet<string>
  /** The timetable's, up to which no change has concerned it. */
  version: number
  /** When the first of its flights goes off sale. */
  until: number
}

/**
 * Answers for days, for as long as they are right: an answer goes when a flight in it changes or leaves, when one comes
 * that could be part of it, or when sales of one of its flights close; changes of all other flights leave it alone. It
 * is looked over when it is next asked for: to go through all answers at each change would cost more.
 */
export interface DayCache {
  get(day: DayQuery, now: number): Journey[] | undefined
  set(day: DayQuery, journeys: Journey[]): void
  clear(): void
}

export function createDayCache(timetable: Timetable): DayCache {
  const kept = new LRUCache<string, Kept>({ max: MOST_DAYS_KEPT })
  return {
    get(day, now) {
      const one = kept.get(keyOf(day))
      if (one === undefined || one.until <= now) return undefined
      const changes = timetable.changesSince(one.version)
      if (changes === undefined || changes.some((change) => concerns(change, { day, one, timetable }))) return undefined
      one.version = timetable.version
      return one.journeys
    },
    set(day, journeys) {
      const ids = journeys.flatMap(({ legs }) => legs.map((leg) => leg.id))
      const closes = ids.map((id) => timetable.salesCloseOfId(id) ?? 0)
      const until = closes.reduce((least, at) => Math.min(least, at), Infinity)
      kept.set(keyOf(day), { journeys, flights: new Set(ids), version: timetable.version, until })
    },
    clear: () => kept.clear(),
  }
}

const keyOf = ({ airlines, ...day }: DayQuery): string =>
  JSON.stringify([...Object.values(day), airlines === undefined ? null : [...airlines].sort()])

/** Whether an answer may be another since a flight changed. */
function concerns(
  { id, now }: Change,
  { day, one, timetable }: { day: DayQuery; one: Kept; timetable: Timetable },
): boolean {
  if (one.flights.has(id)) return true
  if (now === undefined || !now.fares.some((fare) => fare.cabin === day.cabin)) return false
  if (day.airlines !== undefined && !day.airlines.has(now.airline)) return false
  const leavesThatDay = now.departs < day.departsBefore
  const latest = day.departsBefore + day.maxStops * (MOST_LAYOVER_MS + timetable.longestMs)
  if (now.departs < day.departsFrom || now.departs >= latest) return false
  const [isFirst, isLast] = [now.origin === day.origin, now.destination === day.destination]
  if (isFirst && isLast) return leavesThatDay
  if (day.maxStops === 0) return false
  if (isFirst || isLast) return isLast || leavesThatDay
  if (day.maxStops === 1 || now.origin === day.destination || now.destination === day.origin) return false
  const flown = (from: string, to: string) => isFlown(timetable, day.cabin, [from, to])
  return flown(day.origin, now.origin) && flown(now.destination, day.destination)
}
