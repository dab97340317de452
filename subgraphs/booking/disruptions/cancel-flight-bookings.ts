import { dbNow } from '#lib/clock.ts'
import type { BookingId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import type { BookingRow } from '../bookings/booking.ts'
import { cancel } from '../bookings/cancel-booking.ts'
import { loadSegments, lockBooking } from '../bookings/store.ts'
import type { BookingDb, Tx } from '../database.ts'
import { hasFlown } from '../flights/flight.ts'
import { loadFlights } from '../flights/store.ts'
import { priceMinor } from '../holds/hold.ts'
import { keptMinor } from './flown.ts'
import { type CancelledFlight, findCancelledFlights, findLiveBookings, markDone } from './store.ts'

const FLIGHTS = 10
const BOOKINGS = 50
/** A booking that began before the cancellation was known may commit this much later. */
const LATE_MS = 60_000

/**
 * Cancels the bookings of cancelled flights, each in a transaction of its own, and refunds what has not been flown;
 * whatever ends this process, the next one goes on with those that are left. Any number of instances share the work. One
 * that cannot be cancelled now is logged and does not hold up the others. Returns how many were.
 */
export async function cancelFlightBookings(db: BookingDb, log: Log): Promise<number> {
  const doneBefore = new Date((await dbNow(db.client)).getTime() - LATE_MS)
  let cancelled = 0
  for (const flight of await findCancelledFlights(db.client, { doneBefore, limit: FLIGHTS })) {
    const live = await findLiveBookings(db.client, flight.id, BOOKINGS)
    for (const id of live) {
      try {
        cancelled += await cancelOne(db, id, flight)
      } catch (error) {
        log.error(
          { err: error, booking: id, flight: flight.id },
          'a booking of a cancelled flight waits for the next round',
        )
      }
    }
    if (live.length === 0 && flight.cancelledAt < doneBefore) await markDone(db.client, flight)
  }
  return cancelled
}

async function cancelOne(db: BookingDb, id: BookingId, { reason }: CancelledFlight): Promise<number> {
  return db.transaction(async (tx) => {
    const now = await dbNow(tx)
    const booking = await lockBooking(tx, id)
    if (booking?.status !== 'PENDING_PAYMENT' && booking?.status !== 'CONFIRMED') return 0
    const feeMinor = booking.status === 'CONFIRMED' ? await flownMinor(tx, booking, now) : 0
    const refundMinor = booking.status === 'CONFIRMED' ? booking.totalMinor - feeMinor : 0
    await cancel(tx, booking, { quote: { feeMinor, refundMinor }, by: { actor: 'airline', reason }, now })
    return 1
  })
}

async function flownMinor(tx: Tx, { id, totalMinor }: BookingRow, now: Date): Promise<number> {
  const segments = await loadSegments(tx, [id])
  const flights = await loadFlights(
    tx,
    segments.map((s) => s.flightId),
  )
  const legs = segments.map((segment) => {
    const flight = flights.get(segment.flightId)
    return { priceMinor: priceMinor(segment), flown: flight !== undefined && hasFlown(flight, now) }
  })
  return keptMinor(legs, totalMinor)
}
