import type { Tx } from '../database.ts'
import type { PricedSeat } from '../holds/hold.ts'
import { moveHoldSeat } from '../holds/store.ts'
import type { SeatRow } from '../seats/seat.ts'
import { freeHeldSeats, holdFreeSeats, returnSoldSeats, sellSeats } from '../seats/store.ts'
import type { BookingRow } from './booking.ts'

type Claim = { status: 'BOOKED'; heldUntil: null } | { status: 'HELD'; heldUntil: Date }

/**
 * Moves a booking's claim from one seat to a free one, both locked; `from` is left out where it had none. Returns the
 * claim as it is then: sold for a paid booking, held for one that waits, with its hold saying the same.
 */
export async function moveSeat(
  tx: Tx,
  { booking, from, to, now }: { booking: BookingRow; from: SeatRow | undefined; to: PricedSeat; now: Date },
): Promise<Claim> {
  const { id, holdId } = booking
  const left = from ? 1 : 0
  if (booking.status === 'CONFIRMED') {
    const returned = from ? await returnSoldSeats(tx, [from], id) : 0
    const sold = await sellSeats(tx, [to], { holdId, bookingId: id, now })
    if (returned !== left || sold !== 1) throw new Error(`Booking ${id} could not move to seat ${to.seat}.`)
    return { status: 'BOOKED', heldUntil: null }
  }
  const until = from?.heldUntil ?? booking.payBy
  const freed = from ? await freeHeldSeats(tx, [from], holdId) : 0
  const held = await holdFreeSeats(tx, [to], { holdId, until, now })
  if (freed !== left || held !== 1) throw new Error(`Booking ${id} could not move to seat ${to.seat}.`)
  await moveHoldSeat(tx, holdId, { from: from?.seat ?? null, to })
  return { status: 'HELD', heldUntil: until }
}
