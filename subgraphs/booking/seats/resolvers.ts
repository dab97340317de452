import { badUserInput, notImplemented } from '#lib/errors.ts'
import { type FlightId, isId } from '#lib/ids.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import { seatMap } from './seat-map.ts'
import { watchSeatMap } from './watch-seat-map.ts'

export const seatResolvers = {
  Flight: {
    __resolveReference: ({ id }) => ({ id: id as FlightId }),
    seatMap: ({ id }, _, { viewer, deps }) => (isId(id) ? seatMap(deps.db.client, id, viewer?.id) : null),
    availability: ({ id }, _, { load }) => (isId(id) ? load.availability.load(id) : null),
  },
  Mutation: {
    blockSeats: () => {
      throw notImplemented('blockSeats')
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
