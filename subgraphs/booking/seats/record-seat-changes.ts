import { writeEvents } from '#lib/outbox.ts'
import type { Tx } from '../database.ts'
import { type SeatRef, type SeatStatus, sortSeats } from './seat.ts'
import { growMapVersions } from './store.ts'

export interface SeatChange extends SeatRef {
  status: SeatStatus
  heldUntil: Date | null
}

/**
 * Gives each flight touched its next map version and tells of the change in the same commit. The last step of every
 * transaction that changes seats: it takes the flights' locks, which come after all others.
 */
export async function recordSeatChanges(tx: Tx, changes: SeatChange[]): Promise<void> {
  if (changes.length === 0) return
  const byFlight = Map.groupBy(changes, (c) => c.flightId)
  const flightIds = [...byFlight.keys()].sort()
  const versions = await growMapVersions(tx, flightIds)
  await writeEvents(
    tx,
    'booking',
    flightIds.map((flightId) => {
      const at = versions.get(flightId)
      if (!at) throw new Error(`Flight ${flightId} has seats but is not on sale.`)
      const seats = (byFlight.get(flightId) ?? []).map((c) => ({
        number: c.seat,
        status: c.status,
        heldUntil: c.heldUntil?.toISOString() ?? null,
      }))
      return { type: 'seats.changed.v1' as const, key: flightId, data: { flightId, ...at, seats } }
    }),
  )
}

/** The same change for many seats. */
export const changesOf = (seats: readonly SeatRef[], status: SeatStatus, heldUntil: Date | null = null): SeatChange[] =>
  sortSeats(seats).map((seat) => ({ flightId: seat.flightId, seat: seat.seat, status, heldUntil }))
