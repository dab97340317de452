import type { SkyEvent } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import { decideNews, type FlightNews, toldBefore } from './flight-news.ts'
import { insertNotices, lockTold, saveTold } from './store.ts'

export type FlightEvent = Extract<SkyEvent, { type: 'flight.status-changed.v1' }>

const KEPT_MS = 7 * 24 * 3_600_000

export const isFlightEvent = (event: SkyEvent): event is FlightEvent => event.type === 'flight.status-changed.v1'

/** Notes what of these events is news to passengers, who are told after the commit, some at a time. */
export async function followFlights(tx: Tx, events: readonly FlightEvent[]): Promise<FlightNews[]> {
  const told = await lockTold(tx, [...new Set(events.map(({ data }) => data.flightId))])
  const news = events.flatMap((event) => {
    const { data } = event
    const known = told.get(data.flightId)
    // Told again, or late.
    if (known && known.asOf >= new Date(event.time)) return []
    const decided = decideNews(data, known?.told ?? toldBefore(data))
    told.set(data.flightId, {
      flightId: data.flightId,
      told: decided.told,
      asOf: new Date(event.time),
      keepUntil: new Date(Date.parse(data.arrivesAt) + KEPT_MS),
    })
    return decided.news ?? []
  })
  await saveTold(tx, told.values())
  await insertNotices(tx, news)
  return news
}
