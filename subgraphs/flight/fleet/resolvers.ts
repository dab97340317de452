import { requireViewer } from '#lib/identity.ts'
import type { Resolvers } from '#schema/generated/flight.ts'
import type { Context } from '../context.ts'
import { answerOf } from '../problem.ts'
import {
  cancelMaintenance,
  changeAircraft,
  createAircraft,
  retireAircraft,
  scheduleMaintenance,
} from './change-aircraft.ts'
import { createSeatLayout, retireSeatLayout } from './change-layouts.ts'
import { findAircraft, loadAllLayouts, loadFleet } from './store.ts'

const REGISTRATION = /^[A-Z0-9-]{1,10}$/i

const operator = (context: Context) => ({ ...context.deps, viewer: requireViewer(context) })
const aircraftOf = (context: Context) => (id: string) => context.load.aircraft.load(id)
const layoutOf = (context: Context) => (id: string) => context.load.layout.load(id)

export const fleetResolvers = {
  Query: {
    aircraft: async (_, { registration }, { deps }) =>
      REGISTRATION.test(registration)
        ? ((await findAircraft(deps.db.client, registration.toUpperCase())) ?? null)
        : null,
    fleet: (_, __, { deps }) => loadFleet(deps.db.client),
    seatLayouts: (_, __, { deps }) => loadAllLayouts(deps.db.client),
  },
  SeatLayout: {
    __resolveReference: ({ id }, { load }) => load.layout.load(id),
    retiredAt: ({ retiredAt }) => retiredAt?.toISOString() ?? null,
  },
  Aircraft: {
    __resolveReference: ({ id }, { load }) => load.aircraft.load(id),
    layout: async ({ id, layoutId }, _, { load }) => {
      const layout = await load.layout.load(layoutId)
      if (!layout) throw new Error(`Aircraft ${id} has no seat layout.`)
      return layout
    },
    maintenance: ({ id }, _, { load }) => load.maintenance.load(id),
    retiredAt: ({ retiredAt }) => retiredAt?.toISOString() ?? null,
  },
  MaintenanceWindow: {
    from: ({ startsAt }) => startsAt.toISOString(),
    to: ({ endsAt }) => endsAt.toISOString(),
  },
  Mutation: {
    createSeatLayout: async (_, { input }, context) =>
      answerOf(await createSeatLayout(operator(context), input), 'SeatLayout', layoutOf(context)),
    retireSeatLayout: async (_, { input }, context) =>
      answerOf(await retireSeatLayout(operator(context), input), 'SeatLayout', layoutOf(context)),
    createAircraft: async (_, { input }, context) =>
      answerOf(await createAircraft(operator(context), input), 'Aircraft', aircraftOf(context)),
    updateAircraft: async (_, { input }, context) =>
      answerOf(await changeAircraft(operator(context), input), 'Aircraft', aircraftOf(context)),
    retireAircraft: async (_, { input }, context) =>
      answerOf(await retireAircraft(operator(context), input), 'Aircraft', aircraftOf(context)),
    scheduleMaintenance: async (_, { input }, context) =>
      answerOf(await scheduleMaintenance(operator(context), input), 'Aircraft', aircraftOf(context)),
    cancelMaintenance: async (_, { input }, context) =>
      answerOf(await cancelMaintenance(operator(context), input), 'Aircraft', aircraftOf(context)),
  },
} satisfies Resolvers
