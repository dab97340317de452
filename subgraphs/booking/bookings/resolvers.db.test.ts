import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { type NewBooking, type PaymentWorld, paymentWorld } from '../../../tests/support/payments.ts'
import { type Context, createLoaders } from '../context.ts'
import { bookingResolvers } from './resolvers.ts'
import { loadSegments } from './store.ts'

const { applyDiscount, changeSeat, correctName } = bookingResolvers.Mutation
let world: PaymentWorld
beforeAll(async () => {
  world = await paymentWorld()
})
afterAll(() => world?.stop())

const contextOf = ({ viewer }: NewBooking) =>
  ({ viewer, deps: world.deps, load: createLoaders(world.deps) }) as unknown as Context
async function idsOf({ booking, flightId }: NewBooking) {
  const [segment] = await loadSegments(world.deps.db.client, [booking.id])
  return { bookingId: booking.id, passengerId: segment?.passengerId ?? '', flightId, idempotencyKey: newId() }
}

test('a taken seat answers with the nearest free ones, an unknown code with its field', async () => {
  const made = await world.newBooking()
  const context = contextOf(made)
  const ids = await idsOf(made)
  expect(await changeSeat({}, { input: { ...ids, seat: '5B' } }, context)).toMatchObject({
    __typename: 'SeatsUnavailable',
    path: ['input', 'seat'],
    taken: [{ flightId: made.flightId, seat: '5B' }],
    alternatives: ['5C', '5D', '5E'].map((seat) => ({ flightId: made.flightId, seat })),
  })
  const { bookingId, idempotencyKey } = ids
  expect(await applyDiscount({}, { input: { bookingId, idempotencyKey, code: 'NONE' } }, context)).toMatchObject({
    __typename: 'DiscountInvalid',
    path: ['input', 'code'],
  })
})

test('a change answers with the booking as it is then', async () => {
  const made = await world.newBooking()
  const context = contextOf(made)
  const { flightId, ...ids } = await idsOf(made)
  const booking = { __typename: 'Booking', id: made.booking.id, status: 'PENDING_PAYMENT' }
  const moved = await changeSeat({}, { input: { ...ids, flightId, seat: '6B' } }, context)
  expect(moved).toMatchObject(booking)
  const named = await correctName({}, { input: { ...ids, givenName: 'Ana', familyName: 'Roy' } }, context)
  expect(named).toMatchObject(booking)
  expect(await context.load.passengers.load(made.booking.id)).toMatchObject([{ familyName: 'Roy' }, {}])
})
