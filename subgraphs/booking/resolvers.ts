import type { Resolvers } from '#schema/generated/booking.ts'
import { bookingResolvers } from './bookings/resolvers.ts'
import { discountResolvers } from './discounts/resolvers.ts'
import { disruptionResolvers } from './disruptions/resolvers.ts'
import { documentResolvers } from './documents/resolvers.ts'
import { holdResolvers } from './holds/resolvers.ts'
import { paymentResolvers } from './payments/resolvers.ts'
import { seatResolvers } from './seats/resolvers.ts'

const areas: Resolvers[] = [
  seatResolvers,
  holdResolvers,
  bookingResolvers,
  discountResolvers,
  paymentResolvers,
  documentResolvers,
  disruptionResolvers,
]

/** What the areas resolve, type by type; none resolves a field of another's. */
export const resolvers: Resolvers = areas.reduce<Record<string, object>>((all, area) => {
  for (const [type, fields] of Object.entries(area)) all[type] = { ...all[type], ...fields }
  return all
}, {})
