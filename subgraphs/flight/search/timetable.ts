import type { FlightId } from '#lib/ids.ts'
import type { CabinClass } from '../timetable/flight.ts'
import { type ChangeLog, createChangeLog } from './change-log.ts'
import { createColumns, type FlightColumns, makeColumnRoom } from './flight-columns.ts'
import { createFlightIds, type FlightIds } from './flight-ids.ts'
import { createLanes, type Lanes } from './lanes.ts'
import { createNames, type Names } from './names.ts'
import { addEntry, type Network, priceOf, removeEntry, routeOf } from './network.ts'

/** A flight as search sees it; instants in milliseconds since 1970. */
export interface SoldFlight {
  id: FlightId
  airline: string
  origin: string
  destination: string
  departs: number
  arrives: number
  salesClose: number
  /** Of the cabins that have a seat left. */
  fares: ReadonlyArray<{ cabin: CabinClass; currency: string; priceMinor: number }>
}

/** A flight that came, went or is other than before; what is known of it now. */
export interface Change {
  id: FlightId
  /** Undefined: it is gone. */
  now: Omit<SoldFlight, 'id'> | undefined
}

/** All flights on sale, in memory; see docs/decisions/0008. */
export interface Timetable {
  /** Puts a flight in, or what is known of it in the place of what was; the same again changes nothing. */
  put(flight: SoldFlight): void
  remove(id: FlightId): void
  /** Drops the flights whose sales have closed: no answer has them any more. */
  sweep(now: number): void
  /** Gives back the room that changes have wasted; after loading, all of it. */
  tidy(): void
  airportNumber(code: string): number | undefined
  /** By number. */
  readonly airports: readonly string[]
  /** What is sold in a cabin, currency by currency. */
  networksOf(cabin: CabinClass): Array<{ currency: string; network: Network }>
  idOf(flight: number): FlightId
  airlineOf(flight: number): string
  stationsOf(flight: number): { origin: string; destination: string }
  salesCloseOf(flight: number): number
  salesCloseOfId(id: FlightId): number | undefined
  /** No flight takes longer. */
  readonly longestMs: number
  /** No flight's sales close longer before it departs. */
  readonly mostSalesLeadMs: number
  /** Grows by one with every change. */
  readonly version: number
  /** What changed since, or undefined where that was too much to be kept. */
  changesSince(version: number): Change[] | undefined
  readonly size: number
  /** Of the arrays. */
  readonly bytes: number
}

interface State {
  ids: FlightIds
  airports: Names
  airlines: Names
  columns: FlightColumns
  lanes: Lanes
  changes: ChangeLog<Change>
  mostSalesLeadMs: number
}

export function createTimetable(): Timetable {
  const state: State = {
    ids: createFlightIds(),
    airports: createNames(),
    airlines: createNames(),
    columns: createColumns(),
    lanes: createLanes(),
    changes: createChangeLog(),
    mostSalesLeadMs: 0,
  }
  const { ids, airports, airlines, columns, lanes, changes } = state
  return {
    put: (flight) => putFlight(state, flight),
    remove: (id) => removeFlight(state, id),
    sweep: (now) => sweep(state, now),
    tidy: lanes.tidy,
    airports: airports.all,
    airportNumber: airports.find,
    networksOf: (cabin) => lanes.all.filter((lane) => lane.cabin === cabin && lane.network.flights > 0),
    idOf: ids.idOf,
    airlineOf: (flight) => airlines.textOf(columns.airline[flight] as number),
    stationsOf: (flight) => ({
      origin: airports.textOf(columns.from[flight] as number),
      destination: airports.textOf(columns.to[flight] as number),
    }),
    salesCloseOf: (flight) => columns.salesClose[flight] as number,
    salesCloseOfId(id) {
      const flight = ids.find(id)
      return flight === undefined ? undefined : columns.salesClose[flight]
    },
    get longestMs() {
      return lanes.all.reduce((most, { network }) => Math.max(most, network.longestMs), 0)
    },
    get mostSalesLeadMs() {
      return state.mostSalesLeadMs
    },
    get version() {
      return changes.version
    },
    changesSince: changes.since,
    get size() {
      return ids.size
    },
    get bytes() {
      return ids.bytes + columns.bytes + lanes.bytes
    },
  }
}

function putFlight(state: State, given: SoldFlight): void {
  const { ids, airports, airlines, columns, lanes } = state
  const set = lanes.setOf(given.fares)
  const known = ids.find(given.id)
  if (known !== undefined && isSame(state, given, { flight: known, set })) return
  if (known !== undefined) leaveNetworks(state, known)
  const flight = ids.add(given.id)
  makeColumnRoom(columns, ids.room)
  const { departs, arrives, salesClose } = given
  const [from, to] = [airports.add(given.origin), airports.add(given.destination)]
  columns.from[flight] = from
  columns.to[flight] = to
  columns.airline[flight] = airlines.add(given.airline)
  columns.lanes[flight] = set
  columns.departs[flight] = departs
  columns.arrives[flight] = arrives
  columns.salesClose[flight] = salesClose
  state.mostSalesLeadMs = Math.max(state.mostSalesLeadMs, departs - salesClose)
  for (const fare of given.fares) {
    addEntry(lanes.laneOf(fare).network, { from, to, departs, arrives, price: fare.priceMinor, flight })
  }
  state.changes.note({ id: given.id, now: given })
}

function isSame(
  { airports, airlines, columns, lanes }: State,
  given: SoldFlight,
  { flight, set }: { flight: number; set: number },
): boolean {
  return (
    columns.lanes[flight] === set &&
    columns.departs[flight] === given.departs &&
    columns.arrives[flight] === given.arrives &&
    columns.salesClose[flight] === given.salesClose &&
    airports.textOf(columns.from[flight] as number) === given.origin &&
    airports.textOf(columns.to[flight] as number) === given.destination &&
    airlines.textOf(columns.airline[flight] as number) === given.airline &&
    given.fares.every((fare) => priceOf(lanes.laneOf(fare).network, placeOf(columns, flight)) === fare.priceMinor)
  )
}

const placeOf = (columns: FlightColumns, flight: number) => ({
  from: columns.from[flight] as number,
  to: columns.to[flight] as number,
  departs: columns.departs[flight] as number,
  flight,
})

function leaveNetworks({ columns, lanes }: State, flight: number): void {
  for (const { network } of lanes.lanesIn(columns.lanes[flight] as number)) {
    removeEntry(network, placeOf(columns, flight))
  }
}

function removeFlight(state: State, id: FlightId): void {
  const flight = state.ids.find(id)
  if (flight === undefined) return
  forget(state, flight)
  state.changes.note({ id, now: undefined })
}

function forget(state: State, flight: number): void {
  leaveNetworks(state, flight)
  state.ids.remove(state.ids.idOf(flight))
  state.columns.salesClose[flight] = Number.NaN
}

function sweep(state: State, now: number): void {
  for (const [flight, at] of state.columns.salesClose.entries()) if (at > 0 && at <= now) forget(state, flight)
}

/** Whether flights go from one airport to another in a cabin. */
export const isFlown = (timetable: Timetable, cabin: CabinClass, [from, to]: [string, string]): boolean => {
  const [a, b] = [timetable.airportNumber(from), timetable.airportNumber(to)]
  if (a === undefined || b === undefined) return false
  return timetable.networksOf(cabin).some(({ network }) => (routeOf(network, a, b)?.count ?? 0) > 0)
}
