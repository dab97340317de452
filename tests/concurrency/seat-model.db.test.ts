import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type FlightId, type HoldId, newId } from '#lib/ids.ts'
import { cancelBooking } from '../../subgraphs/booking/bookings/cancel-booking.ts'
import { expireBookings } from '../../subgraphs/booking/bookings/expire-bookings.ts'
import { expireHolds } from '../../subgraphs/booking/holds/expire-holds.ts'
import { releaseHold } from '../../subgraphs/booking/holds/release-hold.ts'
import { type SeatMapUpdate, wholeMap } from '../../subgraphs/booking/seats/watch-seat-map.ts'
import { type BookingFixture, bookingFixture, newViewer } from '../support/booking.ts'
import { brokenInvariants, foldMap, freshMap } from '../support/booking-invariants.ts'
import { check, newRun, steps, take } from './seat-model.ts'

const patience = { timeout: 120_000 }

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

test('property: whatever is done in whatever order, seats are where the model has them', patience, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const run = await newRun(booking)
      for (const step of all) await take(run, step)
      await check(run)
    }),
    { numRuns: 40 },
  )
})

/** Holds two seats twelve times, now and then on two flights at once, and releases, books, cancels or keeps them. */
async function beBusy(flights: FlightId[], n: number): Promise<void> {
  const viewer = newViewer()
  const seats = [4, 5, 6, 7].flatMap((row) => ['A', 'B', 'C'].map((column) => `${row}${column}`))
  let last: HoldId | null = null
  for (let round = 0; round < 12; round++) {
    const wanted = seats.filter((_, at) => (at + n + round) % 6 === 0)
    const on = round % 3 === 0 ? flights.toReversed() : [flights[(n + round) % flights.length] as FlightId]
    const refs = on.flatMap((flightId) => wanted.map((seat) => ({ flightId, seat })))
    const outcome = await booking.hold(viewer, flights[0] as FlightId, [], { seats: refs, replaces: last })
    if (!outcome.ok) continue
    last = outcome.id as HoldId
    if ((n + round) % 8 === 0) continue
    if ((n + round) % 4 === 1) await releaseHold(booking.deps, viewer, last)
    else {
      const made = await booking.book(viewer, last)
      const input = { bookingId: made.ok ? made.id : '', expectedRefund: '0', idempotencyKey: newId() }
      if (round % 2 === 0) await cancelBooking(booking.deps, viewer, input)
    }
    last = null
  }
}

test('many customers at once break no invariant, and every version of a map is told once', patience, async () => {
  const flights = [await booking.sell(), await booking.sell()]
  const firsts = await Promise.all(flights.map((id) => wholeMap(booking.db.client, id)))
  const before = (await booking.events()).length
  const sweeps = Array.from({ length: 10 }, () => expireHolds(booking.db).then(() => expireBookings(booking.db)))
  await Promise.all([...Array.from({ length: 24 }, (_, n) => beBusy(flights, n)), ...sweeps])
  const now = await dbNow(booking.db.client)
  const events = (await booking.events()).slice(before)
  for (const [n, flightId] of flights.entries()) {
    expect(foldMap(firsts[n] as SeatMapUpdate, events, now)).toEqual(await freshMap(booking.db, flightId, now))
  }
  expect(events.filter((e) => e.type === 'seats.changed.v1').length).toBeGreaterThan(50)
  expect(await brokenInvariants(booking.db, now)).toEqual({})
})
