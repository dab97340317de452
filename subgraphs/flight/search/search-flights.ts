import { setImmediate } from 'node:timers/promises'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { createDayCache } from './day-cache.ts'
import { type Journey, unbeaten } from './journey.ts'
import { type ConnectMs, type DayQuery, planDay } from './plan-day.ts'
import type { SearchRequest } from './request.ts'
import type { Timetable } from './timetable.ts'

export interface Planner {
  /** Journeys of all days asked for that fit and that nothing beats; filters come first. In no order. */
  search(request: SearchRequest, catalogue: Catalogue): Promise<Journey[]>
  /** The same day by day: what leaves on one is not held against the other. */
  searchDays(request: SearchRequest, catalogue: Catalogue): Promise<Journey[][]>
  /** How many days were worked out, and not found among the answers kept. */
  readonly planned: number
}

/** Searches a timetable in memory. @param now of the database's clock */
export function createPlanner(timetable: Timetable, now: () => number): Planner {
  const cache = createDayCache(timetable)
  const connections = keepConnections(timetable, cache.clear)
  let planned = 0
  const journeysOf = (day: DayQuery, connectMs: ConnectMs): Journey[] => {
    const time = now()
    const kept = cache.get(day, time)
    if (kept) return kept
    planned++
    const journeys = planDay(timetable, day, { connectMs, now: time })
    cache.set(day, journeys)
    return journeys
  }
  const planner: Planner = {
    async searchDays(request, catalogue) {
      const found: Journey[][] = []
      for (const day of daysOf(request)) {
        // Others have their turn between two days. A day is worked out and kept without a pause, so never twice at once.
        if (found.length > 0) await setImmediate()
        found.push(journeysOf(day, connections(catalogue)))
      }
      return found
    },
    async search(request, catalogue) {
      const days = await planner.searchDays(request, catalogue)
      const [only] = days
      return days.length === 1 && only ? only : unbeaten(days.flat())
    },
    get planned() {
      return planned
    },
  }
  return planner
}

const daysOf = ({ days, from: _, to: __, ...rest }: SearchRequest): DayQuery[] =>
  days.map(({ from, to }) => ({ ...rest, departsFrom: from.getTime(), departsBefore: to.getTime() }))

const MINUTE_MS = 60_000
/** For an airport that a flight knows and the catalogue, half a minute old, does not yet. */
const USUAL_CONNECTION_MIN = 60

/** The least times between two flights, for as long as the catalogue and the airports are the same. */
function keepConnections(timetable: Timetable, onChange: () => void): (catalogue: Catalogue) => ConnectMs {
  let of: Catalogue | undefined
  let kept: ConnectMs = new Float64Array(0)
  return (catalogue) => {
    const { airports } = timetable
    if (catalogue === of && kept.length === airports.length) return kept
    const fresh = Float64Array.from(
      airports,
      (code) => (catalogue.airports.get(code)?.minConnectionMin ?? USUAL_CONNECTION_MIN) * MINUTE_MS,
    )
    if (kept.some((ms, n) => ms !== fresh[n])) onChange()
    of = catalogue
    kept = fresh
    return fresh
  }
}
