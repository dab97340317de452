import type { Journey } from '../../subgraphs/flight/search/journey.ts'
import { type ConnectMs, type DayQuery, planDay } from '../../subgraphs/flight/search/plan-day.ts'
import type { Timetable } from '../../subgraphs/flight/search/timetable.ts'
import { LEAST_LAYOVER } from './self-join.ts'
import type { BenchQuery } from './world.ts'

const NO_FILTER = { airlines: undefined, maxPrice: undefined, departAfter: undefined, departBefore: undefined }

export const dayOf = (query: BenchQuery, maxStops: number): DayQuery => ({
  ...query,
  ...NO_FILTER,
  timeZone: 'UTC',
  maxStops,
  cabin: 'ECONOMY',
  passengers: 1,
})

const connectionsOf = ({ airports }: Timetable): ConnectMs =>
  new Float64Array(airports.length).fill(LEAST_LAYOVER * 60_000)

/** As a search without the answers that are kept. */
export const plan = (timetable: Timetable, query: BenchQuery, maxStops: number): Journey[] =>
  planDay(timetable, dayOf(query, maxStops), { connectMs: connectionsOf(timetable), now: Date.now() })
