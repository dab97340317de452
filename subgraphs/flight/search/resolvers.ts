import { badUserInput, notImplemented } from '#lib/errors.ts'
import { toMoney } from '#lib/money.ts'
import { connectionOf } from '#lib/page.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import type { Context } from '../context.ts'
import { atStation, isoDuration } from '../timetable/flight.ts'
import type { PricedJourney } from './itinerary.ts'
import { after, cursorOf, durationMs, inOrder, type Sort } from './order.ts'
import { readSearch, type SearchInput } from './request.ts'
import { searchFlights } from './search-flights.ts'

const MOST = 100

export const searchResolvers = {
  Query: {
    searchFlights: (_, { search, sort, first, after: cursor }, context) =>
      page(search as SearchInput, { sort, first, cursor: cursor ?? null }, context),
    priceCalendar: () => {
      throw notImplemented('priceCalendar')
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
    layovers: ({ legs }, _, context) => layovers(legs, context),
    price: ({ priceMinor, passengers, currency }) => toMoney({ amountMinor: priceMinor * passengers, currency }),
  },
} satisfies Resolvers

async function page(
  search: SearchInput,
  { sort, first, cursor }: { sort: Sort; first: number; cursor: string | null },
  { deps }: Context,
) {
  if (first < 1 || first > MOST) throw badUserInput(`first is 1 to ${MOST}.`, ['first'])
  const catalogue = await deps.catalogue()
  const request = readSearch(search, catalogue)
  const all = inOrder(await searchFlights(deps.db.client, request, catalogue), sort)
  const rest = cursor === null ? all : after(all, cursor)
  if (!rest) throw badUserInput('Not a cursor of this list.', ['after'])
  const edges = rest.slice(0, first).map((placed) => ({
    cursor: cursorOf(placed),
    node: { ...placed.journey, passengers: request.passengers },
  }))
  return { ...connectionOf(edges, { more: rest.length > first, before: cursor !== null }), totalCount: all.length }
}

async function layovers(legs: PricedJourney['legs'], { deps }: Context) {
  const { airports } = await deps.catalogue()
  return legs.slice(1).map((leg, n) => {
    const before = legs[n] as PricedJourney['legs'][number]
    const airport = airports.get(leg.origin)
    if (!airport) throw new Error(`There is no airport ${leg.origin}.`)
    const day = (instant: Date) => atStation(instant, airport.timeZone).slice(0, 10)
    return {
      airport,
      duration: isoDuration(leg.departsAt.getTime() - before.arrivesAt.getTime()),
      overnight: day(leg.departsAt) !== day(before.arrivesAt),
    }
  })
}
