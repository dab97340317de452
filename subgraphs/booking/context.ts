import DataLoader from 'dataloader'
import { dbNow } from '#lib/clock.ts'
import type { Viewer } from '#lib/identity.ts'
import type { BookingId, FlightId, UserId } from '#lib/ids.ts'
import { byId, listsById } from '#lib/loaders.ts'
import type { Watchers } from '#lib/watchers.ts'
import type { PassengerRow, SegmentRow } from './bookings/booking.ts'
import { loadBookings, loadHistory, loadPassengers, loadPriceLines, loadSegments } from './bookings/store.ts'
import type { BookingDeps } from './deps.ts'
import { loadInvoices, loadTickets } from './documents/store.ts'
import { loadFlights } from './flights/store.ts'
import { loadPayments, loadRefunds } from './payments/store.ts'
import { countSeats } from './seats/store.ts'
import type { SeatHub } from './seats/watch-seat-map.ts'

export interface FlightRef {
  id: FlightId
}

export interface UserRef {
  id: UserId
}

export interface Context {
  viewer: Viewer | null
  deps: BookingDeps
  seatHub: SeatHub
  bookingWatchers: Watchers<BookingId>
  load: ReturnType<typeof createLoaders>
}

/**
 * One query for all things of a kind that are asked for at one moment. Nothing is cached: a subscription has one context
 * for all its events, and each must show things as they are then.
 */
export function createLoaders({ db: { client } }: BookingDeps) {
  const clock = new DataLoader<'now', Date>(
    async (asked) => {
      const now = await dbNow(client)
      return asked.map(() => now)
    },
    { cache: false },
  )
  const atNow = () => clock.load('now')
  return {
    now: atNow,
    availability: byId(async (ids: readonly FlightId[]) =>
      Map.groupBy(await countSeats(client, ids, await atNow()), (c) => c.flightId),
    ),
    flight: byId((ids: readonly FlightId[]) => loadFlights(client, ids)),
    booking: byId((ids: readonly BookingId[]) => loadBookings(client, ids)),
    passengers: ofBooking<PassengerRow>((ids) => loadPassengers(client, ids)),
    segments: ofBooking<SegmentRow>((ids) => loadSegments(client, ids)),
    priceLines: ofBooking((ids) => loadPriceLines(client, ids)),
    history: ofBooking((ids) => loadHistory(client, ids)),
    payments: listsById((ids: readonly BookingId[]) => loadPayments(client, ids)),
    refunds: listsById((ids: readonly BookingId[]) => loadRefunds(client, ids)),
    tickets: listsById((ids: readonly BookingId[]) => loadTickets(client, ids)),
    invoices: listsById((ids: readonly BookingId[]) => loadInvoices(client, ids)),
  }
}

function ofBooking<V extends { bookingId: BookingId }>(load: (ids: readonly BookingId[]) => Promise<V[]>) {
  return listsById(async (ids: readonly BookingId[]) => Map.groupBy(await load(ids), (row) => row.bookingId))
}
