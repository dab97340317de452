import type { FlightId } from '#lib/ids.ts'
import type { FlightSnapshot, FlightStatusChanged } from '#schema/events.ts'

export type Fare = FlightSnapshot['fares'][number]
export type FlightStatus = FlightStatusChanged['status']
export type Station = FlightSnapshot['origin']

/** A flight on sale, as booking keeps it. */
export interface SaleFlight {
  id: FlightId
  airlineName: string
  number: string
  origin: Station
  destination: Station
  departsAt: Date
  arrivesAt: Date
  salesCloseAt: Date
  layoutId: string
  layoutVersion: number
  fares: Fare[]
  status: FlightStatus
  estimatedDeparture: Date | null
  /** Of the times, fares and layout that flight told last */
  changeRevision: number
}

/** Whether seats of the flight may still be held and bought. */
export const isOnSale = ({ salesCloseAt, status }: Pick<SaleFlight, 'salesCloseAt' | 'status'>, now: Date): boolean =>
  now < salesCloseAt && (status === 'SCHEDULED' || status === 'DELAYED')

type Times = Pick<SaleFlight, 'departsAt' | 'estimatedDeparture'>

/** When the flight leaves as far as is known: a delay counts, an early estimate does not. */
const leavesAt = ({ departsAt, estimatedDeparture }: Times): number =>
  Math.max(departsAt.getTime(), estimatedDeparture?.getTime() ?? 0)

/** When the first of the flights leaves: what is decided by departure is decided by that one. */
export const firstDeparture = (flights: Iterable<Times>): Date => new Date(Math.min(...Array.from(flights, leavesAt)))

/** Whether the flight can take nobody any more. */
export const hasLeft = (flight: Times & Pick<SaleFlight, 'status'>, now: Date): boolean =>
  flight.status === 'CANCELLED' || leavesAt(flight) <= now.getTime()

/** Whether the flight has taken its travellers. */
export const hasFlown = (flight: Times & Pick<SaleFlight, 'status'>, now: Date): boolean =>
  flight.status !== 'CANCELLED' && leavesAt(flight) <= now.getTime()

const LONG_DELAY_MS = 2 * 60 * 60_000

/** From two hours on, travellers may cancel without a fee, whatever their fare says. */
export const isLongDelayed = (flight: Times): boolean => leavesAt(flight) - flight.departsAt.getTime() >= LONG_DELAY_MS
