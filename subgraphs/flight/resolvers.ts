import { notImplemented as refuse } from '#lib/errors.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import { catalogueResolvers } from './catalogue/resolvers.ts'
import { notImplemented } from './not-implemented.ts'
import { searchResolvers } from './search/resolvers.ts'
import { timetableResolvers } from './timetable/resolvers.ts'

const mutations = notImplemented
  .filter((field) => field.startsWith('Mutation.'))
  .map((field) => field.slice('Mutation.'.length))

export const resolvers: Resolvers = {
  ...catalogueResolvers,
  ...timetableResolvers,
  ...searchResolvers,
  Query: { ...catalogueResolvers.Query, ...timetableResolvers.Query, ...searchResolvers.Query },
  Aircraft: { ...catalogueResolvers.Aircraft, ...timetableResolvers.Aircraft },
  Mutation: Object.fromEntries(
    mutations.map((name) => [
      name,
      () => {
        throw refuse(name)
      },
    ]),
  ),
}
