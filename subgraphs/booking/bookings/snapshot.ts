import type { BookingSnapshot } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import { loadFlights } from '../flights/store.ts'
import type { BookingRow } from './booking.ts'
import { loadPassengers, loadSegments } from './store.ts'

/** A booking as its events tell of it: what its mails and messages print, no dates of birth, no money beyond the total. */
export async function loadSnapshot(tx: Tx, booking: BookingRow): Promise<BookingSnapshot> {
  const [snapshot] = await loadSnapshots(tx, [booking])
  return snapshot as BookingSnapshot
}

/** The same for many, in their order. */
export async function loadSnapshots(tx: Tx, bookings: readonly BookingRow[]): Promise<BookingSnapshot[]> {
  const ids = bookings.map((b) => b.id)
  const passengers = new Map((await loadPassengers(tx, ids)).map((p) => [p.id, p]))
  const segments = await loadSegments(tx, ids)
  const flights = await loadFlights(
    tx,
    segments.map((s) => s.flightId),
  )
  const byBooking = Map.groupBy(segments, (s) => s.bookingId)
  return bookings.map((booking) => ({
    bookingId: booking.id,
    reference: booking.reference,
    userId: booking.userId,
    contactEmail: booking.contactEmail,
    total: { amountMinor: booking.totalMinor, currency: booking.currency },
    segments: (byBooking.get(booking.id) ?? []).map((segment) => {
      const flight = flights.get(segment.flightId)
      const passenger = passengers.get(segment.passengerId)
      if (!flight || !passenger) throw new Error(`Booking ${booking.id} has a segment without flight or passenger.`)
      return {
        flightId: flight.id,
        flightNumber: flight.number,
        airlineName: flight.airlineName,
        origin: flight.origin,
        destination: flight.destination,
        departsAt: flight.departsAt.toISOString(),
        arrivesAt: flight.arrivesAt.toISOString(),
        passengerName: `${passenger.givenName} ${passenger.familyName}`,
        seat: segment.seat,
        cabin: segment.cabin,
      }
    }),
  }))
}
