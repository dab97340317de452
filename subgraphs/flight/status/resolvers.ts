import { requireViewer } from '#lib/identity.ts'
import { type FlightId, isId } from '#lib/ids.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import type { Context } from '../context.ts'
import { answerOf } from '../problem.ts'
import { loadFlights } from '../timetable/store.ts'
import { cancelFlight, correctFlightStatus, updateFlightStatus } from './update-flight-status.ts'

const operator = (context: Context) => ({ ...context.deps, viewer: requireViewer(context) })
const flightOf = (context: Context) => (id: string) => context.load.flight.load(id as FlightId)

export const statusResolvers = {
  Mutation: {
    updateFlightStatus: async (_, { input }, context) =>
      answerOf(await updateFlightStatus(operator(context), input), 'Flight', flightOf(context)),
    correctFlightStatus: async (_, { input }, context) =>
      answerOf(await correctFlightStatus(operator(context), input), 'Flight', flightOf(context)),
    cancelFlight: async (_, { input }, context) =>
      answerOf(await cancelFlight(operator(context), input), 'Flight', flightOf(context)),
  },
  Subscription: {
    flightStatusChanged: {
      subscribe: async (_, { flightId }, { deps, flightWatchers }) => {
        const known = isId(flightId) && (await loadFlights(deps.db.client, [flightId])).has(flightId as FlightId)
        return known ? flightWatchers.watch(flightId as FlightId) : (nothing() as never)
      },
      resolve: (async (id: FlightId | null, _: unknown, { load }: Context) => id && load.flight.load(id)) as never,
    },
  },
} satisfies Resolvers

/** A flight that is not there: a null, and the stream ends. */
async function* nothing() {
  yield null
}
