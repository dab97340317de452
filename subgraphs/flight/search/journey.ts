import type { FlightId } from '#lib/ids.ts'

/** A flight as search sees it: with what one seat of the cabin asked for costs. */
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

const MINUTE_MS = 60_000
const MOST_LAYOVER_MS = 24 * 60 * MINUTE_MS
const LEAST_DOMESTIC_MS = 45 * MINUTE_MS
const LEAST_INTERNATIONAL_MS = 75 * MINUTE_MS

/** Tells the country of an airport, by its code. */
export type CountryOf = (airportCode: string) => string | undefined

/** Whether a traveller can get from one flight to the next: enough time, not more than a day. */
export function connects(before: Leg, after: Leg, countryOf: CountryOf): boolean {
  const here = countryOf(before.destination)
  const domestic = countryOf(before.origin) === here && countryOf(after.destination) === here
  const layoverMs = after.departsAt.getTime() - before.arrivesAt.getTime()
  return layoverMs >= (domestic ? LEAST_DOMESTIC_MS : LEAST_INTERNATIONAL_MS) && layoverMs <= MOST_LAYOVER_MS
}

interface Legs {
  /** From the origin, on the day asked for. */
  first: Leg[]
  /** Between the others, for two stops. */
  middle: Leg[]
  /** To the destination. */
  last: Leg[]
}

/** All journeys with at most `maxStops` stops, no airport twice, one currency. */
export function journeys(
  { first, middle, last }: Legs,
  destination: string,
  countryOf: CountryOf,
  maxStops: number,
): Journey[] {
  const lastFrom = Map.groupBy(last, (l) => l.origin)
  const middleFrom = Map.groupBy(middle, (l) => l.origin)
  const found: Journey[] = []
  for (const a of first) {
    if (a.destination === destination) {
      found.push(journeyOf([a]))
      continue
    }
    if (maxStops < 1) continue
    for (const b of lastFrom.get(a.destination) ?? []) {
      if (follows(a, b, countryOf)) found.push(journeyOf([a, b]))
    }
    if (maxStops < 2) continue
    for (const b of middleFrom.get(a.destination) ?? []) {
      if (b.destination === a.origin || b.destination === destination || !follows(a, b, countryOf)) continue
      for (const c of lastFrom.get(b.destination) ?? []) {
        if (follows(b, c, countryOf)) found.push(journeyOf([a, b, c]))
      }
    }
  }
  return found
}

const follows = (before: Leg, after: Leg, countryOf: CountryOf) =>
  before.currency === after.currency && connects(before, after, countryOf)

function journeyOf(legs: [Leg, ...Leg[]]): Journey {
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
