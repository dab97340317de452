import type { FlightId } from '#lib/ids.ts'
import type { FlightSnapshot } from '#schema/events.ts'

export type Fare = FlightSnapshot['fares'][number]
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
}

/** Whether seats of the flight may still be held and bought. */
export const isOnSale = (flight: SaleFlight, now: Date): boolean => now < flight.salesCloseAt

/** When the first of the flights leaves: what is decided by departure is decided by that one. */
export const firstDeparture = (flights: Iterable<Pick<SaleFlight, 'departsAt'>>): Date =>
  new Date(Math.min(...Array.from(flights, (f) => f.departsAt.getTime())))
