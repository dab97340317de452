import { badUserInput } from '#lib/errors.ts'
import { hasRole, requireViewer, type Viewer } from '#lib/identity.ts'
import { type BookingId, type FlightId, isId } from '#lib/ids.ts'
import { toMoney } from '#lib/money.ts'
import { sharedProblem } from '#lib/refusal.ts'
import type { Resolvers } from '#schema/generated/booking.ts'
import type { Context } from '../context.ts'
import { firstDeparture } from '../flights/flight.ts'
import { findAlternatives } from '../holds/find-alternatives.ts'
import { capturedMinor } from '../payments/payment.ts'
import { discountInvalid, holdExpired, priceChanged, seatsUnavailable } from '../problem.ts'
import type { SeatRef } from '../seats/seat.ts'
import { availableActions } from './actions.ts'
import { applyDiscount } from './apply-discount.ts'
import { type BookingRow, balanceMinor } from './booking.ts'
import { cancelBooking, quoteCancellation } from './cancel-booking.ts'
import { changeSeat } from './change-seat.ts'
import { correctName } from './correct-name.ts'
import { createBooking } from './create-booking.ts'
import { manifestOf } from './manifest.ts'
import { pageOfBookings } from './page.ts'
import { normalReference } from './reference.ts'
import { findBookings, loadBooking } from './store.ts'

/** Bookings are their owner's, and of those who run the airline; to all others they are not there. */
const maySee = (viewer: Viewer | null, { userId }: BookingRow): boolean =>
  viewer !== null && (viewer.id === userId || hasRole(viewer, 'OPERATOR'))

async function visibleBooking(id: string, { viewer, load }: Context): Promise<BookingRow | null> {
  const booking = isId(id) ? await load.booking.load(id as BookingId) : null
  return booking && maySee(viewer, booking) ? booking : null
}

/** What a mutation made or changed, read as it is now. */
export async function bookingAsItIs(id: string, { deps }: Context) {
  const booking = await loadBooking(deps.db.client, id)
  if (!booking) throw new Error(`Booking ${id} was changed and is not there.`)
  return { ...booking, __typename: 'Booking' as const }
}

export const bookingResolvers = {
  Query: {
    booking: (_, { id }, context) => visibleBooking(id, context),
    bookings: (_, { first, after, reference, flightId, contactEmail, status }, { deps }) => {
      const code = reference == null ? undefined : normalReference(reference)
      if (reference != null && code === undefined) throw badUserInput('Not a reference.', ['reference'])
      if (flightId != null && !isId(flightId)) throw badUserInput('There is no such flight.', ['flightId'])
      const filter = {
        ...(code !== undefined && { reference: code }),
        ...(flightId != null && { flightId }),
        ...(contactEmail != null && { contactEmail }),
        ...(status != null && { status }),
      }
      return pageOfBookings(deps.db.client, filter, { first, after })
    },
    bookingByReference: async (_, { reference, familyName }, context) => {
      const code = normalReference(reference)
      if (code === undefined) return null
      const page = { limit: 1, after: undefined }
      const [booking] = await findBookings(context.deps.db.client, { reference: code }, page)
      if (!booking) return null
      const named = (await context.load.passengers.load(booking.id)).some((p) => sameName(p.familyName, familyName))
      return named ? { ...booking, segments: await context.load.segments.load(booking.id) } : null
    },
    cancellationQuote: async (_, { bookingId }, context) => {
      const booking = await visibleBooking(bookingId, context)
      const quote = booking && (await quoteCancellation(context.deps.db.client, booking, await context.load.now()))
      if (!quote) return null
      const money = (amountMinor: number) => toMoney({ amountMinor, currency: booking.currency })
      return {
        refund: money(quote.refundMinor),
        fee: money(quote.feeMinor),
        validUntil: quote.validUntil.toISOString(),
      }
    },
  },
  Mutation: {
    createBooking: async (_, { input }, context) => {
      const { contactEmail = null, discountCode = null, ...rest } = input
      const passengers = input.passengers.map((p) => ({ ...p, seats: p.seats as SeatRef[] }))
      const outcome = await createBooking(context.deps, requireViewer(context), {
        ...rest,
        passengers,
        contactEmail,
        discountCode,
      })
      if (outcome.ok) return bookingAsItIs(outcome.id, context)
      switch (outcome.code) {
        case 'HOLD_EXPIRED':
          return holdExpired(outcome.expiredAt)
        case 'DISCOUNT_INVALID':
          return discountInvalid(outcome.fault, 'discountCode')
        default:
          return sharedProblem(outcome)
      }
    },
    cancelBooking: async (_, { input }, context) => {
      const outcome = await cancelBooking(context.deps, requireViewer(context), input)
      if (outcome.ok) return bookingAsItIs(outcome.id, context)
      if (outcome.code === 'PRICE_CHANGED') return priceChanged(outcome, ['input', 'expectedRefund'])
      return sharedProblem(outcome)
    },
    applyDiscount: async (_, { input }, context) => {
      const outcome = await applyDiscount(context.deps, requireViewer(context), input)
      if (outcome.ok) return bookingAsItIs(outcome.id, context)
      return outcome.code === 'DISCOUNT_INVALID' ? discountInvalid(outcome.fault, 'code') : sharedProblem(outcome)
    },
    changeSeat: async (_, { input }, context) => {
      const outcome = await changeSeat(context.deps, requireViewer(context), input)
      if (outcome.ok) return bookingAsItIs(outcome.id, context)
      if (outcome.code !== 'SEATS_UNAVAILABLE') return sharedProblem(outcome)
      const { taken } = outcome
      return seatsUnavailable(taken, await findAlternatives(context.deps.db.client, taken, taken), 'seat')
    },
    correctName: async (_, { input }, context) => {
      const outcome = await correctName(context.deps, requireViewer(context), input)
      return outcome.ok ? bookingAsItIs(outcome.id, context) : sharedProblem(outcome)
    },
  },
  Subscription: {
    bookingChanged: {
      subscribe: async (_, { id }, context) => {
        const booking = await visibleBooking(id, context)
        // Another's booking looks like one that is not there: a null, and the stream ends.
        return booking ? context.bookingWatchers.watch(booking.id) : (nothing() as never)
      },
      resolve: ((id: BookingId | null, _: unknown, { deps }: Context) =>
        id ? loadBooking(deps.db.client, id) : null) as never,
    },
  },
  Booking: {
    __resolveReference: ({ id }, context) => visibleBooking(id, context),
    user: ({ userId }) => ({ id: userId }),
    passengers: ({ id }, _, { load }) => load.passengers.load(id),
    segments: async ({ id }, _, context) => segmentsOf(id, context),
    priceLines: async ({ id, currency }, _, { load }) =>
      (await load.priceLines.load(id)).map((l) => ({
        ...l,
        amount: toMoney({ amountMinor: l.amountMinor, currency }),
      })),
    total: ({ totalMinor, currency }) => toMoney({ amountMinor: totalMinor, currency }),
    balance: async ({ id, totalMinor, currency }, _, { load }) => {
      const refunds = (await load.refunds.load(id)).filter((r) => r.status === 'SUCCEEDED')
      const refunded = refunds.reduce((sum, r) => sum + r.amountMinor, 0)
      const captured = capturedMinor(await load.payments.load(id))
      return toMoney({ amountMinor: balanceMinor(totalMinor, captured, refunded), currency })
    },
    payBy: ({ status, payBy }) => (status === 'PENDING_PAYMENT' ? payBy.toISOString() : null),
    availableActions: async (booking, _, { load }) => {
      const segments = await load.segments.load(booking.id)
      const flights = await load.flight.loadMany(segments.map((s) => s.flightId))
      const known = flights.flatMap((f) => (f && !(f instanceof Error) ? [f] : []))
      const payments = await load.payments.load(booking.id)
      return availableActions(booking, {
        now: await load.now(),
        departsAt: firstDeparture(known),
        paymentProcessing: payments.some((p) => p.status === 'PROCESSING'),
        seatLost: segments.some((s) => s.seat === null),
      })
    },
    history: async ({ id }, _, { load }) =>
      (await load.history.load(id)).map((e) => ({ ...e, at: e.at.toISOString() })),
    createdAt: ({ createdAt }) => createdAt.toISOString(),
  },
  Segment: { flight: ({ flightId }) => ({ id: flightId as FlightId }) },
  SummarySegment: { flight: ({ flightId }) => ({ id: flightId as FlightId }) },
  User: {
    bookings: ({ id }, { first, after }, { viewer, deps }) => {
      if (viewer === null || (viewer.id !== id && !hasRole(viewer, 'OPERATOR'))) return null
      return pageOfBookings(deps.db.client, { userId: id }, { first, after })
    },
  },
  Flight: {
    manifest: ({ id }, { first, after }, { deps }) =>
      isId(id) ? manifestOf(deps.db.client, id, { first, after: after ?? null }) : null,
  },
} satisfies Resolvers

async function* nothing(): AsyncGenerator<null> {
  yield null
}

async function segmentsOf(id: BookingId, { load }: Context) {
  const passengers = new Map((await load.passengers.load(id)).map((p) => [p.id, p]))
  return (await load.segments.load(id)).map((segment) => {
    const passenger = passengers.get(segment.passengerId)
    if (!passenger) throw new Error(`Booking ${id} has a segment without a passenger.`)
    return { ...segment, passenger }
  })
}

/** As a person would compare: case and accents do not count. */
function sameName(a: string, b: string): boolean {
  return new Intl.Collator('en', { sensitivity: 'base' }).compare(a.trim(), b.trim()) === 0
}
