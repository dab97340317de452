import { requireViewer } from '#lib/identity.ts'
import { type FlightId, type HoldId, isId } from '#lib/ids.ts'
import { toMoney } from '#lib/money.ts'
import { invalidInput } from '#lib/problems.ts'
import { sharedProblem } from '#lib/refusal.ts'
import type { Sql } from '#lib/sql.ts'
import type { BestSeatsInput, Resolvers } from '#schema/generated/booking.ts'
import type { Context } from '../context.ts'
import { holdLimitReached, seatsUnavailable, tooFewSeats } from '../problem.ts'
import { type SeatRef, seatName } from '../seats/seat.ts'
import { viewSeats } from '../seats/seat-map.ts'
import { findAlternatives } from './find-alternatives.ts'
import { holdBestSeats } from './hold-best-seats.ts'
import { holdSeats } from './hold-seats.ts'
import { releaseHold } from './release-hold.ts'
import type { HoldAnswer } from './run-hold-batch.ts'
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
      const viewer = requireViewer(context)
      if (input.best) {
        const best = input.best.map(wishOf)
        return answerOf(await holdBestSeats(context.deps, viewer, { best, replaces, idempotencyKey }), [], context)
      }
      if (!input.seats) return invalidInput(['input', 'seats'], 'Name the seats.')
      const seats = input.seats as SeatRef[]
      return answerOf(await holdSeats(context.deps, viewer, { seats, replaces, idempotencyKey }), seats, context)
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

async function answerOf(answer: HoldAnswer, wanted: SeatRef[], { deps: { db } }: Context) {
  if (answer.ok) return { ...(answer.hold ?? (await holdAsItIs(db.client, answer.id))), __typename: 'Hold' as const }
  switch (answer.code) {
    case 'SEATS_UNAVAILABLE':
      return seatsUnavailable(answer.taken, await findAlternatives(db.client, answer.taken, wanted))
    case 'TOO_FEW_SEATS':
      return tooFewSeats(answer.left)
    case 'HOLD_LIMIT_REACHED':
      return holdLimitReached(answer.limit)
    default:
      return sharedProblem(answer)
  }
}

async function holdAsItIs(sql: Sql, id: string): Promise<HoldRow> {
  const row = await loadHold(sql, id)
  if (!row) throw new Error(`Hold ${id} was made and is not there.`)
  return row
}

async function heldSeats(hold: HoldRow, { viewer, deps: { db } }: Context) {
  const seats = await loadHoldSeats(db.client, [hold.id])
  const views = await viewSeats(db.client, seats, viewer?.id)
  // Another aircraft may have no such seat: a hold that was on it has ended.
  return seats.flatMap(({ flightId, seat }) => {
    const view = views.get(seatName({ flightId, seat }))
    return view ? [{ flightId, seat: view }] : []
  })
}
