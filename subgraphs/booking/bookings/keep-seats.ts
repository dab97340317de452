import type { Tx } from '../database.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { extendHeldSeats } from '../seats/store.ts'
import { type BookingRow, seatsOf } from './booking.ts'
import { loadSegments } from './store.ts'

/**
 * Moves the end of an unpaid booking's claim on its seats; call it with the booking's row locked, as the last step of a
 * transaction. False where it has lost one of them: the caller must roll back.
 */
export async function keepSeats(
  tx: Tx,
  { id, holdId }: BookingRow,
  { until, now }: { until: Date; now: Date },
): Promise<boolean> {
  const segments = await loadSegments(tx, [id])
  const seats = seatsOf(segments)
  if ((await extendHeldSeats(tx, seats, { holdId, until, now })) !== seats.length) return false
  await recordSeatChanges(tx, changesOf(seats, 'HELD', until))
  return true
}
