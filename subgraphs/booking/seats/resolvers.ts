import { badUserInput } from '#lib/errors.ts'
import type { KeyConflict } from '#lib/idempotency.ts'
import { requireViewer } from '#lib/identity.ts'
import { type FlightId, isId } from '#lib/ids.ts'
import { sharedProblem } from '#lib/refusal.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import { seatsUnavailable } from '../problem.ts'
import { type BlockRefusal, blockSeats } from './block-seats.ts'
import { seatMap } from './seat-map.ts'
import { watchSeatMap } from './watch-seat-map.ts'

export const seatResolvers = {
  Flight: {
    __resolveReference: ({ id }) => ({ id: id as FlightId }),
    seatMap: ({ id }, _, { viewer, deps }) => (isId(id) ? seatMap(deps.db.client, id, viewer?.id) : null),
    availability: ({ id }, _, { load }) => (isId(id) ? load.availability.load(id) : null),
  },
  Mutation: {
    blockSeats: async (_, { input }, context) => {
      const viewer = requireViewer(context)
      const outcome = await blockSeats(context.deps, viewer, { ...input, flightId: input.flightId as FlightId })
      if (!outcome.ok) return blockProblem(outcome)
      const map = await seatMap(context.deps.db.client, outcome.id as FlightId, viewer.id)
      if (!map) throw new Error(`Flight ${outcome.id} has blocked seats but is not on sale.`)
      return { ...map, __typename: 'SeatMap' as const }
    },
  },
  Subscription: {
    seatMapChanged: {
      subscribe: (_, { flightId }, { deps, seatHub }) => {
        if (!isId(flightId)) throw badUserInput('There is no such flight.', ['flightId'])
        return watchSeatMap(deps.db.client, seatHub, flightId as FlightId)
      },
      resolve: (update: unknown) => update as never,
    },
  },
  SeatMapUpdate: {
    flight: ({ flightId }) => ({ id: flightId as FlightId }),
  },
} satisfies Resolvers

const blockProblem = (refusal: BlockRefusal | KeyConflict) =>
  refusal.code === 'SEATS_UNAVAILABLE' ? seatsUnavailable(refusal.taken, []) : sharedProblem(refusal)
