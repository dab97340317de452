import { dbNow } from '#lib/clock.ts'
import { fractionDigits, parseAmount } from '#lib/money.ts'
import type { Sql } from '#lib/sql.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { type CountryOf, type Journey, journeys, type Leg, unbeaten } from './journey.ts'
import type { SearchRequest } from './request.ts'
import { loadLegs } from './store.ts'

const HOUR_MS = 3_600_000
// The longest flights take under 20 hours, and a layover at most 24.
const LEG_AND_LAYOVER_MS = 44 * HOUR_MS

/** Journeys that fit the request and that nothing beats; filters come first. In no order. */
export async function searchFlights(sql: Sql, request: SearchRequest, catalogue: Catalogue): Promise<Journey[]> {
  const legs = await loadCandidates(sql, request)
  const found = journeys(legs, request.destination, countries(catalogue), request.maxStops)
  return unbeaten(found.filter((journey) => isAffordable(journey, request)))
}

const countries =
  ({ airports, cities }: Catalogue): CountryOf =>
  (code) =>
    cities.get(airports.get(code)?.cityId ?? '')?.countryCode

/** The legs a journey may be made of: few, for each station and window is asked for by index. */
async function loadCandidates(sql: Sql, request: SearchRequest) {
  const { origin, destination, from, to, cabin, airlines, maxStops } = request
  const common = { cabin, airlines, now: await dbNow(sql) }
  const day = { departsFrom: from, departsBefore: to }
  const onward = { departsFrom: from, departsBefore: new Date(to.getTime() + maxStops * LEG_AND_LAYOVER_MS) }
  const [fromOrigin, last] = await Promise.all([
    loadLegs(sql, { ...common, ...day, from: [origin], ...(maxStops === 0 && { to: [destination] }) }),
    maxStops === 0 ? [] : loadLegs(sql, { ...common, ...onward, to: [destination] }),
  ])
  const first = fromOrigin.filter((leg) => leavesInTime(leg, request))
  const stops = (legs: Leg[], end: 'origin' | 'destination') =>
    [...new Set(legs.map((l) => l[end]))].filter((code) => code !== origin && code !== destination)
  const middle =
    maxStops < 2
      ? []
      : await loadLegs(sql, { ...common, ...onward, from: stops(first, 'destination'), to: stops(last, 'origin') })
  return { first, middle, last: last.filter((leg) => leg.origin !== origin) }
}

function leavesInTime({ departsAt }: Leg, { timeZone, departAfter, departBefore }: SearchRequest): boolean {
  if (departAfter === undefined && departBefore === undefined) return true
  const local = Temporal.Instant.fromEpochMilliseconds(departsAt.getTime()).toZonedDateTimeISO(timeZone)
  const wallTime = local.toPlainTime().toString({ smallestUnit: 'minute' })
  return (
    (departAfter === undefined || wallTime >= departAfter) && (departBefore === undefined || wallTime <= departBefore)
  )
}

function isAffordable({ currency, priceMinor }: Journey, { maxPrice, passengers }: SearchRequest): boolean {
  if (maxPrice === undefined) return true
  // An amount finer than the currency is as good as the next lower one.
  const [whole, fraction = ''] = maxPrice.split('.')
  const digits = fractionDigits(currency) ?? 0
  const most = parseAmount(
    digits === 0 ? `${whole}` : `${whole}.${fraction.slice(0, digits).padEnd(digits, '0')}`,
    currency,
  )
  return most !== undefined && priceMinor * passengers <= most
}
