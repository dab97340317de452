import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Viewer } from '#lib/identity.ts'
import { newId, type UserId } from '#lib/ids.ts'
import { type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { type Context, createLoaders } from '../context.ts'
import { payBooking } from './pay-booking.ts'
import { paymentResolvers } from './resolvers.ts'

let world: PaymentWorld
beforeAll(async () => {
  world = await paymentWorld()
})
afterAll(() => world?.stop())

test('what meets a challenge is shown to the customer who pays, and to nobody else who reads the booking', async () => {
  const made = await world.newBooking()
  await payBooking(world.deps, made.viewer, payInput(made.booking, 'tok_challenge'))
  const seenBy = (viewer: Viewer | null) =>
    paymentResolvers.Booking.payments(made.booking, {}, {
      viewer,
      deps: world.deps,
      load: createLoaders(world.deps),
    } as unknown as Context)
  expect(await seenBy(made.viewer)).toMatchObject([
    { status: 'REQUIRES_ACTION', actionUrl: expect.stringMatching(/^http/), clientSecret: expect.stringMatching(/./) },
  ])
  for (const other of [{ ...made.viewer, id: newId<UserId>(), role: 'OPERATOR' } as Viewer, null]) {
    expect(await seenBy(other)).toMatchObject([{ status: 'REQUIRES_ACTION', actionUrl: null, clientSecret: null }])
  }
})
