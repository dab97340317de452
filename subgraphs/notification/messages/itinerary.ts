import type { BookingSnapshot } from '#schema/events.ts'
import { oneLine } from './plain-text.ts'

type BookedSegment = BookingSnapshot['segments'][number]

export interface Call {
  airportCode: string
  cityName: string
  /** In the airport's own time: "06:15" */
  time: string
  /** "Sat, 28 Nov 2026" */
  date: string
}

/** A flight of a booking with all who are on it. */
export interface BookedFlight {
  number: string
  airlineName: string
  departure: Call
  arrival: Call
  travellers: Array<{ name: string; seat: string | null; cabin: string }>
}

const CABINS: Record<BookedSegment['cabin'], string> = {
  ECONOMY: 'Economy',
  PREMIUM_ECONOMY: 'Premium Economy',
  BUSINESS: 'Business',
  FIRST: 'First',
}

/** One stop-over shorter than this is a connection, a longer one a stay. */
const STAY_MS = 24 * 3_600_000

/** The booking's segments, one for each traveller, as flights in order of departure. */
export function flightsOf({ segments }: BookingSnapshot): BookedFlight[] {
  return [...byFlight(segments).values()].map((seats) => {
    const [flight] = seats as [BookedSegment]
    return {
      number: oneLine(flight.flightNumber, 12),
      airlineName: oneLine(flight.airlineName, 100),
      departure: call(flight.origin, flight.departsAt),
      arrival: call(flight.destination, flight.arrivesAt),
      travellers: seats.map(({ passengerName, seat, cabin }) => ({
        name: oneLine(passengerName, 120),
        seat: seat === null ? null : oneLine(seat, 4),
        cabin: CABINS[cabin],
      })),
    }
  })
}

/** "DEL → JFK, 28 Nov": where the journey goes, connections left out, and when it begins. */
export function journeyOf({ segments }: BookingSnapshot): string {
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
  const day = wallTime(first.departsAt, first.origin.timeZone).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
  })
  return `${stops.join(' → ')}, ${day}`
}

function byFlight(segments: readonly BookedSegment[]): Map<string, BookedSegment[]> {
  const inOrder = segments.toSorted((a, b) => Date.parse(a.departsAt) - Date.parse(b.departsAt))
  return Map.groupBy(inOrder, ({ flightId }) => flightId)
}

const code = (station: BookedSegment['origin']) => oneLine(station.airportCode, 4)

function call(station: BookedSegment['origin'], at: string): Call {
  const wall = wallTime(at, station.timeZone)
  return {
    airportCode: code(station),
    cityName: oneLine(station.cityName, 80),
    time: wall.toLocaleString('en-GB', { hour: '2-digit', minute: '2-digit' }),
    date: wall.toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }),
  }
}

const wallTime = (at: string, timeZone: string) =>
  Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime()
