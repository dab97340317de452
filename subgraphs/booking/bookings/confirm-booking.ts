import { writeEvents } from '#lib/outbox.ts'
import type { Tx } from '../database.ts'
import { redeemDiscount } from '../discounts/store.ts'
import { issueTickets } from '../documents/issue-tickets.ts'
import { hasLeft } from '../flights/flight.ts'
import { loadFlights } from '../flights/store.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { type SeatRow, statusAt } from '../seats/seat.ts'
import { lockSeats, sellSeats } from '../seats/store.ts'
import { type BookingRow, seatsOf } from './booking.ts'
import { loadSnapshot } from './snapshot.ts'
import { addHistory, loadSegments, setStatus } from './store.ts'

export type NotConfirmed = { ok: false; code: 'CANCELLED' | 'SEATS_GONE' | 'DISCOUNT_GONE' | 'DEPARTED' }

/**
 * Sells the seats of a booking whose money is there; call it with the booking's row locked, after money was captured.
 * Also for money that came late: an expired booking gets its seats, and its discount, back where they are still free.
 * A refusal has changed nothing; the money has to go back then.
 */
export async function confirmBooking(tx: Tx, booking: BookingRow, now: Date): Promise<{ ok: true } | NotConfirmed> {
  if (booking.status === 'CANCELLED') return { ok: false, code: 'CANCELLED' }
  const segments = await loadSegments(tx, [booking.id])
  const seats = seatsOf(segments)
  // A change of aircraft has left somebody without a seat: nobody pays for that.
  if (seats.length < segments.length) return { ok: false, code: 'SEATS_GONE' }
  const locked = await lockSeats(tx, seats)
  const free = (row: SeatRow) =>
    statusAt(row, now) === 'AVAILABLE' || (row.status === 'HELD' && row.holdId === booking.holdId)
  if (locked.length !== seats.length || !locked.every(free)) return { ok: false, code: 'SEATS_GONE' }
  const flights = await loadFlights(
    tx,
    segments.map((s) => s.flightId),
  )
  if ([...flights.values()].some((f) => hasLeft(f, now))) return { ok: false, code: 'DEPARTED' }
  // The discount of an expired booking went back with it.
  if (
    booking.status === 'EXPIRED' &&
    booking.discountCode !== null &&
    !(await redeemDiscount(tx, booking.discountCode))
  ) {
    return { ok: false, code: 'DISCOUNT_GONE' }
  }
  const sold = await sellSeats(tx, seats, { holdId: booking.holdId, bookingId: booking.id, now })
  if (sold !== seats.length) throw new Error(`Of ${seats.length} locked seats ${sold} could be sold.`)
  await setStatus(tx, booking.id, { from: ['PENDING_PAYMENT', 'EXPIRED'], to: 'CONFIRMED' })
  const ticketNumbers = await issueTickets(tx, booking.id, segments, now)
  await addHistory(tx, booking.id, { at: now, actor: 'system', action: 'CONFIRMED' })
  const data = { ...(await loadSnapshot(tx, booking)), ticketNumbers }
  await writeEvents(tx, 'booking', [{ type: 'booking.confirmed.v1', key: booking.id, data }])
  await recordSeatChanges(tx, changesOf(seats, 'BOOKED'))
  return { ok: true }
}
