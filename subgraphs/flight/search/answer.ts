import type { Journey } from './journey.ts'
import { MOST_LAYOVER_MS } from './plan.ts'
import type { DayQuery } from './plan-day.ts'
import { type Change, isFlown, type Timetable } from './timetable.ts'

/** The journeys of a day as they were worked out, and what tells whether they still are. */
export interface Answer {
  journeys: Journey[]
  flights: ReadonlySet<string>
  /** When the first of its flights goes off sale. */
  until: number
}

export function answerOf(journeys: Journey[], until: number): Answer {
  return { journeys, flights: new Set(journeys.flatMap(({ legs }) => legs.map((leg) => leg.id))), until }
}

/** When the first of the journeys' flights goes off sale; Infinity for none. */
export function salesUntil(journeys: readonly Journey[], timetable: Timetable): number {
  const closes = journeys.flatMap(({ legs }) => legs.map((leg) => timetable.salesCloseOfId(leg.id) ?? 0))
  return closes.reduce((least, at) => Math.min(least, at), Infinity)
}

/** Names the answer: equal for queries that have the same one. */
export function keyOf(day: DayQuery): string {
  const { origin, destination, departsFrom, departsBefore, maxStops, cabin } = day
  const { airlines, maxPrice, passengers, departAfter, departBefore, timeZone } = day
  const which = [origin, destination, departsFrom, departsBefore, maxStops, cabin, airlines && [...airlines].sort()]
  // How many travel matters to what they may spend alone, and the zone to when they want to leave.
  const spend = maxPrice === undefined ? null : [maxPrice, passengers]
  const leave = departAfter === undefined && departBefore === undefined ? null : [departAfter, departBefore, timeZone]
  return JSON.stringify([...which, spend, leave])
}

/** Whether an answer may be another since a flight changed: it is in it, or could be part of it as it is now. */
export function concerns(
  { id, now }: Change,
  { day, answer, timetable }: { day: DayQuery; answer: Answer; timetable: Timetable },
): boolean {
  if (answer.flights.has(id)) return true
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
