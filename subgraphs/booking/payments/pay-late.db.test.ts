import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { shiftClock } from '#lib/clock.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import { newViewer, type PaymentWorld, payInput, paymentWorld } from '../../../tests/support/payments.ts'
import { expireBookings } from '../bookings/expire-bookings.ts'
import { holdSeats } from '../holds/hold-seats.ts'
import { payBooking } from './pay-booking.ts'

let world: PaymentWorld
beforeAll(async () => {
  world = await paymentWorld()
})
afterAll(() => world?.stop())
afterEach(() => shiftClock(0))

const wants = (flightId: FlightId, seat: string) =>
  holdSeats(world.deps, newViewer(), { seats: [{ flightId, seat }], replaces: null, idempotencyKey: newId() })

test('who began to pay in time keeps the seats while the provider thinks, though the time to pay ends', async () => {
  const { booking, viewer, flightId, seats } = await world.newBooking()
  const [seat] = seats as [string]
  shiftClock(booking.payBy.getTime() - Date.now() - 5000)
  const paid = payBooking(world.deps, viewer, payInput(booking, 'tok_slow'))
  await expect.poll(() => world.deps.db.client.payment.count({ where: { bookingId: booking.id } })).toBe(1)

  shiftClock(booking.payBy.getTime() - Date.now() + 5000)
  expect(await wants(flightId, seat)).toMatchObject({ ok: false, code: 'SEATS_UNAVAILABLE' })
  await expireBookings(world.deps.db)
  expect(await paid).toMatchObject({ ok: true })
  expect((await world.reload(booking)).status).toBe('CONFIRMED')
})

test('who did not begin to pay in time has lost them', async () => {
  const { booking, viewer, flightId, seats } = await world.newBooking()
  const [seat] = seats as [string]
  shiftClock(booking.payBy.getTime() - Date.now() + 5000)
  expect(await wants(flightId, seat)).toMatchObject({ ok: true })
  expect(await payBooking(world.deps, viewer, payInput(booking, 'tok_ok'))).toMatchObject({
    ok: false,
    code: 'WRONG_STATE',
  })
})
