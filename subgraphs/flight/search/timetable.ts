import type { FlightId } from '#lib/ids.ts'
import type { CabinClass } from '../timetable/flight.ts'
import { createFlightIds } from './flight-ids.ts'
import { addEntry, compact, createNetwork, isWasteful, type Network, priceOf, removeEntry, routeOf } from './network.ts'

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

/** More than this are quicker worked out anew than looked through. */
const CHANGES_KEPT = 2048

interface Lane {
  cabin: CabinClass
  currency: string
  network: Network
}

export function createTimetable(): Timetable {
  const ids = createFlightIds()
  const airports = createNames()
  const airlines = createNames()
  const lanes: Lane[] = []
  /** Which networks a flight is in: few sets, which many flights share. */
  const laneSets = createNames()
  const columns = createColumns()
  const changes: Change[] = []
  let version = 0
  let mostSalesLeadMs = 0

  const laneOf = (cabin: CabinClass, currency: string): number => {
    const known = lanes.findIndex((lane) => lane.cabin === cabin && lane.currency === currency)
    return known === -1 ? lanes.push({ cabin, currency, network: createNetwork() }) - 1 : known
  }
  // Flights that share a set of fares come with the same list.
  const setsOfFares = new WeakMap<SoldFlight['fares'], number>()
  const laneSetOf = (fares: SoldFlight['fares']): number => {
    const numbers = () => fares.map((fare) => laneOf(fare.cabin, fare.currency)).sort((a, b) => a - b)
    const set = setsOfFares.get(fares) ?? laneSets.add(numbers().join(' '))
    setsOfFares.set(fares, set)
    return set
  }
  const lanesAt = (flight: number): Lane[] => {
    const set = laneSets.textOf(columns.lanes[flight] as number)
    return set === '' ? [] : set.split(' ').map((n) => lanes[Number(n)] as Lane)
  }
  const placeOf = (flight: number) => ({
    from: columns.from[flight] as number,
    to: columns.to[flight] as number,
    departs: columns.departs[flight] as number,
    flight,
  })
  const isSame = (flight: number, given: SoldFlight, set: number): boolean =>
    columns.lanes[flight] === set &&
    columns.departs[flight] === given.departs &&
    columns.arrives[flight] === given.arrives &&
    columns.salesClose[flight] === given.salesClose &&
    airports.textOf(columns.from[flight] as number) === given.origin &&
    airports.textOf(columns.to[flight] as number) === given.destination &&
    airlines.textOf(columns.airline[flight] as number) === given.airline &&
    given.fares.every(({ cabin, currency, priceMinor }) => {
      const lane = lanes[laneOf(cabin, currency)] as Lane
      return priceOf(lane.network, placeOf(flight)) === priceMinor
    })
  const leaveNetworks = (flight: number) => {
    for (const { network } of lanesAt(flight)) removeEntry(network, placeOf(flight))
  }
  const leave = (flight: number) => {
    leaveNetworks(flight)
    ids.remove(ids.idOf(flight))
    columns.salesClose[flight] = Number.NaN
  }
  const note = (change: Change) => {
    version++
    changes[version % CHANGES_KEPT] = change
  }

  return {
    put(given) {
      const set = laneSetOf(given.fares)
      const known = ids.find(given.id)
      if (known !== undefined && isSame(known, given, set)) return
      if (known !== undefined) leaveNetworks(known)
      const flight = ids.add(given.id)
      columns.makeRoom(ids.room)
      const [from, to] = [airports.add(given.origin), airports.add(given.destination)]
      columns.from[flight] = from
      columns.to[flight] = to
      columns.airline[flight] = airlines.add(given.airline)
      columns.lanes[flight] = set
      columns.departs[flight] = given.departs
      columns.arrives[flight] = given.arrives
      columns.salesClose[flight] = given.salesClose
      mostSalesLeadMs = Math.max(mostSalesLeadMs, given.departs - given.salesClose)
      for (const { cabin, currency, priceMinor } of given.fares) {
        const { network } = lanes[laneOf(cabin, currency)] as Lane
        addEntry(network, { from, to, departs: given.departs, arrives: given.arrives, price: priceMinor, flight })
      }
      note({ id: given.id, now: given })
    },
    remove(id) {
      const flight = ids.find(id)
      if (flight === undefined) return
      leave(flight)
      note({ id, now: undefined })
    },
    sweep(now) {
      for (const [flight, at] of columns.salesClose.entries()) if (at > 0 && at <= now) leave(flight)
    },
    tidy() {
      for (const { network } of lanes) if (isWasteful(network)) compact(network)
    },
    airportNumber: (code) => airports.find(code),
    airports: airports.all,
    networksOf: (cabin) => lanes.filter((lane) => lane.cabin === cabin && lane.network.flights > 0),
    idOf: (flight) => ids.idOf(flight),
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
      return lanes.reduce((most, { network }) => Math.max(most, network.longestMs), 0)
    },
    get mostSalesLeadMs() {
      return mostSalesLeadMs
    },
    get version() {
      return version
    },
    changesSince(since) {
      if (version - since > CHANGES_KEPT) return undefined
      return Array.from({ length: version - since }, (_, n) => changes[(since + 1 + n) % CHANGES_KEPT] as Change)
    },
    get size() {
      return ids.size
    },
    get bytes() {
      const networks = lanes.reduce((sum, { network }) => sum + bytesOf(network), 0)
      return ids.bytes + columns.bytes + networks
    },
  }
}

/** What a route takes beside its flights, about. */
const ROUTE_BYTES = 150

const bytesOf = ({ departs, arrives, price, flight, routes }: Network): number =>
  departs.byteLength + arrives.byteLength + price.byteLength + flight.byteLength + routes.size * ROUTE_BYTES

/** Whether flights go from one airport to another in a cabin. */
export const isFlown = (timetable: Timetable, cabin: CabinClass, [from, to]: [string, string]): boolean => {
  const [a, b] = [timetable.airportNumber(from), timetable.airportNumber(to)]
  if (a === undefined || b === undefined) return false
  return timetable.networksOf(cabin).some(({ network }) => (routeOf(network, a, b)?.count ?? 0) > 0)
}

/** Numbers for texts of which there are few. */
function createNames() {
  const all: string[] = []
  const numbers = new Map<string, number>()
  return {
    all,
    add(text: string): number {
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, all.length)
      return all.push(text) - 1
    },
    find: (text: string) => numbers.get(text),
    textOf: (number: number) => all[number] as string,
  }
}

/** What is known of each flight beside its prices, by its number. */
function createColumns() {
  const columns = {
    from: new Uint16Array(0),
    to: new Uint16Array(0),
    airline: new Uint16Array(0),
    lanes: new Uint16Array(0),
    departs: new Float64Array(0),
    arrives: new Float64Array(0),
    salesClose: new Float64Array(0),
    makeRoom(room: number) {
      if (room === columns.from.length) return
      for (const name of ['from', 'to', 'airline', 'lanes'] as const) columns[name] = widen16(columns[name], room)
      for (const name of ['departs', 'arrives', 'salesClose'] as const) columns[name] = widen64(columns[name], room)
    },
    get bytes() {
      return columns.from.length * (4 * 2 + 3 * 8)
    },
  }
  return columns
}

function widen16(column: Uint16Array<ArrayBuffer>, room: number) {
  const wider = new Uint16Array(room)
  wider.set(column)
  return wider
}

function widen64(column: Float64Array<ArrayBuffer>, room: number) {
  const wider = new Float64Array(room)
  wider.set(column)
  return wider
}
