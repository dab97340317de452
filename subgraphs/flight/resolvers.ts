import type { Resolvers } from '#schema/generated/flight.ts'
import { catalogueResolvers } from './catalogue/resolvers.ts'
import { fleetResolvers } from './fleet/resolvers.ts'
import { scheduleResolvers } from './schedules/resolvers.ts'
import { searchResolvers } from './search/resolvers.ts'
import { statusResolvers } from './status/resolvers.ts'
import { timetableResolvers } from './timetable/resolvers.ts'

export const resolvers: Resolvers = {
  ...catalogueResolvers,
  ...fleetResolvers,
  ...timetableResolvers,
  ...scheduleResolvers,
  ...searchResolvers,
  Query: {
    ...catalogueResolvers.Query,
    ...fleetResolvers.Query,
    ...timetableResolvers.Query,
    ...scheduleResolvers.Query,
    ...searchResolvers.Query,
  },
  Aircraft: { ...fleetResolvers.Aircraft, ...timetableResolvers.Aircraft },
  Mutation: {
    ...catalogueResolvers.Mutation,
    ...fleetResolvers.Mutation,
    ...timetableResolvers.Mutation,
    ...scheduleResolvers.Mutation,
    ...statusResolvers.Mutation,
  },
  Subscription: statusResolvers.Subscription,
}
