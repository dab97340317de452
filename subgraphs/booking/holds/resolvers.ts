import { notImplemented } from '#lib/errors.ts'
import { requireViewer } from '#lib/identity.ts'
import { type FlightId, type HoldId, isId } from '#lib/ids.ts'
import { toMoney } from '#lib/money.ts'
import { invalidInput } from '#lib/problems.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import type { Context } from '../context.ts'
import { holdLimitReached, seatsUnavailable, sharedProblem } from '../problem.ts'
import type { SeatRef } from '../seats/seat.ts'
import { seatMap } from '../seats/seat-map.ts'
import { findAlternatives } from './find-alternatives.ts'
import { type HoldSeatsInput, holdSeats } from './hold-seats.ts'
import { releaseHold } from './release-hold.ts'
import { type HoldRow, loadHold, loadHoldSeats } from './store.ts'

export const holdResolvers = {
  Query: {
    hold: async (_, { id }, context) => {
      const viewer = requireViewer(context)
      const hold = isId(id) ? await loadHold(context.deps.db.client, id) : undefined
      return hold?.userId === viewer.id ? hold : null
    },
  },
  Mutation: {
    holdSeats: async (_, { input }, context) => {
      if (input.best && input.seats) return invalidInput(['input', 'best'], 'Name seats, or let us pick: not both.')
      if (input.best) throw notImplemented('Picking the best seats')
      if (!input.seats) return invalidInput(['input', 'seats'], 'Name the seats.')
      const { idempotencyKey, replaces = null } = input
      return hold({ seats: input.seats as SeatRef[], replaces: replaces as HoldId | null, idempotencyKey }, context)
    },
    releaseHold: (_, { holdId }, context) => releaseHold(context.deps, requireViewer(context), holdId),
  },
  Hold: {
    __resolveReference: async ({ id }, { viewer, deps }) => {
      const found = isId(id) ? await loadHold(deps.db.client, id) : undefined
      return found && found.userId === viewer?.id ? found : null
    },
    seats: (hold, _, context) => heldSeats(hold, context),
    total: ({ totalMinor, currency }) => toMoney({ amountMinor: totalMinor, currency }),
    expiresAt: ({ expiresAt }) => expiresAt.toISOString(),
    serverTime: async (_, __, { load }) => (await load.now()).toISOString(),
  },
  HeldSeat: {
    flight: ({ flightId }) => ({ id: flightId as FlightId }),
  },
} satisfies Resolvers

async function hold(input: HoldSeatsInput, context: Context) {
  const { db } = context.deps
  const outcome = await holdSeats(context.deps, requireViewer(context), input)
  if (outcome.ok) {
    const row = await loadHold(db.client, outcome.id)
    if (!row) throw new Error(`Hold ${outcome.id} was made and is not there.`)
    return { ...row, __typename: 'Hold' as const }
  }
  switch (outcome.code) {
    case 'SEATS_UNAVAILABLE':
      return seatsUnavailable(outcome.taken, await findAlternatives(db.client, outcome.taken, input.seats))
    case 'HOLD_LIMIT_REACHED':
      return holdLimitReached(outcome.limit)
    default:
      return sharedProblem(outcome)
  }
}

async function heldSeats(hold: HoldRow, { viewer, deps: { db } }: Context) {
  const seats = await loadHoldSeats(db.client, [hold.id])
  const flightIds = [...new Set(seats.map((s) => s.flightId))]
  const maps = await Promise.all(flightIds.map((id) => seatMap(db.client, id, viewer?.id)))
  const views = new Map(maps.flatMap((map) => map?.seats.map((s) => [`${map.flightId}/${s.number}`, s] as const) ?? []))
  return seats.map(({ flightId, seat }) => {
    const view = views.get(`${flightId}/${seat}`)
    if (!view) throw new Error(`Seat ${seat} of flight ${flightId} is held and not on its map.`)
    return { flightId, seat: view }
  })
}
