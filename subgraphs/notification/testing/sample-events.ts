import { newId } from '#lib/ids.ts'
import {
  type EventType,
  type FlightStatusChanged,
  parseEvent,
  type SkyEvent,
  type SkyEventData,
} from '#schema/events.ts'

const delhi = { airportCode: 'DEL', cityName: 'Delhi', timeZone: 'Asia/Kolkata' }
const mumbai = { airportCode: 'BOM', cityName: 'Mumbai', timeZone: 'Asia/Kolkata' }

/** DEL to BOM, 28 November 2026, 06:15 to 08:25 local time, for two. */
export function sampleBooking(changes: Partial<SkyEventData<'booking.expired.v1'>> = {}) {
  const flight = {
    flightId: newId(),
    flightNumber: 'SX 204',
    airlineName: 'Sindhu Air',
    origin: delhi,
    destination: mumbai,
    departsAt: '2026-11-28T00:45:00.000Z',
    arrivesAt: '2026-11-28T02:55:00.000Z',
    cabin: 'ECONOMY' as const,
  }
  return {
    bookingId: newId<string>(),
    reference: 'K7PX2M',
    userId: newId<string>(),
    contactEmail: 'ann@example.test',
    total: { amountMinor: 1_255_000, currency: 'INR' },
    segments: [
      { ...flight, passengerName: 'Ann Rao', seat: '12A' },
      { ...flight, passengerName: 'Bo Rao', seat: '12B' },
    ],
    ...changes,
  }
}

export const sampleConfirmed = (changes: Partial<SkyEventData<'booking.confirmed.v1'>> = {}) => ({
  ...sampleBooking(changes),
  ticketNumbers: ['9992400000011', '9992400000022'],
  ...changes,
})

/** The flight of `sampleBooking`, on time. */
export const sampleStatus = (changes: Partial<FlightStatusChanged> = {}): FlightStatusChanged => ({
  flightId: newId<string>(),
  revision: 1,
  airlineName: 'Sindhu Air',
  number: 'SX 204',
  origin: delhi,
  destination: mumbai,
  departsAt: '2026-11-28T00:45:00.000Z',
  arrivesAt: '2026-11-28T02:55:00.000Z',
  previous: { status: 'SCHEDULED', estimatedDeparture: null, gate: null, terminal: null },
  status: 'SCHEDULED',
  estimatedDeparture: null,
  estimatedArrival: null,
  gate: null,
  terminal: null,
  reason: null,
  ...changes,
})

export const sampleUser = (changes: Partial<SkyEventData<'user.created.v1'>> = {}) => ({
  userId: newId<string>(),
  email: 'ann@example.test',
  name: 'Ann Rao',
  phone: null,
  locale: 'en-IN',
  timeZone: 'Asia/Kolkata',
  ...changes,
})

/** A whole event about `data`, checked as one that came over the bus. */
export function eventOf<T extends EventType>(type: T, data: SkyEventData<T>, changes: Partial<SkyEvent> = {}) {
  const subject = ['bookingId', 'flightId', 'userId']
    .map((name) => (data as Record<string, unknown>)[name])
    .find(Boolean)
  return parseEvent({
    specversion: '1.0',
    id: newId(),
    source: '/skygraph/test',
    type,
    subject,
    time: '2026-11-01T10:00:00.000Z',
    datacontenttype: 'application/json',
    data,
    ...changes,
  }) as Extract<SkyEvent, { type: T }>
}
