import type { BookingId, FlightId, PassengerId } from '#lib/ids.ts'
import type { Tx } from '../database.ts'
import { insertTickets, loadTickets } from './store.ts'

/** A ticket for each passenger and flight of a booking, in the caller's transaction. Returns the numbers, by departure. */
export async function issueTickets(
  tx: Tx,
  bookingId: BookingId,
  segments: ReadonlyArray<{ passengerId: PassengerId; flightId: FlightId }>,
  now: Date,
): Promise<string[]> {
  await insertTickets(tx, bookingId, segments, now)
  return ((await loadTickets(tx, [bookingId])).get(bookingId) ?? []).map((t) => t.number)
}
