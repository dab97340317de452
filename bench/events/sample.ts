import { newId } from '#lib/ids.ts'
import type { NewEvent } from '#lib/outbox.ts'

const segment = {
  flightId: newId<string>(),
  flightNumber: 'LH 454',
  airlineName: 'Lufthansa',
  origin: { airportCode: 'FRA', cityName: 'Frankfurt am Main', timeZone: 'Europe/Berlin' },
  destination: { airportCode: 'SFO', cityName: 'San Francisco', timeZone: 'America/Los_Angeles' },
  departsAt: '2026-12-21T09:45:00.000Z',
  arrivesAt: '2026-12-21T21:10:00.000Z',
  passengerName: 'Ann Example',
  seat: '14C',
  cabin: 'ECONOMY' as const,
}

/** A confirmed booking of two segments: 1.5 KB of JSON, what the bus carries most of by weight. */
export function sampleEvent(): NewEvent {
  const bookingId = newId<string>()
  return {
    type: 'booking.confirmed.v1',
    key: bookingId,
    data: {
      bookingId,
      reference: 'K7QM2X',
      userId: newId<string>(),
      contactEmail: 'ann@example.test',
      total: { amountMinor: 123_400, currency: 'EUR' },
      segments: [segment, { ...segment, origin: segment.destination, destination: segment.origin }],
      ticketNumbers: ['9992400000001'],
    },
  }
}
