import { firstFrom, type Network } from './network.ts'
import type { PlanQuery } from './plan.ts'

/** The flights from one airport to the destination: a stretch of the columns of `Lasts`. */
export interface Last {
  start: number
  end: number
  leastMs: number
  leastPrice: number
}

/** The flights to the destination within a time, by the airport they leave from, in order of departure. */
export interface Lasts {
  count: number
  departs: Float64Array
  /** The place in the network. */
  leg: Int32Array
  /** The earliest arrival and the least price among this flight and those that leave the airport later. */
  earliest: Float64Array
  cheapest: Float64Array
  from(airport: number): Last | undefined
  /** The place in the columns of the first flight that leaves at `least` or later; `last.end` for none. */
  firstAfter(last: Last, least: number): number
}

interface Window {
  from: number
  until: number
}

export function collectLasts(network: Network, query: PlanQuery, window: Window): Lasts {
  const stretches = stretchesOf(network, query, window)
  const room = stretches.reduce((sum, { start, end }) => sum + end - start, 0)
  const departs = new Float64Array(room)
  const earliest = new Float64Array(room)
  const cheapest = new Float64Array(room)
  const leg = new Int32Array(room)
  const byAirport: Array<Last | undefined> = Array.from({ length: network.out.length })
  let used = 0
  for (const stretch of stretches) {
    const start = used
    for (let at = stretch.start; at < stretch.end; at++) {
      if (query.accepts && !query.accepts(network.flight[at] as number)) continue
      departs[used] = network.departs[at] as number
      leg[used++] = at
    }
    let [leastMs, leastPrice, soonest] = [Infinity, Infinity, Infinity]
    for (let n = used - 1; n >= start; n--) {
      const at = leg[n] as number
      leastMs = Math.min(leastMs, (network.arrives[at] as number) - (departs[n] as number))
      soonest = Math.min(soonest, network.arrives[at] as number)
      leastPrice = Math.min(leastPrice, network.price[at] as number)
      earliest[n] = soonest
      cheapest[n] = leastPrice
    }
    if (used > start) byAirport[stretch.airport] = { start, end: used, leastMs, leastPrice }
  }
  return {
    count: used,
    departs,
    leg,
    earliest,
    cheapest,
    from: (airport) => byAirport[airport],
    firstAfter: (last, least) => firstFrom(departs, least, last),
  }
}

/** The flights of each route to the destination, but the one from the origin, that leave in the window. */
function stretchesOf({ into, departs }: Network, { from, to }: PlanQuery, window: Window) {
  const found: Array<{ airport: number; start: number; end: number }> = []
  for (const route of into[to] ?? []) {
    if (route.from === from || route.from === to) continue
    const all = { start: route.start, end: route.start + route.count }
    const start = firstFrom(departs, window.from, all)
    const end = firstFrom(departs, window.until, { start, end: all.end })
    if (end > start) found.push({ airport: route.from, start, end })
  }
  return found
}
