import type { Sql } from '#lib/sql.ts'
import type { BookingRow, PassengerRow } from '../bookings/booking.ts'
import { loadBooking, loadPassengers, loadSegments } from '../bookings/store.ts'
import type { SaleFlight } from '../flights/flight.ts'
import { loadFlights } from '../flights/store.ts'
import { findInvoice, findTicket, type InvoiceRow, loadInvoices, type TicketRow } from './store.ts'

/** All that a ticket prints. */
export interface TicketDocument {
  ticket: TicketRow
  booking: BookingRow
  passenger: PassengerRow
  flight: SaleFlight
  cabin: SaleFlight['fares'][number]['cabin']
}

/** All that an invoice, or a credit note, prints. */
export interface InvoiceDocument {
  invoice: InvoiceRow & { number: string }
  booking: BookingRow
  /** Of the invoice that a credit note is about. */
  invoiceNumber: string | null
  billedTo: string
}

export async function loadTicketDocument(db: Sql, number: string): Promise<TicketDocument | undefined> {
  const ticket = await findTicket(db, number)
  if (!ticket) return undefined
  const { bookingId, passengerId, flightId } = ticket
  const booking = await loadBooking(db, bookingId)
  const passenger = (await loadPassengers(db, [bookingId])).find((p) => p.id === passengerId)
  const flight = (await loadFlights(db, [flightId])).get(flightId)
  const segment = (await loadSegments(db, [bookingId])).find(
    (s) => s.passengerId === passengerId && s.flightId === flightId,
  )
  if (!booking || !passenger || !flight || !segment) throw new Error(`Ticket ${number} has lost its booking.`)
  return { ticket, booking, passenger, flight, cabin: segment.cabin }
}

export async function loadInvoiceDocument(db: Sql, number: string): Promise<InvoiceDocument | undefined> {
  const invoice = await findInvoice(db, number)
  if (!invoice) return undefined
  const booking = await loadBooking(db, invoice.bookingId)
  if (!booking) throw new Error(`Invoice ${number} has lost its booking.`)
  const [first] = await loadPassengers(db, [booking.id])
  const all = (await loadInvoices(db, [booking.id])).get(booking.id) ?? []
  return {
    invoice: { ...invoice, number },
    booking,
    invoiceNumber: all.find((i) => i.kind === 'INVOICE')?.number ?? null,
    billedTo: first ? nameOf(first) : booking.contactEmail,
  }
}

export const nameOf = ({ givenName, familyName }: PassengerRow): string => `${givenName} ${familyName}`
