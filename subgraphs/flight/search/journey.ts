import type { FlightId } from '#lib/ids.ts'

/** A flight as part of a journey. */
export interface Leg {
  id: FlightId
  airlineCode: string
  origin: string
  destination: string
  departsAt: Date
  arrivesAt: Date
  currency: string
  /** Fare and taxes for one passenger. */
  priceMinor: number
}

/** One way to travel: flights that connect, sold in one currency. */
export interface Journey {
  /** The ids of its flights, in order, with dots between. */
  id: string
  legs: Leg[]
  stops: number
  departsMs: number
  arrivesMs: number
  currency: string
  /** For one passenger. */
  priceMinor: number
}

export function journeyOf(legs: [Leg, ...Leg[]]): Journey {
  const end = legs.at(-1) as Leg
  return {
    id: legs.map((l) => l.id).join('.'),
    legs,
    stops: legs.length - 1,
    departsMs: legs[0].departsAt.getTime(),
    arrivesMs: end.arrivesAt.getTime(),
    currency: legs[0].currency,
    priceMinor: legs.reduce((sum, l) => sum + l.priceMinor, 0),
  }
}

/**
 * All direct flights, and of the connections those that no other journey beats: leaves no earlier, arrives no later,
 * costs no more and stops no more often, and is better in one of these. Prices compare within one currency.
 */
export function unbeaten(all: Journey[]): Journey[] {
  // Latest departure first: whatever could beat a journey stands before it.
  const sorted = all.toSorted(
    (a, b) =>
      b.departsMs - a.departsMs || a.arrivesMs - b.arrivesMs || a.priceMinor - b.priceMinor || a.stops - b.stops,
  )
  const kept: Journey[] = []
  const front = new Map<string, Journey[]>()
  for (const journey of sorted) {
    const rivals = front.get(journey.currency) ?? []
    const beaten = rivals.some((rival) => beats(rival, journey))
    if (!beaten) front.set(journey.currency, [...rivals, journey])
    if (!beaten || journey.stops === 0) kept.push(journey)
  }
  return kept
}

export function beats(a: Journey, b: Journey): boolean {
  const noWorse =
    a.departsMs >= b.departsMs && a.arrivesMs <= b.arrivesMs && a.priceMinor <= b.priceMinor && a.stops <= b.stops
  const better =
    a.departsMs > b.departsMs || a.arrivesMs < b.arrivesMs || a.priceMinor < b.priceMinor || a.stops < b.stops
  return a.currency === b.currency && noWorse && better
}
