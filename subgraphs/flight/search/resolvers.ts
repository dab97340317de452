import { badUserInput } from '#lib/errors.ts'
import { toMoney } from '#lib/money.ts'
import { connectionOf } from '#lib/page.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import type { Airport } from '../catalogue/catalogue.ts'
import type { Context } from '../context.ts'
import { atStation, isoDuration } from '../timetable/flight.ts'
import { after, cursorOf, durationMs, inOrder, readCursor, type Sort } from './order.ts'
import { type CalendarInput, cheapestByDay, readCalendar } from './price-calendar.ts'
import { readSearch, type SearchInput } from './request.ts'

const MOST = 100

export const searchResolvers = {
  Query: {
    searchFlights: (_, { search, sort, first, after: cursor }, context) =>
      page(search as SearchInput, { sort, first, cursor: cursor ?? null }, context),
    priceCalendar: async (_, args, { deps }) => {
      const catalogue = await deps.catalogue()
      const { dates, request } = readCalendar(args as CalendarInput, catalogue)
      const prices = cheapestByDay(await deps.planner.searchDays(request, catalogue))
      return dates.map((date, n) => ({ date, price: prices[n] ? toMoney(prices[n]) : null }))
    },
  },
  Itinerary: {
    flights: async ({ legs }, _, { load }) => {
      const flights = await load.flight.loadMany(legs.map((l) => l.id))
      return flights.flatMap((f) => (f && !(f instanceof Error) ? [f] : []))
    },
    departsAt: async ({ legs }, _, { deps }) => {
      const { airports } = await deps.catalogue()
      const [first] = legs
      return atStation(first?.departsAt as Date, airports.get(first?.origin ?? '')?.timeZone ?? 'UTC')
    },
    arrivesAt: async ({ legs }, _, { deps }) => {
      const { airports } = await deps.catalogue()
      const last = legs.at(-1)
      return atStation(last?.arrivesAt as Date, airports.get(last?.destination ?? '')?.timeZone ?? 'UTC')
    },
    duration: (journey) => isoDuration(durationMs(journey)),
    layovers: ({ legs }) => legs.slice(1).map((leg, n) => ({ before: legs[n] as typeof leg, after: leg })),
    price: ({ priceMinor, passengers, currency }) => toMoney({ amountMinor: priceMinor * passengers, currency }),
  },
  Layover: {
    airport: ({ after: { origin } }, _, context) => airportOf(origin, context),
    duration: ({ before, after: leg }) => isoDuration(leg.departsAt.getTime() - before.arrivesAt.getTime()),
    overnight: async ({ before, after: leg }, _, context) => {
      const { timeZone } = await airportOf(leg.origin, context)
      const day = (instant: Date) => atStation(instant, timeZone).slice(0, 10)
      return day(leg.departsAt) !== day(before.arrivesAt)
    },
    terminalChange: async ({ before, after: leg }, _, { load }) => {
      const [arriving, leaving] = await Promise.all([load.flight.load(before.id), load.flight.load(leg.id)])
      const [from, to] = [arriving?.arrivalTerminal, leaving?.departureTerminal]
      return from == null || to == null ? null : from !== to
    },
  },
} satisfies Resolvers

async function page(
  search: SearchInput,
  { sort, first, cursor }: { sort: Sort; first: number; cursor: string | null },
  { deps }: Context,
) {
  if (first < 1 || first > MOST) throw badUserInput(`first is 1 to ${MOST}.`, ['first'])
  const begun = cursor === null ? undefined : readCursor(cursor, sort)
  if (cursor !== null && !begun) throw badUserInput('Not a cursor of this list.', ['after'])
  const catalogue = await deps.catalogue()
  const request = readSearch(search, catalogue)
  const all = inOrder(await deps.planner.search(request, catalogue), sort, begun)
  const rest = begun ? after(all, begun) : all.placed
  const edges = rest.slice(0, first).map((placed) => ({
    cursor: cursorOf(all, placed),
    node: { ...placed.journey, passengers: request.passengers },
  }))
  const connection = connectionOf(edges, { more: rest.length > first, before: cursor !== null })
  return { ...connection, totalCount: all.placed.length }
}

async function airportOf(code: string, { deps }: Context): Promise<Airport> {
  const airport = (await deps.catalogue()).airports.get(code)
  if (!airport) throw new Error(`There is no airport ${code}.`)
  return airport
}
