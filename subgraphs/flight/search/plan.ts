import { createFront, type Front, isBeaten, offer } from './front.ts'
import { collectLasts, type Last, type Lasts } from './last-legs.ts'
import { firstFrom, type Network, type Route, routeOf } from './network.ts'

export const MOST_LAYOVER_MS = 24 * 3_600_000

/** What to plan; airports by number, times in milliseconds since 1970. */
export interface PlanQuery {
  from: number
  to: number
  departsFrom: number
  departsBefore: number
  /** 0, 1 or 2 */
  maxStops: number
  /** For one passenger, in minor units; Infinity for any. */
  mostPrice: number
  /** The least time between two flights, by airport number. */
  connectMs: Float64Array
  /** Whether a flight can be part of a journey at all, by its number in the timetable. */
  accepts: ((flight: number) => boolean) | undefined
  /** Whether a journey may begin then. */
  mayLeave: ((departs: number) => boolean) | undefined
}

export interface PlannedJourney {
  departs: number
  arrives: number
  price: number
  /** The places of its flights in the network. */
  legs: number[]
}

/** Flights from the origin to one airport, the latest departure first, then the cheapest. */
interface Firsts {
  airport: number
  legs: number[]
}

interface Search {
  network: Network
  query: PlanQuery
  front: Front
  directs: PlannedJourney[]
}

/**
 * All direct flights, and of the connections those that no other journey beats in departure, arrival, price and number
 * of stops together. No airport twice; layovers from what the airport needs to 24 hours.
 *
 * Stops are added one by one, as rounds do in RAPTOR (Delling, Pajor, Werneck 2012). What makes it quick is that a
 * beginning is given up once all it can still come to is beaten by a journey that is already found; as that compares
 * whole journeys, it holds for layovers of limited length too, where comparing two beginnings with each other does not.
 * At a given flight onward, two beginnings that both catch it do compare: only departure and price are left of them.
 */
export function planJourneys(network: Network, query: PlanQuery): PlannedJourney[] {
  const search: Search = { network, query, front: createFront(), directs: [] }
  const firsts = firstLegs(search)
  if (query.maxStops >= 1) for (const hop of firsts) withOneStop(search, hop)
  if (query.maxStops >= 2 && firsts.length > 0) withTwoStops(search, firsts)
  return [...search.directs, ...connectionsOf(search.front)]
}

function connectionsOf({ count, departs, arrives, price, stops, legs }: Front): PlannedJourney[] {
  const found: PlannedJourney[] = []
  for (let n = 0; n < count; n++) {
    const flights = (stops[n] as number) + 1
    if (flights === 1) continue
    found.push({
      departs: departs[n] as number,
      arrives: arrives[n] as number,
      price: price[n] as number,
      legs: [...legs.subarray(n * 3, n * 3 + flights)],
    })
  }
  return found
}

function firstLegs(search: Search): Firsts[] {
  const { network, query } = search
  const found: Firsts[] = []
  for (const route of network.out[query.from] ?? []) {
    if (route.to === query.from) continue
    const legs = departures(search, route)
    if (route.to === query.to) for (const leg of legs) addDirect(search, leg)
    else if (legs.length > 0) found.push({ airport: route.to, legs })
  }
  const { departs, price } = network
  for (const { legs } of found) {
    legs.sort((a, b) => (departs[b] as number) - (departs[a] as number) || (price[a] as number) - (price[b] as number))
  }
  return found
}

/** Flights of a route with which a journey may begin. */
function departures({ network, query }: Search, route: Route): number[] {
  const { departs, price, flight } = network
  const end = route.start + route.count
  const legs: number[] = []
  for (let leg = firstFrom(departs, query.departsFrom, { start: route.start, end }); leg < end; leg++) {
    const at = departs[leg] as number
    if (at >= query.departsBefore) break
    if ((price[leg] as number) > query.mostPrice) continue
    if (query.accepts && !query.accepts(flight[leg] as number)) continue
    if (query.mayLeave && !query.mayLeave(at)) continue
    legs.push(leg)
  }
  return legs
}

function addDirect({ network, front, directs }: Search, leg: number): void {
  const direct = {
    departs: network.departs[leg] as number,
    arrives: network.arrives[leg] as number,
    price: network.price[leg] as number,
  }
  directs.push({ ...direct, legs: [leg] })
  offer(front, { ...direct, stops: 0 }, [leg])
}

function withOneStop(search: Search, { airport, legs }: Firsts): void {
  const { network, query, front } = search
  const route = routeOf(network, airport, query.to)
  if (!route) return
  const { departs, arrives, price } = network
  const connectMs = query.connectMs[airport] as number
  forEachOnward(search, { route, legs, connectMs }, (onward) => {
    forEachBest(search, { legs, onward, connectMs }, (leg) => {
      const total = (price[leg] as number) + (price[onward] as number)
      if (total > query.mostPrice) return
      const candidate = {
        departs: departs[leg] as number,
        arrives: arrives[onward] as number,
        price: total,
        stops: 1,
      }
      offer(front, candidate, [leg, onward])
    })
  })
}

/** Flights of a route that at least one of `legs` may connect with. */
function forEachOnward(
  { network, query }: Search,
  { route, legs, connectMs }: { route: Route; legs: readonly number[]; connectMs: number },
  visit: (onward: number) => void,
): void {
  const { departs, arrives, flight } = network
  let [earliest, latest] = [Infinity, -Infinity]
  for (const leg of legs) {
    const at = arrives[leg] as number
    if (at < earliest) earliest = at
    if (at > latest) latest = at
  }
  const end = route.start + route.count
  const until = latest + MOST_LAYOVER_MS
  for (let leg = firstFrom(departs, earliest + connectMs, { start: route.start, end }); leg < end; leg++) {
    if ((departs[leg] as number) > until) return
    if (query.accepts === undefined || query.accepts(flight[leg] as number)) visit(leg)
  }
}

/** Of the legs that catch a flight onward, those that none other beats in departure and price. */
function forEachBest(
  { network }: Search,
  { legs, onward, connectMs }: { legs: readonly number[]; onward: number; connectMs: number },
  visit: (leg: number) => void,
): void {
  const { departs, arrives, price } = network
  const latest = (departs[onward] as number) - connectMs
  const earliest = (departs[onward] as number) - MOST_LAYOVER_MS
  let [cheapest, cheapestDeparts] = [Infinity, 0]
  for (let n = 0; n < legs.length; n++) {
    const leg = legs[n] as number
    const [at, cost] = [arrives[leg] as number, price[leg] as number]
    if (at > latest || at < earliest) continue
    if (cost > cheapest || (cost === cheapest && departs[leg] !== cheapestDeparts)) continue
    cheapest = cost
    cheapestDeparts = departs[leg] as number
    visit(leg)
  }
}

function withTwoStops(search: Search, firsts: readonly Firsts[]): void {
  const { network, query } = search
  const lasts = collectLasts(network, query, horizonOf(search, firsts))
  if (lasts.count === 0) return
  for (const { airport, legs } of firsts) {
    const routes: Route[] = []
    let [leastMs, leastPrice] = [Infinity, Infinity]
    for (const route of network.out[airport] ?? []) {
      const last = lasts.from(route.to)
      if (!last || route.count === 0 || route.to === query.from || route.to === airport) continue
      routes.push(route)
      leastMs = Math.min(leastMs, route.leastMs + (query.connectMs[route.to] as number) + last.leastMs)
      leastPrice = Math.min(leastPrice, route.leastPrice + last.leastPrice)
    }
    const hopeful = worthwhile(search, { airport, legs }, { leastMs, leastPrice })
    if (hopeful.length === 0) continue
    for (const route of routes) viaRoute(search, { airport, legs: hopeful }, { route, lasts })
  }
}

/** From when to when a last flight may leave. */
function horizonOf({ network }: Search, firsts: readonly Firsts[]): { from: number; until: number } {
  let [from, until] = [Infinity, -Infinity]
  for (const { legs } of firsts) {
    for (const leg of legs) {
      from = Math.min(from, network.arrives[leg] as number)
      until = Math.max(until, network.arrives[leg] as number)
    }
  }
  return { from, until: until + 2 * MOST_LAYOVER_MS + network.longestMs + 1 }
}

/** Those of the first legs from which a journey could come that is not beaten, going by the least that is left to do. */
function worthwhile(
  { network, query, front }: Search,
  { airport, legs }: Firsts,
  { leastMs, leastPrice }: { leastMs: number; leastPrice: number },
): number[] {
  const { departs, arrives, price } = network
  const restMs = (query.connectMs[airport] as number) + leastMs
  const kept: number[] = []
  for (let n = 0; n < legs.length; n++) {
    const leg = legs[n] as number
    const bound = {
      departs: departs[leg] as number,
      arrives: (arrives[leg] as number) + restMs,
      price: (price[leg] as number) + leastPrice,
      stops: 2,
    }
    if (bound.price <= query.mostPrice && !isBeaten(front, bound)) kept.push(leg)
  }
  return kept
}

function viaRoute(search: Search, { airport, legs }: Firsts, { route, lasts }: { route: Route; lasts: Lasts }): void {
  const { network, query, front } = search
  const { departs, arrives, price } = network
  const last = lasts.from(route.to) as Last
  const hereMs = query.connectMs[airport] as number
  const thereMs = query.connectMs[route.to] as number
  const leastMs = route.leastMs + thereMs + last.leastMs
  const hopeful = worthwhile(search, { airport, legs }, { leastMs, leastPrice: route.leastPrice + last.leastPrice })
  if (hopeful.length === 0) return
  forEachOnward(search, { route, legs: hopeful, connectMs: hereMs }, (middle) => {
    const at = arrives[middle] as number
    const next = lasts.firstAfter(last, at + thereMs)
    if (next === last.end || (lasts.departs[next] as number) > at + MOST_LAYOVER_MS) return
    forEachBest(search, { legs: hopeful, onward: middle, connectMs: hereMs }, (leg) => {
      const soFar = (price[leg] as number) + (price[middle] as number)
      const leaves = departs[leg] as number
      const bound = {
        departs: leaves,
        arrives: lasts.earliest[next] as number,
        price: soFar + (lasts.cheapest[next] as number),
        stops: 2,
      }
      if (bound.price > query.mostPrice || isBeaten(front, bound)) return
      for (let n = next; n < last.end && (lasts.departs[n] as number) <= at + MOST_LAYOVER_MS; n++) {
        const end = lasts.leg[n] as number
        const total = soFar + (price[end] as number)
        if (total > query.mostPrice) continue
        offer(front, { departs: leaves, arrives: arrives[end] as number, price: total, stops: 2 }, [leg, middle, end])
      }
    })
  })
}
