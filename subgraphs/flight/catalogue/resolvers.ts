import { badUserInput } from '#lib/errors.ts'
import { requireViewer } from '#lib/identity.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import type { Context } from '../context.ts'
import { answerOf } from '../problem.ts'
import { isoDuration } from '../timetable/flight.ts'
import { createAirline, renameAirline, retireAirline } from './change-airlines.ts'
import { changeAirport, createAirport, retireAirport } from './change-airports.ts'
import { findAirports } from './find-airports.ts'

const MOST_AIRPORTS = 50
const LONGEST_QUERY = 100

const operator = (context: Context) => ({ ...context.deps, viewer: requireViewer(context) })

/** What was just changed, by a look that this process has not had yet. */
const airlineOf = (context: Context) => async (code: string) =>
  (await context.deps.catalogue({ anew: true })).airlines.get(code)
const airportOf = (context: Context) => async (code: string) =>
  (await context.deps.catalogue({ anew: true })).airports.get(code)

export const catalogueResolvers = {
  Query: {
    airport: async (_, { code }, { deps }) => (await deps.catalogue()).airports.get(code.toUpperCase()) ?? null,
    airports: async (_, { query, first }, { deps }) => {
      if (first < 1 || first > MOST_AIRPORTS) throw badUserInput(`first is 1 to ${MOST_AIRPORTS}.`, ['first'])
      if (query.length > LONGEST_QUERY) throw badUserInput(`At most ${LONGEST_QUERY} characters.`, ['query'])
      return findAirports(await deps.catalogue(), query, first)
    },
    airlines: async (_, __, { deps }) => [...(await deps.catalogue()).airlines.values()],
  },
  Airline: {
    __resolveReference: async ({ code }, { deps }) => (await deps.catalogue()).airlines.get(code) ?? null,
    retiredAt: ({ retiredAt }) => retiredAt?.toISOString() ?? null,
  },
  Airport: {
    __resolveReference: async ({ code }, { deps }) => (await deps.catalogue()).airports.get(code) ?? null,
    city: async ({ cityId }, _, { deps }) => {
      const city = (await deps.catalogue()).cities.get(cityId)
      if (!city) throw new Error(`There is no city ${cityId}.`)
      return city
    },
    minConnection: ({ minConnectionMin }) => isoDuration(minConnectionMin * 60_000),
    retiredAt: ({ retiredAt }) => retiredAt?.toISOString() ?? null,
  },
  City: {
    __resolveReference: async ({ id }, { deps }) => (await deps.catalogue()).cities.get(id) ?? null,
    airports: async ({ id }, _, { deps }) =>
      [...(await deps.catalogue()).airports.values()].filter((a) => a.cityId === id),
  },
  Mutation: {
    createAirline: async (_, { input }, context) =>
      answerOf(await createAirline(operator(context), input), 'Airline', airlineOf(context)),
    updateAirline: async (_, { input }, context) =>
      answerOf(await renameAirline(operator(context), input), 'Airline', airlineOf(context)),
    retireAirline: async (_, { input }, context) =>
      answerOf(await retireAirline(operator(context), input), 'Airline', airlineOf(context)),
    createAirport: async (_, { input }, context) =>
      answerOf(await createAirport(operator(context), input), 'Airport', airportOf(context)),
    updateAirport: async (_, { input }, context) =>
      answerOf(await changeAirport(operator(context), input), 'Airport', airportOf(context)),
    retireAirport: async (_, { input }, context) =>
      answerOf(await retireAirport(operator(context), input), 'Airport', airportOf(context)),
  },
} satisfies Resolvers
