import { badUserInput } from '#lib/errors.ts'
import type { Money } from '#lib/money.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { CabinClass } from '../timetable/flight.ts'
import type { Journey } from './journey.ts'
import { daysFrom, readDate, readPlaces, type SearchRequest } from './request.ts'

export interface CalendarInput {
  origin: string
  destination: string
  from: string
  to: string
  cabin: CabinClass
}

const MOST_DAYS = 62
/** As a search has it that does not say. */
const MAX_STOPS = 1

/** The days asked for, and the search of all of them. @throws BAD_USER_INPUT that names the argument */
export function readCalendar(input: CalendarInput, catalogue: Catalogue): { dates: string[]; request: SearchRequest } {
  const { origin, destination } = readPlaces(input, catalogue, [])
  const [first, last] = [dateOf(input, 'from'), dateOf(input, 'to')]
  const count = first.until(last).days + 1
  if (count < 1) throw badUserInput('`to` is before `from`.', ['to'])
  if (count > MOST_DAYS) throw badUserInput(`At most ${MOST_DAYS} days.`, ['to'])
  const request: SearchRequest = {
    origin: origin.code,
    destination: destination.code,
    timeZone: origin.timeZone,
    ...daysFrom(first, count, origin.timeZone),
    passengers: 1,
    cabin: input.cabin,
    maxStops: MAX_STOPS,
    airlines: undefined,
    maxPrice: undefined,
    departAfter: undefined,
    departBefore: undefined,
  }
  return { dates: Array.from({ length: count }, (_, n) => first.add({ days: n }).toString()), request }
}

function dateOf(input: CalendarInput, argument: 'from' | 'to'): Temporal.PlainDate {
  const date = readDate(input[argument])
  if (!date) throw badUserInput('A date is like 2027-03-28.', [argument])
  return date
}

/** The cheapest price of each day, all in one currency so that they compare: the one sold on most days, of equals the first. */
export function cheapestByDay(days: readonly Journey[][]): Array<Money | null> {
  const cheapest = days.map((journeys) => {
    const prices = new Map<string, number>()
    for (const { currency, priceMinor } of journeys) {
      prices.set(currency, Math.min(prices.get(currency) ?? Infinity, priceMinor))
    }
    return prices
  })
  const soldOn = (currency: string) => cheapest.filter((prices) => prices.has(currency)).length
  const currencies = [...new Set(cheapest.flatMap((prices) => [...prices.keys()]))].sort()
  const [currency] = currencies.toSorted((a, b) => soldOn(b) - soldOn(a))
  if (currency === undefined) return days.map(() => null)
  return cheapest.map((prices) => {
    const amountMinor = prices.get(currency)
    return amountMinor === undefined ? null : { amountMinor, currency }
  })
}
