import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import { nameOf, type TicketDocument } from './load-documents.ts'

/** The flight for the passenger's calendar (RFC 5545); a cancelled one takes it out again. */
export function ticketIcs({ ticket, booking, passenger, flight }: TicketDocument): string {
  const cancelled = booking.status === 'CANCELLED'
  const calendar = ical({
    prodId: { company: 'Skygraph', product: 'Booking', language: 'EN' },
    method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  })
  const { origin, destination } = flight
  calendar.createEvent({
    id: `${ticket.number}@skygraph`,
    sequence: cancelled ? 1 : 0,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    stamp: ticket.issuedAt,
    start: flight.departsAt,
    end: flight.arrivesAt,
    summary: `${flight.number} ${origin.cityName} – ${destination.cityName}`,
    location: `${origin.cityName} (${origin.airportCode})`,
    description: [
      `Passenger: ${nameOf(passenger)}`,
      `Booking: ${booking.reference}`,
      `Ticket: ${ticket.number}`,
      ...(ticket.seat ? [`Seat: ${ticket.seat}`] : []),
    ].join('\n'),
  })
  return calendar.toString()
}
