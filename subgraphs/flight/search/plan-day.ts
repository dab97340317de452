import { fractionDigits, parseAmount } from '#lib/money.ts'
import type { CabinClass } from '../timetable/flight.ts'
import { type Journey, journeyOf, type Leg } from './journey.ts'
import type { Network } from './network.ts'
import { type PlanQuery, planJourneys } from './plan.ts'
import type { Timetable } from './timetable.ts'

/** A search for journeys that begin on one day at the origin. */
export interface DayQuery {
  origin: string
  destination: string
  timeZone: string
  departsFrom: number
  departsBefore: number
  maxStops: number
  cabin: CabinClass
  /** Undefined: any. */
  airlines: ReadonlySet<string> | undefined
  /** A decimal number of major units, for all passengers. */
  maxPrice: string | undefined
  passengers: number
  departAfter: string | undefined
  departBefore: string | undefined
}

/** The least time between two flights by airport number, in milliseconds. */
export type ConnectMs = Float64Array

/** Journeys of a day that fit and that nothing beats, in all currencies, in no order. */
export function planDay(
  timetable: Timetable,
  day: DayQuery,
  { connectMs, now }: { connectMs: ConnectMs; now: number },
): Journey[] {
  const [from, to] = [timetable.airportNumber(day.origin), timetable.airportNumber(day.destination)]
  if (from === undefined || to === undefined) return []
  return timetable.networksOf(day.cabin).flatMap(({ currency, network }) => {
    const query: PlanQuery = {
      from,
      to,
      departsFrom: day.departsFrom,
      departsBefore: day.departsBefore,
      maxStops: day.maxStops,
      mostPrice: mostPriceFor(day, currency),
      connectMs,
      accepts: acceptsFor(timetable, day, now),
      mayLeave: mayLeaveFor(day),
    }
    return planJourneys(network, query).map(({ legs }) =>
      journeyOf(legs.map((leg) => legOf({ timetable, network, currency }, leg)) as [Leg, ...Leg[]]),
    )
  })
}

interface Sold {
  timetable: Timetable
  network: Network
  currency: string
}

function legOf({ timetable, network, currency }: Sold, leg: number): Leg {
  const flight = network.flight[leg] as number
  const { origin, destination } = timetable.stationsOf(flight)
  return {
    id: timetable.idOf(flight),
    airlineCode: timetable.airlineOf(flight),
    origin,
    destination,
    departsAt: new Date(network.departs[leg] as number),
    arrivesAt: new Date(network.arrives[leg] as number),
    currency,
    priceMinor: network.price[leg] as number,
  }
}

/** The most that one passenger may pay, in minor units. */
function mostPriceFor({ maxPrice, passengers }: DayQuery, currency: string): number {
  if (maxPrice === undefined) return Infinity
  // An amount finer than the currency is as good as the next lower one.
  const [whole, fraction = ''] = maxPrice.split('.')
  const digits = fractionDigits(currency) ?? 0
  const padded = fraction.slice(0, digits).padEnd(digits, '0')
  const most = parseAmount(digits === 0 ? `${whole}` : `${whole}.${padded}`, currency)
  return most === undefined ? -1 : Math.floor(most / passengers)
}

/** What holds for every flight of a journey: its airline, and that sales are open; undefined where all are fit. */
function acceptsFor(timetable: Timetable, { airlines, departsFrom }: DayQuery, now: number): PlanQuery['accepts'] {
  const mayBeClosed = departsFrom - timetable.mostSalesLeadMs <= now
  if (!mayBeClosed && airlines === undefined) return undefined
  return (flight) =>
    (!mayBeClosed || timetable.salesCloseOf(flight) > now) &&
    (airlines === undefined || airlines.has(timetable.airlineOf(flight)))
}

function mayLeaveFor({ timeZone, departAfter, departBefore }: DayQuery): PlanQuery['mayLeave'] {
  if (departAfter === undefined && departBefore === undefined) return undefined
  return (departs) => {
    const local = Temporal.Instant.fromEpochMilliseconds(departs).toZonedDateTimeISO(timeZone)
    const wallTime = local.toPlainTime().toString({ smallestUnit: 'minute' })
    return (
      (departAfter === undefined || wallTime >= departAfter) && (departBefore === undefined || wallTime <= departBefore)
    )
  }
}
