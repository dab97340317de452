import type { FlightSnapshot } from '#schema/events.ts'
import type { Fare } from './flight.ts'

export interface WorldAirport {
  code: string
  name: string
  cityName: string
  countryCode: string
  timeZone: string
  latitude: number
  longitude: number
}

export interface WorldLayout {
  name: string
  cabins: FlightSnapshot['cabins']
}

export interface WorldAircraft {
  registration: string
  /** ICAO's type designator, such as A20N */
  typeCode: string
  layoutName: string
}

export interface WorldFareSet {
  /** Names the set; its prices never change under the same key. */
  key: string
  fares: Fare[]
}

export interface WorldFlight {
  airlineCode: string
  number: string
  origin: string
  destination: string
  /** Wall time at the origin; one that a DST change leaves out or doubles is moved as Temporal's `compatible` does. */
  departsLocal: Temporal.PlainDateTime
  blockMinutes: number
  registration: string
  layoutName: string
  fareSetKey: string
}

/** Where and by whom is flown, and what departs on any date: the same answer whenever it is asked. */
export interface World {
  airports: WorldAirport[]
  airlines: Array<{ code: string; name: string }>
  layouts: WorldLayout[]
  aircraft: WorldAircraft[]
  fareSet(key: string): WorldFareSet
  /** What departs on this date of each origin's own calendar */
  flightsOn(date: Temporal.PlainDate): WorldFlight[]
}
