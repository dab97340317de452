import { contactOf } from '../../subgraphs/notification/contacts/contact.ts'
import type { FlightNews } from '../../subgraphs/notification/flights/flight-news.ts'
import type { Language } from '../../subgraphs/notification/language/language.ts'
import {
  cancelled,
  confirmed,
  expired,
  refunded,
  reminder,
  reseated,
} from '../../subgraphs/notification/messages/booking-letters.ts'
import { flightLetter } from '../../subgraphs/notification/messages/flight-letters.ts'
import type { Reader } from '../../subgraphs/notification/messages/voice.ts'
import {
  sampleBooking,
  sampleConfirmed,
  sampleStatus,
  sampleUser,
} from '../../subgraphs/notification/testing/sample-events.ts'

export const PUBLIC_URL = 'https://fly.example'

const ZONES: Record<Language, [locale: string, timeZone: string]> = {
  en: ['en-GB', 'Europe/London'],
  de: ['de-DE', 'Europe/Berlin'],
  fr: ['fr-FR', 'Europe/Paris'],
  es: ['es-MX', 'America/Mexico_City'],
  hi: ['hi-IN', 'Asia/Kolkata'],
  ar: ['ar-EG', 'Africa/Cairo'],
}
const inr = (amountMinor: number) => ({ amountMinor, currency: 'INR' })

/** Each letter about bookings and flights in a language, to a reader and about passengers of that name. */
export function sampleLetters(language: Language, name = 'Ann Rao') {
  const [locale, timeZone] = ZONES[language]
  const reader: Reader = { contact: contactOf(sampleUser({ name, locale, timeZone })), publicUrl: PUBLIC_URL }
  const named = <T extends ReturnType<typeof sampleBooking>>(data: T): T => ({
    ...data,
    segments: [...data.segments, ...homeward(data)].map((segment) => ({ ...segment, passengerName: name })),
  })
  const booking = named(sampleBooking())
  const delay = {
    status: 'DELAYED' as const,
    estimatedDeparture: '2026-11-28T02:00:00.000Z',
    estimatedArrival: '2026-11-28T04:05:00.000Z',
    ...{ gate: 'C3', terminal: '2', reason: 'Fog' },
  }
  const before = { departsAt: sampleStatus().departsAt, cancelled: false, diverted: false, gate: 'B12', terminal: null }
  const news = (kind: FlightNews['kind'], changes = {}): FlightNews => ({ kind, flight: sampleStatus(changes), before })
  return {
    reminder: reminder({ ...booking, payBy: '2026-11-21T14:30:00.000Z' }, reader).letter,
    confirmed: confirmed(named(sampleConfirmed()), reader).letter,
    cancelled: cancelled({ ...booking, fee: inr(50_000), refund: inr(1_205_000) }, reader).letter,
    expired: expired(booking, reader).letter,
    refunded: refunded({ ...booking, refund: inr(1_205_000), reason: 'Paid too late' }, reader).letter,
    reseated: reseated(
      {
        ...booking,
        flightId: booking.segments[0]?.flightId ?? '',
        moves: [{ passengerName: name, from: '12A', to: null }],
      },
      reader,
    ).letter,
    delayed: flightLetter(news('MOVED', delay), booking, reader).letter,
    arrival: flightLetter(news('ARRIVAL', { estimatedArrival: delay.estimatedArrival ?? null }), booking, reader)
      .letter,
    gate: flightLetter(news('GATE', { gate: 'C3' }), booking, reader).letter,
    terminal: flightLetter(news('TERMINAL', { terminal: '2' }), booking, reader).letter,
    flightCancelled: flightLetter(news('CANCELLED', { status: 'CANCELLED', reason: 'Fog' }), booking, reader).letter,
    diverted: flightLetter(news('DIVERTED', { status: 'DIVERTED' }), booking, reader).letter,
  }
}

const homeward = ({ segments }: ReturnType<typeof sampleBooking>) =>
  segments.map((segment) => ({
    ...segment,
    flightId: `${segment.flightId.slice(0, -4)}back`,
    origin: segment.destination,
    destination: segment.origin,
    departsAt: '2026-12-05T13:10:00.000Z',
    arrivesAt: '2026-12-05T15:25:00.000Z',
  }))
