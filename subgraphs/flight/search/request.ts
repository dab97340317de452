import { badUserInput } from '#lib/errors.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
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

/** @throws BAD_USER_INPUT that names the field */
export function readSearch(search: SearchInput, { airports, airlines }: Catalogue): SearchRequest {
  const refuse = (field: keyof SearchInput, message: string): never => {
    throw badUserInput(message, ['search', field])
  }
  const range = (field: 'passengers' | 'maxStops' | 'flexDays', least: number, most: number) => {
    if (search[field] < least || search[field] > most) refuse(field, `${field} is ${least} to ${most}.`)
  }
  range('passengers', 1, MOST_PASSENGERS)
  range('maxStops', 0, 2)
  range('flexDays', 0, MOST_FLEX_DAYS)
  const origin = airports.get(search.origin) ?? refuse('origin', 'There is no such airport.')
  if (!airports.has(search.destination)) refuse('destination', 'There is no such airport.')
  if (search.origin === search.destination) refuse('destination', 'Origin and destination are the same.')
  for (const field of ['departAfter', 'departBefore'] as const) {
    if (search[field] != null && !WALL_TIME.test(search[field])) refuse(field, 'A wall time is like 06:00.')
  }
  if (search.maxPrice != null && !/^\d{1,12}(\.\d{1,4})?$/.test(search.maxPrice)) refuse('maxPrice', 'Not an amount.')
  const date = readDate(search.date) ?? refuse('date', 'A date is like 2027-03-28.')
  return {
    origin: search.origin,
    destination: search.destination,
    timeZone: origin.timeZone,
    from: startOfDay(date.subtract({ days: search.flexDays }), origin.timeZone),
    to: startOfDay(date.add({ days: search.flexDays + 1 }), origin.timeZone),
    passengers: search.passengers,
    cabin: search.cabin,
    maxStops: search.maxStops,
    airlines: search.airlines?.length ? new Set(search.airlines.filter((code) => airlines.has(code))) : undefined,
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

/** The first instant of a day at a place. */
export const startOfDay = (date: Temporal.PlainDate, timeZone: string): Date =>
  new Date(date.toZonedDateTime(timeZone).epochMilliseconds)
