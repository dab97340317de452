import { createHash } from 'node:crypto'
import { fractionDigits } from '#lib/money.ts'
import { distanceKm, type Fare } from '../../subgraphs/flight/timetable/flight.ts'
import type { WorldFareSet } from '../../subgraphs/flight/timetable/world.ts'
import { airport } from './airports.ts'
import { LAYOUTS } from './layouts.ts'

type Cabin = Fare['cabin']
type Surcharge = Fare['surcharges'][number]

/** What a dollar buys, roughly, and the step that prices are rounded to, in whole units. */
const CURRENCIES: Record<string, { perDollar: number; step: number }> = {
  INR: { perDollar: 83, step: 50 },
  AED: { perDollar: 3.67, step: 5 },
  QAR: { perDollar: 3.64, step: 5 },
  GBP: { perDollar: 0.8, step: 1 },
  EUR: { perDollar: 0.93, step: 1 },
  USD: { perDollar: 1, step: 1 },
  CAD: { perDollar: 1.36, step: 1 },
  SGD: { perDollar: 1.34, step: 1 },
  JPY: { perDollar: 150, step: 100 },
  AUD: { perDollar: 1.52, step: 1 },
  ZAR: { perDollar: 18.5, step: 10 },
  BRL: { perDollar: 5.2, step: 5 },
}

const WEEKDAYS = { quiet: [2, 3, 6], usual: [1, 4], busy: [5, 7] }
type Weekday = keyof typeof WEEKDAYS
const WEEKDAY_FACTOR: Record<Weekday, number> = { quiet: 0.88, usual: 1, busy: 1.18 }
const TIME_FACTOR = { night: 0.92, day: 1, peak: 1.08 }
type Time = keyof typeof TIME_FACTOR
const CABIN_FACTOR: Record<Cabin, number> = { ECONOMY: 1, PREMIUM_ECONOMY: 1.7, BUSINESS: 3.4, FIRST: 6.5 }
const TAX_RATE = 0.12
const LONG_HAUL_KM = 3000
/** The rows in front, where one is off first; windows and aisles there cost a little, all other seats nothing. */
const FRONT_ROWS = 4

export interface Offer {
  origin: string
  destination: string
  layoutName: string
  currency: string
  /** ISO weekday, Monday = 1 */
  dayOfWeek: number
  hour: number
}

/** Names the prices of a flight: shared by all of a route that leave at such an hour of such a weekday. */
export function fareSetKey({ origin, destination, layoutName, currency, dayOfWeek, hour }: Offer): string {
  const weekday = (Object.keys(WEEKDAYS) as Weekday[]).find((key) => WEEKDAYS[key].includes(dayOfWeek)) as Weekday
  return [origin, destination, currency, weekday, timeOf(hour), layoutName].join('|')
}

const timeOf = (hour: number): Time => (hour < 6 || hour >= 22 ? 'night' : isPeak(hour) ? 'peak' : 'day')
const isPeak = (hour: number) => (hour >= 7 && hour < 10) || (hour >= 17 && hour < 20)

/** The prices behind a key of `fareSetKey`, always the same. */
export function fareSet(key: string): WorldFareSet {
  const [origin, destination, currency, weekday, time, layoutName] = key.split('|') as [
    string,
    string,
    string,
    Weekday,
    Time,
    string,
  ]
  const layout = Object.values(LAYOUTS).find(({ name }) => name === layoutName)
  if (!layout) throw new Error(`There is no layout ${layoutName}.`)
  const km = distanceKm(airport(origin), airport(destination))
  const factor = WEEKDAY_FACTOR[weekday] * TIME_FACTOR[time] * popularity(origin, destination)
  const fares = layout.cabins.map((cabin) => {
    const refundable = cabin.cabin !== 'ECONOMY' || km < LONG_HAUL_KM || weekday !== 'quiet'
    return {
      ...priceOf({ cabin: cabin.cabin, km, factor, currency, refundable }),
      surcharges: surchargesOf(cabin, km, currency),
    }
  })
  return { key, fares }
}

/** Between 0.9 and 1.1, by the cities and not the way. */
function popularity(origin: string, destination: string): number {
  const digest = createHash('sha256').update([origin, destination].sort().join('-')).digest()
  return 0.9 + (digest.readUInt16BE(0) / 0xffff) * 0.2
}

interface Priced {
  cabin: Cabin
  km: number
  factor: number
  currency: string
  refundable: boolean
}

/** The longer the way, the dearer the kilometre: such prices lie near what airlines asked in the 2020s. */
function priceOf({ cabin, km, factor, currency, refundable }: Priced): Omit<Fare, 'surcharges'> {
  const dollars = (20 + 0.035 * km + 0.000_002 * km * km) * factor * CABIN_FACTOR[cabin]
  const baseMinor = minor(dollars, currency)
  const fee = (economy: number) => Math.min(minor(economy * feeFactor(cabin, km), currency), half(baseMinor, currency))
  return {
    cabin,
    currency,
    baseMinor,
    taxesMinor: minor(dollars * TAX_RATE + 4, currency),
    refundable,
    cancelFeeMinor: refundable ? fee(18) : 0,
    changeFeeMinor: fee(12),
  }
}

const feeFactor = (cabin: Cabin, km: number) => (cabin === 'ECONOMY' ? 1 : 2) * (km < LONG_HAUL_KM ? 1 : 4)

const half = (amountMinor: number, currency: string) => {
  const unit = 10 ** digits(currency)
  return Math.floor(amountMinor / 2 / unit) * unit
}

function surchargesOf(
  { cabin, firstRow, columns, without, features }: LayoutCabin,
  km: number,
  currency: string,
): Surcharge[] {
  if (cabin !== 'ECONOMY') return []
  const long = km < LONG_HAUL_KM ? 1 : 3
  const has = (feature: 'EXTRA_LEGROOM' | 'EXIT_ROW') => features.some((f) => f.features.includes(feature))
  const front = columns.flatMap((column) => Array.from({ length: FRONT_ROWS }, (_, n) => `${firstRow + n}${column}`))
  const seats = front.filter((seat) => !without.includes(seat))
  return [
    ...(has('EXTRA_LEGROOM') ? [{ feature: 'EXTRA_LEGROOM' as const, amountMinor: minor(12 * long, currency) }] : []),
    ...(has('EXIT_ROW') ? [{ feature: 'EXIT_ROW' as const, amountMinor: minor(10 * long, currency) }] : []),
    { seats, position: 'WINDOW', amountMinor: minor(4 * long, currency) },
    { seats, position: 'AISLE', amountMinor: minor(3 * long, currency) },
  ]
}

type LayoutCabin = (typeof LAYOUTS)[string]['cabins'][number]

function minor(dollars: number, currency: string): number {
  const rate = CURRENCIES[currency]
  if (!rate) throw new Error(`The demo data have no prices in ${currency}.`)
  return Math.round((dollars * rate.perDollar) / rate.step) * rate.step * 10 ** digits(currency)
}

function digits(currency: string): number {
  const known = fractionDigits(currency)
  if (known === undefined) throw new Error(`${currency} is no currency.`)
  return known
}
