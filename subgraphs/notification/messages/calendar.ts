import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { BookingSnapshot } from '#schema/events.ts'
import { eachFlight } from './itinerary.ts'
import type { Attachment } from './message.ts'
import { oneLine } from './plain-text.ts'

/** The booking's flights for a calendar (RFC 5545); a cancelled booking takes them out again. */
export function calendarOf(
  booking: BookingSnapshot,
  { stamp, cancelled }: { stamp: string; cancelled: boolean },
): Extract<Attachment, { content: string }> {
  const method = cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH
  const calendar = ical({ prodId: { company: 'Skygraph', product: 'Notification', language: 'EN' }, method })
  for (const { flightId, flightNumber, origin, destination, departsAt, arrivesAt } of eachFlight(booking)) {
    const [from, to] = [oneLine(origin.cityName, 80), oneLine(destination.cityName, 80)]
    calendar.createEvent({
      // A calendar knows by it what to change or take out.
      id: `${booking.bookingId}-${flightId}@skygraph`,
      sequence: cancelled ? 1 : 0,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      stamp: new Date(stamp),
      start: new Date(departsAt),
      end: new Date(arrivesAt),
      summary: `${oneLine(flightNumber, 12)} ${from} – ${to}`,
      location: `${from} (${oneLine(origin.airportCode, 4)})`,
      description: `Skygraph ${oneLine(booking.reference, 16)}`,
    })
  }
  return {
    filename: `flights-${booking.reference.replace(/[^\w-]/g, '')}.ics`,
    contentType: `text/calendar; charset=utf-8; method=${method}`,
    content: calendar.toString(),
  }
}
