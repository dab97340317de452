import { fractionDigits } from '#lib/money.ts'
import type { CabinClass, Fare } from '../timetable/flight.ts'
import type { DatedFlight } from './dates.ts'
import { shareOf } from './share.ts'

const CABINS: Record<CabinClass, number> = { ECONOMY: 1, PREMIUM_ECONOMY: 1.7, BUSINESS: 3.4, FIRST: 5.6 }
// Monday to Sunday: Friday and Sunday are when people travel.
const WEEKDAYS = [1, 0.92, 0.92, 0.97, 1.15, 1, 1.12]
const TAXES = 0.14

const minors = new Map<string, number>()

/** Minor units in one of the currency, each looked up once: that takes microseconds. */
function minorOf(currency: string): number {
  const minor = minors.get(currency) ?? 10 ** (fractionDigits(currency) ?? 2)
  minors.set(currency, minor)
  return minor
}

type PricedFlight = Pick<DatedFlight, 'number' | 'origin' | 'weekday' | 'distanceKm' | 'type'>

/** Invented prices in whole units of one currency: by distance, cabin, weekday and number; always the same. */
export function faresOf(flight: PricedFlight, currency: string): Fare[] {
  const minor = minorOf(currency)
  const luck = shareOf('fares', flight.number, flight.origin)
  const economy = (22 + flight.distanceKm * 0.052) * (WEEKDAYS[flight.weekday - 1] ?? 1) * (0.85 + 0.3 * luck)
  return flight.type.cabins.map((cabin) => {
    const base = economy * CABINS[cabin]
    const amount = (value: number) => Math.max(1, Math.round(value)) * minor
    const refundable = cabin !== 'ECONOMY' || luck < 0.6
    return {
      cabin,
      currency,
      baseMinor: amount(base),
      taxesMinor: amount(base * TAXES),
      refundable,
      cancelFeeMinor: refundable ? amount(base * (cabin === 'ECONOMY' ? 0.3 : 0.1)) : 0,
      changeFeeMinor: amount(base * (cabin === 'ECONOMY' ? 0.15 : 0.05)),
      surcharges: [],
    }
  })
}
