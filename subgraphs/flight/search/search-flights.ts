import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Measured } from '#lib/metrics.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { answerOf, salesUntil } from './answer.ts'
import { createDayCache } from './day-cache.ts'
import { type Journey, unbeaten } from './journey.ts'
import { type ConnectMs, type DayQuery, planDay } from './plan-day.ts'
import type { SearchRequest } from './request.ts'
import type { SharedDays } from './shared-days.ts'
import type { Timetable } from './timetable.ts'

export interface Planner extends Measured {
  /** Journeys of all days asked for that fit and that nothing beats; filters come first. In no order. */
  search(request: SearchRequest, catalogue: Catalogue): Promise<Journey[]>
  /** The same day by day: what leaves on one is not held against the other. */
  searchDays(request: SearchRequest, catalogue: Catalogue): Promise<Journey[][]>
  /** How many days were worked out, found among the answers kept here, and among those of other instances. */
  readonly days: Readonly<Record<Source, number>>
}

type Source = 'planned' | 'kept' | 'shared'

/**
 * Searches a timetable in memory.
 * @param now of the database's clock
 * @param shared what other instances have worked out
 */
export function createPlanner(timetable: Timetable, now: () => number, shared?: SharedDays): Planner {
  const cache = createDayCache(timetable)
  const connections = keepConnections(timetable, cache.clear)
  const days: Record<Source, number> = { planned: 0, kept: 0, shared: 0 }
  const kept = (day: DayQuery): Journey[] | undefined => cache.get(day, now())

  /** Puts what others have worked out among the answers kept here; returns for which days. */
  const fetch = async (wanted: readonly DayQuery[], terms: string): Promise<Set<DayQuery>> => {
    const missing = shared ? wanted.filter((day) => !kept(day)) : []
    const answers = missing.length > 0 ? await shared?.read(missing, terms) : undefined
    const found = new Set<DayQuery>()
    // A search that came meanwhile brought other terms.
    if (connections.installed().terms !== terms) return found
    for (const [n, answer] of (answers ?? []).entries()) {
      const day = missing[n] as DayQuery
      if (!answer || answer.until <= now() || kept(day)) continue
      cache.set(day, answer)
      found.add(day)
    }
    return found
  }
  const plan = (day: DayQuery, { connectMs, terms }: Connections): Journey[] => {
    days.planned++
    const journeys = planDay(timetable, day, { connectMs, now: now() })
    const answer = answerOf(journeys, salesUntil(journeys, timetable))
    cache.set(day, answer)
    shared?.write(day, terms, answer)
    return journeys
  }
  const planner: Planner = {
    async searchDays(request, catalogue) {
      const wanted = daysOf(request)
      const fetched = await fetch(wanted, connections.of(catalogue).terms)
      const found: Journey[][] = []
      for (const day of wanted) {
        // Others have their turn between two days. A day is worked out and kept without a pause, so never twice at once.
        if (found.length > 0) await setImmediate()
        const journeys = kept(day)
        if (journeys) days[fetched.has(day) ? 'shared' : 'kept']++
        found.push(journeys ?? plan(day, connections.of(catalogue)))
      }
      return found
    },
    async search(request, catalogue) {
      const days = await planner.searchDays(request, catalogue)
      const [only] = days
      return days.length === 1 && only ? only : unbeaten(days.flat())
    },
    days,
    measures: async () => measures(days),
  }
  return planner
}

const measures = (days: Record<Source, number>) =>
  Object.entries(days).map(([source, value]) => ({
    name: 'skygraph_search_days_total',
    help: 'Days searched, by where the answer was: worked out, kept by this process, shared through Redis',
    type: 'counter' as const,
    labels: { source },
    value,
  }))

const daysOf = ({ days, from: _, to: __, ...rest }: SearchRequest): DayQuery[] =>
  days.map(({ from, to }) => ({ ...rest, departsFrom: from.getTime(), departsBefore: to.getTime() }))

const MINUTE_MS = 60_000
/** For an airport that a flight knows and the catalogue, half a minute old, does not yet. */
const USUAL_CONNECTION_MIN = 60

interface Connections {
  connectMs: ConnectMs
  /** The same for instances that know the same of connections. */
  terms: string
}

interface KeptConnections {
  of(catalogue: Catalogue): Connections
  /** Those asked for last, under which the answers kept here are right */
  installed(): Connections
}

/** The least times between two flights, for as long as the catalogue and the airports are the same. */
function keepConnections(timetable: Timetable, onChange: () => void): KeptConnections {
  let known: Catalogue | undefined
  let kept: Connections = { connectMs: new Float64Array(0), terms: '' }
  return {
    of(catalogue) {
      const { airports } = timetable
      if (catalogue === known && kept.connectMs.length === airports.length) return kept
      const connectMs = Float64Array.from(
        airports,
        (code) => (catalogue.airports.get(code)?.minConnectionMin ?? USUAL_CONNECTION_MIN) * MINUTE_MS,
      )
      if (kept.connectMs.some((ms, n) => ms !== connectMs[n])) onChange()
      const terms = catalogue === known ? kept.terms : termsOf(catalogue)
      known = catalogue
      kept = { connectMs, terms }
      return kept
    },
    installed: () => kept,
  }
}

/** Only what is other than usual: an airport that nobody knows yet is as one that is known. */
function termsOf({ airports }: Catalogue): string {
  const special = [...airports.values()].filter((a) => a.minConnectionMin !== USUAL_CONNECTION_MIN)
  const list = special.map(({ code, minConnectionMin }) => `${code}${minConnectionMin}`).sort()
  return createHash('sha256').update(list.join()).digest('base64url')
}
