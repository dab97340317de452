import type { SkyEvent } from '#schema/events.ts'
import type { FlightDb } from '../database.ts'
import { saveAvailability } from './store.ts'

/**
 * Keeps what booking tells of a flight's seats: whether any is claimed, and which cabins have none left. Its version says
 * which word is newer, so an event that comes again, or late, changes nothing.
 */
export async function noteAvailability(db: FlightDb, events: SkyEvent[]): Promise<void> {
  const told = events.filter((e) => e.type === 'availability.changed.v1').map((e) => e.data)
  for (const one of told.toSorted((a, b) => (a.flightId < b.flightId ? -1 : 1))) {
    await saveAvailability(db.client, one)
  }
}
