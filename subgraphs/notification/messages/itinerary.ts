import type { BookingSnapshot } from '#schema/events.ts'
import { formatDate, formatDay, formatTime, formatZone } from '../language/format.ts'
import { oneLine } from './plain-text.ts'
import type { Voice } from './voice.ts'

type BookedSegment = BookingSnapshot['segments'][number]
type Writing = Pick<Voice, 'locale' | 'text'>

export interface Call {
  airportCode: string
  cityName: string
  /** In the airport's own time: "06:15" */
  time: string
  /** "Sat, 28 Nov 2026" */
  date: string
  /** The airport's, as it is then: "GMT+5:30" */
  zone: string
}

/** A flight of a booking with all who are on it. */
export interface BookedFlight {
  number: string
  airlineName: string
  departure: Call
  arrival: Call
  travellers: Array<{ name: string /** "seat 12A", or none */; seat: string | null; cabin: string }>
}

const CABINS = {
  ECONOMY: 'cabinEconomy',
  PREMIUM_ECONOMY: 'cabinPremiumEconomy',
  BUSINESS: 'cabinBusiness',
  FIRST: 'cabinFirst',
} as const

/** One stop-over shorter than this is a connection, a longer one a stay. */
const STAY_MS = 24 * 3_600_000

/** The booking's segments, one for each traveller, as flights in order of departure. */
export function flightsOf({ segments }: BookingSnapshot, { locale, text }: Writing): BookedFlight[] {
  return [...byFlight(segments).values()].map((seats) => {
    const [flight] = seats as [BookedSegment]
    return {
      number: oneLine(flight.flightNumber, 12),
      airlineName: oneLine(flight.airlineName, 100),
      departure: call(flight.origin, flight.departsAt, locale),
      arrival: call(flight.destination, flight.arrivesAt, locale),
      travellers: seats.map(({ passengerName, seat, cabin }) => ({
        name: oneLine(passengerName, 120),
        seat: seat === null ? null : text('seat', { seat: oneLine(seat, 4) }),
        cabin: text(CABINS[cabin]),
      })),
    }
  })
}

/** "DEL → JFK, 28 Nov": where the journey goes, connections left out, and when it begins. */
export function journeyOf({ segments }: BookingSnapshot, { locale }: Pick<Writing, 'locale'>): string {
  const flights = [...byFlight(segments).values()].map(([first]) => first as BookedSegment)
  const [first] = flights
  if (!first) return ''
  const stops = [code(first.origin)]
  for (const [n, flight] of flights.entries()) {
    const before = flights[n - 1]
    const connects =
      before !== undefined &&
      before.destination.airportCode === flight.origin.airportCode &&
      Date.parse(flight.departsAt) - Date.parse(before.arrivesAt) < STAY_MS &&
      code(flight.destination) !== stops.at(-2)
    if (connects) stops.pop()
    else if (before && stops.at(-1) !== code(flight.origin)) stops.push(code(flight.origin))
    stops.push(code(flight.destination))
  }
  return `${stops.join(' → ')}, ${formatDay(first.departsAt, { locale, timeZone: first.origin.timeZone })}`
}

/** One segment of each flight, in order of departure. */
export const eachFlight = ({ segments }: BookingSnapshot): BookedSegment[] =>
  [...byFlight(segments).values()].map(([first]) => first as BookedSegment)

function byFlight(segments: readonly BookedSegment[]): Map<string, BookedSegment[]> {
  const inOrder = segments.toSorted((a, b) => Date.parse(a.departsAt) - Date.parse(b.departsAt))
  return Map.groupBy(inOrder, ({ flightId }) => flightId)
}

const code = (station: BookedSegment['origin']) => oneLine(station.airportCode, 4)

function call(station: BookedSegment['origin'], at: string, locale: string): Call {
  const by = { locale, timeZone: station.timeZone }
  return {
    airportCode: code(station),
    cityName: oneLine(station.cityName, 80),
    time: formatTime(at, by),
    date: formatDate(at, by),
    zone: formatZone(at, by),
  }
}
