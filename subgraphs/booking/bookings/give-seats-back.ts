import type { Tx } from '../database.ts'
import { returnDiscount } from '../discounts/store.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { freeHeldSeats, lockSeats, returnSoldSeats } from '../seats/store.ts'
import { type BookingRow, seatsOf } from './booking.ts'
import { loadSegments } from './store.ts'

/**
 * Puts the seats a booking still has back on sale, and returns the discount named. Takes the locks that come after the
 * booking's own: seats, discount, map versions; so it is a transaction's last step.
 */
export async function giveSeatsBack(
  tx: Tx,
  booking: BookingRow,
  { discount }: { discount: string | null },
): Promise<void> {
  const segments = await loadSegments(tx, [booking.id])
  const seats = seatsOf(segments)
  const locked = seats.length === 0 ? [] : await lockSeats(tx, seats)
  const held = locked.filter((s) => s.status === 'HELD' && s.holdId === booking.holdId)
  const sold = locked.filter((s) => s.status === 'BOOKED' && s.bookingId === booking.id)
  if (held.length > 0) await freeHeldSeats(tx, held, booking.holdId)
  if (sold.length > 0) await returnSoldSeats(tx, sold, booking.id)
  if (discount !== null) await returnDiscount(tx, discount)
  await recordSeatChanges(tx, changesOf([...held, ...sold], 'AVAILABLE'))
}
