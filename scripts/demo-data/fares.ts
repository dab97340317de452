import { createHash } from 'node:crypto'
import { fractionDigits } from '#lib/money.ts'
import type { FlightSnapshot } from '#schema/events.ts'
import type { Leg } from './plan.ts'

export type Fare = FlightSnapshot['fares'][number]

/** What a US dollar is about in each currency, and to what its prices are rounded, in major units: invented prices. */
const CURRENCIES: Record<string, [perDollar: number, step: number]> = {
  INR: [84, 50],
  AED: [3.67, 5],
  KWD: [0.31, 0.5],
  GBP: [0.78, 1],
  EUR: [0.92, 1],
  USD: [1, 1],
  SGD: [1.33, 1],
  JPY: [150, 100],
  AUD: [1.5, 1],
  BRL: [5.5, 5],
  ZAR: [18, 10],
}

const CABINS: Record<Fare['cabin'], number> = { ECONOMY: 1, PREMIUM_ECONOMY: 1.7, BUSINESS: 3.4, FIRST: 5.6 }
// Monday to Sunday: Friday and Sunday are when people travel.
const WEEKDAYS = [1, 0.92, 0.92, 0.97, 1.15, 1, 1.12]
const TAXES = 0.14
/** The route of the checks and of the first steps in the README: its economy can always be given back, for a fee. */
const ALWAYS_REFUNDABLE = ['DEL-BOM', 'BOM-DEL']

/** The fares of a flight on an ISO weekday: by distance, cabin and day, a little other for each number; always the same. */
export function faresOf(leg: Leg, { weekday, currency, cabins }: FareTerms): Fare[] {
  const dollars = (22 + leg.distanceKm * 0.052) * (WEEKDAYS[weekday - 1] ?? 1) * (0.88 + 0.24 * share(leg.number))
  return cabins.map((cabin) => fareOf(leg, { cabin, currency, dollars: dollars * CABINS[cabin] }))
}

export interface FareTerms {
  weekday: number
  currency: string
  cabins: ReadonlyArray<Fare['cabin']>
}

function fareOf(leg: Leg, { cabin, currency, dollars }: { cabin: Fare['cabin']; currency: string; dollars: number }) {
  const money = pricer(currency)
  const always = ALWAYS_REFUNDABLE.includes(`${leg.origin}-${leg.destination}`)
  const refundable = always || cabin !== 'ECONOMY' || share(`${leg.number} terms`) < 0.6
  const [perDollar, step] = CURRENCIES[currency] ?? [1, 1]
  const fare: Fare = {
    cabin,
    currency,
    baseMinor: money(dollars),
    taxesMinor: money(dollars * TAXES),
    refundable,
    cancelFeeMinor: refundable ? money(dollars * (cabin === 'ECONOMY' ? 0.3 : 0.1)) : 0,
    changeFeeMinor: money(dollars * (cabin === 'ECONOMY' ? 0.15 : 0.05)),
    surcharges:
      cabin === 'ECONOMY' || cabin === 'PREMIUM_ECONOMY'
        ? [
            { feature: 'EXTRA_LEGROOM', amountMinor: money(dollars * 0.12 + step / perDollar) },
            { position: 'WINDOW', amountMinor: money(dollars * 0.03 + step / perDollar / 2) },
          ]
        : [],
  }
  return fare
}

/** Dollars as minor units of the currency, rounded to its step, at least one step. */
function pricer(currency: string): (dollars: number) => number {
  const [perDollar, step] = CURRENCIES[currency] ?? [1, 1]
  const minor = 10 ** (fractionDigits(currency) ?? 2)
  return (dollars) => Math.round(Math.max(1, Math.round((dollars * perDollar) / step)) * step * minor)
}

/** A number from 0 to 1 that hangs on the text alone. */
const share = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32
