import { dbNow } from '#lib/clock.ts'
import { writeEvents } from '#lib/outbox.ts'
import type { BookingDb } from '../database.ts'
import { loadFlights } from '../flights/store.ts'
import { loadHoldSeats, lockUnwarnedHolds, markWarned } from './store.ts'

const BATCH = 100
const LONGEST_NOTICE_MS = 2 * 60_000

/**
 * Tells of holds that end within two minutes, or the last third of a shorter hold, once each and apart from the hot path
 * of holds. Any number of instances share the work. Returns how many it told of.
 */
export async function warnHolds(db: BookingDb, holdTtlMs: number): Promise<number> {
  return db.transaction(async (tx) => {
    const now = await dbNow(tx)
    const until = new Date(now.getTime() + Math.min(LONGEST_NOTICE_MS, holdTtlMs / 3))
    const holds = await lockUnwarnedHolds(tx, { now, until, limit: BATCH })
    if (holds.length === 0) return 0
    const ids = holds.map((h) => h.id)
    const seats = await loadHoldSeats(tx, ids)
    const flights = await loadFlights(
      tx,
      seats.map((s) => s.flightId),
    )
    await markWarned(tx, ids)
    const told = holds.map(({ id, userId, expiresAt }) => ({
      holdId: id,
      userId,
      expiresAt: expiresAt.toISOString(),
      seats: seats.flatMap(({ holdId, flightId, seat }) => {
        const flight = holdId === id ? flights.get(flightId) : undefined
        return flight
          ? [{ flightNumber: flight.number, origin: flight.origin, destination: flight.destination, seat }]
          : []
      }),
    }))
    await writeEvents(
      tx,
      'booking',
      told.map((data) => ({ type: 'hold.expiring.v1' as const, key: data.holdId, data })),
    )
    return holds.length
  })
}
