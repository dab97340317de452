import { badUserInput } from '#lib/errors.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import { findAirports } from './catalogue.ts'
import { findAircraft, loadAllLayouts, loadFleet, loadLayouts } from './store.ts'

const MOST_AIRPORTS = 50
const LONGEST_QUERY = 100
const REGISTRATION = /^[A-Z0-9-]{1,10}$/i

export const catalogueResolvers = {
  Query: {
    airport: async (_, { code }, { deps }) => (await deps.catalogue()).airports.get(code.toUpperCase()) ?? null,
    airports: async (_, { query, first }, { deps }) => {
      if (first < 1 || first > MOST_AIRPORTS) throw badUserInput(`first is 1 to ${MOST_AIRPORTS}.`, ['first'])
      if (query.length > LONGEST_QUERY) throw badUserInput(`At most ${LONGEST_QUERY} characters.`, ['query'])
      return findAirports(await deps.catalogue(), query, first)
    },
    airlines: async (_, __, { deps }) => [...(await deps.catalogue()).airlines.values()],
    aircraft: async (_, { registration }, { deps }) =>
      REGISTRATION.test(registration)
        ? ((await findAircraft(deps.db.client, registration.toUpperCase())) ?? null)
        : null,
    fleet: (_, __, { deps }) => loadFleet(deps.db.client),
    seatLayouts: (_, __, { deps }) => loadAllLayouts(deps.db.client),
  },
  Airline: {
    __resolveReference: async ({ code }, { deps }) => (await deps.catalogue()).airlines.get(code) ?? null,
  },
  Airport: {
    __resolveReference: async ({ code }, { deps }) => (await deps.catalogue()).airports.get(code) ?? null,
    city: async ({ cityId }, _, { deps }) => {
      const city = (await deps.catalogue()).cities.get(cityId)
      if (!city) throw new Error(`There is no city ${cityId}.`)
      return city
    },
  },
  City: {
    __resolveReference: async ({ id }, { deps }) => (await deps.catalogue()).cities.get(id) ?? null,
    airports: async ({ id }, _, { deps }) =>
      [...(await deps.catalogue()).airports.values()].filter((a) => a.cityId === id),
  },
  SeatLayout: {
    __resolveReference: async ({ id }, { deps }) => (await loadLayouts(deps.db.client, [id])).get(id) ?? null,
  },
  Aircraft: {
    layout: async ({ id, layoutId }, _, { load }) => {
      const layout = await load.layout.load(layoutId)
      if (!layout) throw new Error(`Aircraft ${id} has no seat layout.`)
      return layout
    },
    retiredAt: ({ retiredAt }) => retiredAt?.toISOString() ?? null,
  },
} satisfies Resolvers
