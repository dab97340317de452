import type { FlightStatusChanged, SkyEvent } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import { decideNews, type FlightNews, newTimes, toldBefore } from './flight-news.ts'
import { insertNotices, lockTold, saveTold, type ToldRow } from './store.ts'

/** A change of a flight as an event tells it. */
export interface FlightChange {
  at: Date
  data: FlightStatusChanged
}

const KEPT_MS = 7 * 24 * 3_600_000

/** What an event tells of the day of a flight, or of new times in the timetable. */
export function flightChangeOf({ type, time, data }: SkyEvent): FlightChange | undefined {
  const change = type === 'flight.status-changed.v1' ? data : type === 'flight.changed.v1' ? newTimes(data) : undefined
  return change && { at: new Date(time), data: change }
}

/** Notes what of these changes is news to passengers, who are told after the commit, some at a time. */
export async function followFlights(tx: Tx, changes: readonly FlightChange[]): Promise<FlightNews[]> {
  const told = await lockTold(tx, [...new Set(changes.map(({ data }) => data.flightId))])
  const news = changes.flatMap(({ at, data }) => {
    const known = told.get(data.flightId)
    if (known && isLate({ at, data }, known)) return []
    const decided = decideNews(data, known?.told ?? toldBefore(data))
    told.set(data.flightId, {
      flightId: data.flightId,
      told: { ...decided.told, revision: data.revision },
      asOf: at,
      keepUntil: new Date(Date.parse(data.arrivesAt) + KEPT_MS),
    })
    return decided.news ?? []
  })
  await saveTold(tx, told.values())
  await insertNotices(tx, news)
  return news
}

/**
 * By the flight's revision: those who write events have clocks of their own. Two events of one revision tell of one
 * change, and what is told again is no news.
 */
function isLate({ at, data }: FlightChange, { told, asOf }: ToldRow): boolean {
  return told.revision === undefined ? asOf >= at : told.revision > data.revision
}
