/**
 * The flights sold in one cabin and one currency, by route and in order of departure: typed arrays in which each route
 * has a stretch of its own with some room to grow, so that what a search reads lies together.
 */
export interface Network {
  /** Milliseconds since 1970. */
  departs: Float64Array
  arrives: Float64Array
  /** For one passenger, in minor units. */
  price: Float64Array
  /** The number of the flight in the timetable. */
  flight: Int32Array
  /** Of the arrays; what lies behind is free. */
  used: number
  flights: number
  /** By airport number: where one can fly to, and from where. */
  out: Array<Route[] | undefined>
  into: Array<Route[] | undefined>
  routes: Map<number, Route>
  /** No flight takes longer. */
  longestMs: number
}

export interface Route {
  from: number
  to: number
  start: number
  count: number
  room: number
  /** No flight of the route is shorter or cheaper; one that was may have gone since. */
  leastMs: number
  leastPrice: number
}

export interface Entry {
  from: number
  to: number
  departs: number
  arrives: number
  price: number
  flight: number
}

const ROOM = 4
const MOST_AIRPORTS = 65_536

export const createNetwork = (): Network => ({
  departs: new Float64Array(0),
  arrives: new Float64Array(0),
  price: new Float64Array(0),
  flight: new Int32Array(0),
  used: 0,
  flights: 0,
  out: [],
  into: [],
  routes: new Map(),
  longestMs: 0,
})

export const routeOf = ({ routes }: Network, from: number, to: number): Route | undefined =>
  routes.get(from * MOST_AIRPORTS + to)

export function addEntry(network: Network, entry: Entry): void {
  const route = routeOf(network, entry.from, entry.to) ?? addRoute(network, entry.from, entry.to)
  if (route.count === route.room) makeRoom(network, route)
  const end = route.start + route.count
  const at = firstFrom(network.departs, entry.departs, { start: route.start, end })
  if (at < end) for (const column of columnsOf(network)) column.copyWithin(at + 1, at, end)
  network.departs[at] = entry.departs
  network.arrives[at] = entry.arrives
  network.price[at] = entry.price
  network.flight[at] = entry.flight
  route.count++
  network.flights++
  const tookMs = entry.arrives - entry.departs
  route.leastMs = Math.min(route.leastMs, tookMs)
  route.leastPrice = Math.min(route.leastPrice, entry.price)
  network.longestMs = Math.max(network.longestMs, tookMs)
}

export function removeEntry(network: Network, entry: Pick<Entry, 'from' | 'to' | 'departs' | 'flight'>): void {
  const route = routeOf(network, entry.from, entry.to)
  const at = route && entryAt(network, route, entry)
  if (route === undefined || at === undefined) throw new Error('A flight is not in the network it should be in.')
  for (const column of columnsOf(network)) column.copyWithin(at, at + 1, route.start + route.count)
  route.count--
  network.flights--
}

export function priceOf(
  network: Network,
  entry: Pick<Entry, 'from' | 'to' | 'departs' | 'flight'>,
): number | undefined {
  const route = routeOf(network, entry.from, entry.to)
  const at = route && entryAt(network, route, entry)
  return at === undefined ? undefined : network.price[at]
}

function entryAt(
  network: Network,
  route: Route,
  { departs, flight }: Pick<Entry, 'departs' | 'flight'>,
): number | undefined {
  const end = route.start + route.count
  for (let at = firstFrom(network.departs, departs, { start: route.start, end }); at < end; at++) {
    if (network.departs[at] !== departs) return undefined
    if (network.flight[at] === flight) return at
  }
  return undefined
}

/** The first place from `start` to `end` whose value is not below `least`; the values there do not fall. */
export function firstFrom(values: Float64Array, least: number, { start, end }: { start: number; end: number }): number {
  let [low, high] = [start, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}

const roomFor = (count: number) => count + Math.max(1, count >> 3)

/** Whether the arrays are so much longer than they need be that they are worth writing anew. */
export const isWasteful = ({ departs, flights, routes }: Network): boolean =>
  departs.length > 1024 + 1.3 * (roomFor(flights) + routes.size)

/** Writes the arrays anew, each route with room for an eighth more, and works out its least values again. */
export function compact(network: Network): void {
  const old = { ...network }
  let total = 0
  for (const route of network.routes.values()) total += roomFor(route.count)
  resize(network, total, 0)
  let start = 0
  for (const route of network.routes.values()) {
    const end = route.start + route.count
    for (const name of COLUMNS) network[name].set(old[name].subarray(route.start, end), start)
    Object.assign(route, { start, room: roomFor(route.count), leastMs: Infinity, leastPrice: Infinity })
    for (let at = start; at < start + route.count; at++) {
      route.leastMs = Math.min(route.leastMs, (network.arrives[at] as number) - (network.departs[at] as number))
      route.leastPrice = Math.min(route.leastPrice, network.price[at] as number)
    }
    start += route.room
  }
  network.used = total
}

const COLUMNS = ['departs', 'arrives', 'price', 'flight'] as const

const columnsOf = (network: Network) => [network.departs, network.arrives, network.price, network.flight]

function addRoute(network: Network, from: number, to: number): Route {
  const route: Route = { from, to, start: network.used, count: 0, room: 0, leastMs: Infinity, leastPrice: Infinity }
  network.routes.set(from * MOST_AIRPORTS + to, route)
  listAt(network.out, from).push(route)
  listAt(network.into, to).push(route)
  return route
}

function listAt(lists: Network['out'], airport: number): Route[] {
  lists[airport] ??= []
  return lists[airport]
}

/** Twice the room: at the end of the arrays in place, else moved there. */
function makeRoom(network: Network, route: Route): void {
  const room = Math.max(ROOM, route.room * 2)
  const isLast = route.start + route.room === network.used
  const start = isLast ? route.start : network.used
  const used = start + room
  if (used > network.departs.length)
    resize(network, Math.max(used, Math.ceil(network.departs.length * 1.5)), network.used)
  if (!isLast) {
    for (const column of columnsOf(network)) column.copyWithin(start, route.start, route.start + route.count)
  }
  network.used = used
  Object.assign(route, { start, room })
}

function resize(network: Network, length: number, keep: number): void {
  for (const name of ['departs', 'arrives', 'price'] as const) {
    const wider = new Float64Array(length)
    wider.set(network[name].subarray(0, keep))
    network[name] = wider
  }
  const wider = new Int32Array(length)
  wider.set(network.flight.subarray(0, keep))
  network.flight = wider
}
