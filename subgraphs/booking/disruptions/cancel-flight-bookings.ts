import { dbNow } from '#lib/clock.ts'
import type { BookingId } from '#lib/ids.ts'
import { cancel } from '../bookings/cancel-booking.ts'
import { lockBooking } from '../bookings/store.ts'
import type { BookingDb } from '../database.ts'
import { type CancelledFlight, findCancelledFlights, findLiveBookings, markDone } from './store.ts'

const FLIGHTS = 10
const BOOKINGS = 50
/** A booking that began before the cancellation was known may commit this much later. */
const LATE_MS = 60_000

/**
 * Cancels the bookings of cancelled flights, each in a transaction of its own, refunded in full; whatever ends this
 * process, the next one goes on with those that are left. Any number of instances share the work. Returns how many it
 * cancelled.
 */
export async function cancelFlightBookings(db: BookingDb): Promise<number> {
  let cancelled = 0
  for (const flight of await findCancelledFlights(db.client, FLIGHTS)) {
    const live = await findLiveBookings(db.client, flight.id, BOOKINGS)
    for (const id of live) cancelled += await cancelOne(db, id, flight)
    if (live.length === 0 && (await dbNow(db.client)).getTime() - flight.cancelledAt.getTime() > LATE_MS) {
      await markDone(db.client, flight)
    }
  }
  return cancelled
}

async function cancelOne(db: BookingDb, id: BookingId, { reason }: CancelledFlight): Promise<number> {
  return db.transaction(async (tx) => {
    const now = await dbNow(tx)
    const booking = await lockBooking(tx, id)
    if (booking?.status !== 'PENDING_PAYMENT' && booking?.status !== 'CONFIRMED') return 0
    const refundMinor = booking.status === 'CONFIRMED' ? booking.totalMinor : 0
    await cancel(tx, booking, { quote: { feeMinor: 0, refundMinor }, by: { actor: 'airline', reason }, now })
    return 1
  })
}
