import { badUserInput } from '#lib/errors.ts'
import type { Airport, Catalogue } from '../catalogue/catalogue.ts'
import type { CabinClass } from '../timetable/flight.ts'

export interface SearchInput {
  origin: string
  destination: string
  date: string
  passengers: number
  cabin: CabinClass
  maxStops: number
  airlines?: readonly string[] | null
  maxPrice?: string | null
  departAfter?: string | null
  departBefore?: string | null
  flexDays: number
}

/** A search that makes sense: what was checked, and the days asked for as instants. */
export interface SearchRequest {
  origin: string
  destination: string
  timeZone: string
  from: Date
  to: Date
  /** Each from its first instant to the next one's. */
  days: Array<{ from: Date; to: Date }>
  passengers: number
  cabin: CabinClass
  maxStops: number
  /** Those that exist; empty when all that were asked for do not. */
  airlines: ReadonlySet<string> | undefined
  /** For all passengers, as a decimal number of major units. */
  maxPrice: string | undefined
  departAfter: string | undefined
  departBefore: string | undefined
}

const WALL_TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const MOST_PASSENGERS = 9
const MOST_FLEX_DAYS = 3

/** @throws BAD_USER_INPUT that names the field, behind `path` */
export function readPlaces(
  places: { origin: string; destination: string },
  { airports }: Catalogue,
  path: readonly string[],
): { origin: Airport; destination: Airport } {
  const airportOf = (field: 'origin' | 'destination'): Airport => {
    const airport = airports.get(places[field])
    if (!airport) throw badUserInput('There is no such airport.', [...path, field])
    return airport
  }
  const [origin, destination] = [airportOf('origin'), airportOf('destination')]
  if (origin === destination) throw badUserInput('Origin and destination are the same.', [...path, 'destination'])
  return { origin, destination }
}

/** @throws BAD_USER_INPUT that names the field */
export function readSearch(search: SearchInput, catalogue: Catalogue): SearchRequest {
  const refuse = (field: keyof SearchInput, message: string): never => {
    throw badUserInput(message, ['search', field])
  }
  const range = (field: 'passengers' | 'maxStops' | 'flexDays', least: number, most: number) => {
    if (search[field] < least || search[field] > most) refuse(field, `${field} is ${least} to ${most}.`)
  }
  range('passengers', 1, MOST_PASSENGERS)
  range('maxStops', 0, 2)
  range('flexDays', 0, MOST_FLEX_DAYS)
  const { origin, destination } = readPlaces(search, catalogue, ['search'])
  for (const field of ['departAfter', 'departBefore'] as const) {
    if (search[field] != null && !WALL_TIME.test(search[field])) refuse(field, 'A wall time is like 06:00.')
  }
  if (search.maxPrice != null && !/^\d{1,12}(\.\d{1,4})?$/.test(search.maxPrice)) refuse('maxPrice', 'Not an amount.')
  const date = readDate(search.date) ?? refuse('date', 'A date is like 2027-03-28.')
  const first = date.subtract({ days: search.flexDays })
  return {
    origin: origin.code,
    destination: destination.code,
    timeZone: origin.timeZone,
    ...daysFrom(first, 2 * search.flexDays + 1, origin.timeZone),
    passengers: search.passengers,
    cabin: search.cabin,
    maxStops: search.maxStops,
    airlines: search.airlines?.length
      ? new Set(search.airlines.filter((code) => catalogue.airlines.has(code)))
      : undefined,
    maxPrice: search.maxPrice ?? undefined,
    departAfter: search.departAfter ?? undefined,
    departBefore: search.departBefore ?? undefined,
  }
}

// Beyond these a timetable has nothing, and arithmetic with years of five digits nothing to lose.
const [FIRST_YEAR, LAST_YEAR] = [2000, 2200]

/** A calendar date written as ISO 8601 has it; undefined for anything else, 30 February included. */
export function readDate(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  try {
    const date = Temporal.PlainDate.from(text, { overflow: 'reject' })
    return date.year >= FIRST_YEAR && date.year <= LAST_YEAR ? date : undefined
  } catch {
    return undefined
  }
}

/** Some days at a place, one after the other. */
export function daysFrom(first: Temporal.PlainDate, count: number, timeZone: string) {
  const starts = Array.from({ length: count + 1 }, (_, n) => startOfDay(first.add({ days: n }), timeZone))
  const days = starts.slice(1).map((to, n) => ({ from: starts[n] as Date, to }))
  return { from: starts[0] as Date, to: starts[count] as Date, days }
}

/** The first instant of a day at a place. */
const startOfDay = (date: Temporal.PlainDate, timeZone: string): Date =>
  new Date(date.toZonedDateTime(timeZone).epochMilliseconds)
