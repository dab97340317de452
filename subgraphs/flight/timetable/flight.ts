import type { FlightId } from '#lib/ids.ts'
import type { FlightSnapshot } from '#schema/events.ts'

export type Fare = FlightSnapshot['fares'][number]
export type CabinClass = Fare['cabin']
export type FlightStatus =
  | 'SCHEDULED'
  | 'DELAYED'
  | 'BOARDING'
  | 'DEPARTED'
  | 'LANDED'
  | 'ARRIVED'
  | 'DIVERTED'
  | 'CANCELLED'

export interface FlightRow {
  id: FlightId
  airlineCode: string
  number: string
  origin: string
  destination: string
  /** The wall time at the origin: 2027-03-28T07:05 */
  departsLocal: string
  /** As scheduled, and so are the two that follow */
  departsAt: Date
  arrivesAt: Date
  salesCloseAt: Date
  status: FlightStatus
  departureTerminal: string | null
  departureGate: string | null
  departureEstimated: Date | null
  departureActual: Date | null
  arrivalTerminal: string | null
  arrivalGate: string | null
  arrivalEstimated: Date | null
  arrivalActual: Date | null
  /** Why it is late, diverted or cancelled */
  statusReason: string | null
  aircraftId: string | null
  layoutId: string
  fareSetId: string
  distanceKm: number
  publishedAt: Date | null
  scheduleId: string | null
  /** The schedule's own day for it, whenever it leaves by now */
  scheduleDate: string | null
  /** Sold, and no longer as its schedule has it */
  undecided: boolean
  /** Grows with every change */
  revision: number
  /** Somebody holds or has bought a seat, as booking last told */
  sold: boolean
}

/** Sales close so long before departure. */
export const SALES_CLOSE_MS = 60 * 60_000

/** An instant as the clock on the airport's wall shows it, with the offset in force there. */
export function atStation(instant: Date, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toString({ timeZoneName: 'never', calendarName: 'never', smallestUnit: 'second' })
}

/** ISO 8601 in hours and minutes: PT14H5M. */
export function isoDuration(ms: number): string {
  return Temporal.Duration.from({ minutes: Math.round(ms / 60_000) })
    .round({ largestUnit: 'hours' })
    .toString()
}

/** Great-circle distance in kilometres, on a sphere of 6,371 km. */
export function distanceKm(
  a: { latitude: number; longitude: number },
  b: { latitude: number; longitude: number },
): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const h =
    Math.sin(rad(b.latitude - a.latitude) / 2) ** 2 +
    Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(rad(b.longitude - a.longitude) / 2) ** 2
  return Math.round(2 * 6371 * Math.asin(Math.sqrt(h)))
}
