import type { KeyConflict } from '#lib/idempotency.ts'
import { requireViewer } from '#lib/identity.ts'
import { type FlightId, type HoldId, isId } from '#lib/ids.ts'
import { toMoney } from '#lib/money.ts'
import { invalidInput } from '#lib/problems.ts'
import type { BestSeatsInput, Resolvers } from '#schema/generated/booking.ts'
import type { Context } from '../context.ts'
import { holdLimitReached, seatsUnavailable, sharedProblem, tooFewSeats } from '../problem.ts'
import type { SeatRef } from '../seats/seat.ts'
import { seatMap } from '../seats/seat-map.ts'
import { findAlternatives } from './find-alternatives.ts'
import type { HoldRefusal } from './hold.ts'
import { type HoldBestSeatsInput, holdBestSeats } from './hold-best-seats.ts'
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
      const { idempotencyKey } = input
      const replaces = (input.replaces ?? null) as HoldId | null
      if (input.best) return holdBest({ best: input.best.map(wishOf), replaces, idempotencyKey }, context)
      if (!input.seats) return invalidInput(['input', 'seats'], 'Name the seats.')
      return hold({ seats: input.seats as SeatRef[], replaces, idempotencyKey }, context)
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

// The schema has these defaults, its generated types have not.
const wishOf = ({ flightId, count, cabin = 'ECONOMY', position = null, accessible = false }: BestSeatsInput) => ({
  flightId: flightId as FlightId,
  count,
  cabin,
  position,
  accessible,
})

async function hold(input: HoldSeatsInput, context: Context) {
  const outcome = await holdSeats(context.deps, requireViewer(context), input)
  if (outcome.ok) return holdAsItIs(outcome.id, context)
  return problemOf(outcome, input.seats, context)
}

async function holdBest(input: HoldBestSeatsInput, context: Context) {
  const outcome = await holdBestSeats(context.deps, requireViewer(context), input)
  if (outcome.ok) return holdAsItIs(outcome.id, context)
  if (outcome.code === 'TOO_FEW_SEATS') return tooFewSeats(outcome.left)
  return problemOf(outcome, [], context)
}

async function holdAsItIs(id: string, { deps }: Context) {
  const row = await loadHold(deps.db.client, id)
  if (!row) throw new Error(`Hold ${id} was made and is not there.`)
  return { ...row, __typename: 'Hold' as const }
}

async function problemOf(refusal: HoldRefusal | KeyConflict, wanted: SeatRef[], { deps }: Context) {
  switch (refusal.code) {
    case 'SEATS_UNAVAILABLE':
      return seatsUnavailable(refusal.taken, await findAlternatives(deps.db.client, refusal.taken, wanted))
    case 'HOLD_LIMIT_REACHED':
      return holdLimitReached(refusal.limit)
    default:
      return sharedProblem(refusal)
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
