import { firstSeen } from '#lib/inbox.ts'
import type { FlightSnapshot, SkyEvent } from '#schema/events.ts'
import type { BookingDb } from '../database.ts'
import { saveFlights, saveLayout } from './store.ts'

export const CONSUMER = 'booking'
// 50 flights of 180 seats are 9,000 rows, a tenth of a second: short enough not to hold up anybody.
const CHUNK = 50

/** Takes flights that flight published into the stock of seats; an event that comes again changes nothing. */
export async function putOnSale(db: BookingDb, events: SkyEvent[]): Promise<void> {
  const published = events.filter((e) => e.type === 'flight.published.v1')
  for (let at = 0; at < published.length; at += CHUNK) {
    const chunk = published.slice(at, at + CHUNK)
    await db.transaction(async (tx) => {
      const fresh = await firstSeen(
        tx,
        CONSUMER,
        chunk.map((e) => e.id),
      )
      const flights = latest(chunk.filter((e) => fresh.has(e.id)).map((e) => e.data))
      if (flights.length === 0) return
      const layouts = new Map(flights.map((f) => [`${f.layoutId}/${f.layoutVersion}`, f]))
      for (const flight of layouts.values()) await saveLayout(tx, flight)
      await saveFlights(tx, flights)
    })
  }
}

/** Of several events about one flight the last counts. */
const latest = (flights: FlightSnapshot[]) => [...new Map(flights.map((f) => [f.flightId, f])).values()]
