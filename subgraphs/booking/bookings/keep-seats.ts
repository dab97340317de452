import type { Tx } from '../database.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { statusAt } from '../seats/seat.ts'
import { extendHeldSeats, lockSeats } from '../seats/store.ts'
import { type BookingRow, seatsOf } from './booking.ts'
import { loadSegments } from './store.ts'

/**
 * Moves the end of an unpaid booking's claim on its seats, never to an earlier time; call it with the booking's row locked,
 * as the last step of a transaction. False where it has lost one of them, and then nothing has changed.
 */
export async function keepSeats(
  tx: Tx,
  { id, holdId }: BookingRow,
  { until, now }: { until: Date; now: Date },
): Promise<boolean> {
  const segments = await loadSegments(tx, [id])
  const seats = seatsOf(segments)
  const locked = await lockSeats(tx, seats)
  const own = locked.filter((s) => s.holdId === holdId && statusAt(s, now) === 'HELD')
  if (own.length !== seats.length) return false
  const short = own.filter(({ heldUntil }) => heldUntil === null || heldUntil < until)
  if (short.length === 0) return true
  const extended = await extendHeldSeats(tx, short, { holdId, until, now })
  if (extended !== short.length) throw new Error(`Of ${short.length} locked seats ${extended} could be kept.`)
  await recordSeatChanges(tx, changesOf(short, 'HELD', until))
  return true
}
