import { type FlightId, isId } from '#lib/ids.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import { swapPreview } from './swap-preview.ts'

export const disruptionResolvers = {
  Flight: {
    swapPreview: ({ id }, { layoutId }, { deps }) =>
      isId(id) && isId(layoutId) ? swapPreview(deps.db.client, id as FlightId, layoutId) : null,
  },
} satisfies Resolvers
