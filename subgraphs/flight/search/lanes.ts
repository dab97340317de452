import type { CabinClass } from '../timetable/flight.ts'
import { createNames } from './names.ts'
import { compact, createNetwork, isWasteful, type Network } from './network.ts'

/** What is sold in one cabin and one currency. */
export interface Lane {
  cabin: CabinClass
  currency: string
  network: Network
}

interface Fare {
  cabin: CabinClass
  currency: string
  priceMinor: number
}

/** The networks of all cabins and currencies. Flights are in some of them: few sets, known by numbers. */
export interface Lanes {
  readonly all: readonly Lane[]
  laneOf(fare: Pick<Fare, 'cabin' | 'currency'>): Lane
  setOf(fares: readonly Fare[]): number
  lanesIn(set: number): Lane[]
  tidy(): void
  readonly bytes: number
}

/** What a route takes beside its flights, about. */
const ROUTE_BYTES = 150

export function createLanes(): Lanes {
  const all: Lane[] = []
  const sets = createNames()
  // Flights that share a set of fares come with the same list.
  const known = new WeakMap<readonly Fare[], number>()
  const numberOf = ({ cabin, currency }: Pick<Fare, 'cabin' | 'currency'>): number => {
    const number = all.findIndex((lane) => lane.cabin === cabin && lane.currency === currency)
    return number === -1 ? all.push({ cabin, currency, network: createNetwork() }) - 1 : number
  }
  return {
    all,
    laneOf: (fare) => all[numberOf(fare)] as Lane,
    setOf(fares) {
      const numbers = () => fares.map(numberOf).sort((a, b) => a - b)
      const set = known.get(fares) ?? sets.add(numbers().join(' '))
      known.set(fares, set)
      return set
    },
    lanesIn(set) {
      const numbers = sets.textOf(set)
      return numbers === '' ? [] : numbers.split(' ').map((n) => all[Number(n)] as Lane)
    },
    tidy() {
      for (const { network } of all) if (isWasteful(network)) compact(network)
    },
    get bytes() {
      return all.reduce((sum, { network }) => sum + bytesOf(network), 0)
    },
  }
}

const bytesOf = ({ departs, arrives, price, flight, routes }: Network): number =>
  departs.byteLength + arrives.byteLength + price.byteLength + flight.byteLength + routes.size * ROUTE_BYTES
