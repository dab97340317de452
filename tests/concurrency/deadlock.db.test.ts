import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightId, type HoldId, newId } from '#lib/ids.ts'
import { type HoldSeatsInput, holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import { releaseHold } from '../../subgraphs/booking/holds/release-hold.ts'
import { lockSeats } from '../../subgraphs/booking/seats/store.ts'
import { wholeMap } from '../../subgraphs/booking/seats/watch-seat-map.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { apart, type BookingFixture, bookingFixture, newViewer } from '../support/booking.ts'
import { brokenInvariants } from '../support/booking-invariants.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

const twoFlights = async () => [await booking.sell(), await booking.sell()].sort() as [FlightId, FlightId]

/** A hold in a transaction of its own. */
const holdApart = (seats: HoldSeatsInput['seats']) =>
  holdSeats(apart(booking.deps), newViewer(), { seats, replaces: null, idempotencyKey: newId() })

/** Two transactions that each lock one seat, wait until both have, and then want the other's. Counts their starts. */
async function embrace(flightId: FlightId): Promise<{ starts: number }> {
  let starts = 0
  const bothHaveOne = Promise.withResolvers<void>()
  const take = (first: string, second: string) =>
    booking.db.transaction(async (tx) => {
      await lockSeats(tx, [{ flightId, seat: first }])
      if (++starts === 2) bothHaveOne.resolve()
      await bothHaveOne.promise
      await lockSeats(tx, [{ flightId, seat: second }])
    })
  await Promise.all([take('4A', '5A'), take('5A', '4A')])
  return { starts }
}

test('seats locked one after another in opposite orders do deadlock, and who lost runs again', async () => {
  expect(await embrace(await booking.sell())).toEqual({ starts: 3 })
})

test('buyers of the same seats of two flights, named in opposite orders, fail each other never', async () => {
  const flights = await twoFlights()
  const seats = flights.flatMap((flightId) => ['4A', '5A', '6A'].map((seat) => ({ flightId, seat })))
  // They stand before a seat in the middle: whoever came by another way would have what the others need.
  const lock = "SELECT * FROM seat WHERE flight_id = ? AND number = '6A' FOR UPDATE"
  const results = await race({ adminUrl: booking.database.adminUrl, lock, values: [flights[0]], waiting: 12 }, () =>
    Array.from({ length: 12 }, (_, n) => holdApart(n % 2 === 0 ? seats : seats.toReversed())),
  )
  expect(reasons(results)).toEqual([])
  expect(values(results).filter((o) => o.ok)).toHaveLength(1)
})

test('buyers of other seats of the same two flights all get them, one version of each map for every commit', async () => {
  const flights = await twoFlights()
  const lock = 'SELECT * FROM flight WHERE id = ? FOR UPDATE'
  const results = await race({ adminUrl: booking.database.adminUrl, lock, values: [flights[1]], waiting: 12 }, () =>
    Array.from({ length: 12 }, (_, n) => {
      const seats = flights.map((flightId) => ({ flightId, seat: `${4 + (n % 6)}${n < 6 ? 'A' : 'B'}` }))
      return holdApart(n % 2 === 0 ? seats : seats.toReversed())
    }),
  )
  expect(reasons(results)).toEqual([])
  expect(values(results).filter((o) => o.ok)).toHaveLength(12)
  for (const flightId of flights) {
    expect((await wholeMap(booking.db.client, flightId))?.version).toBe(13)
    const told = (await booking.events()).flatMap((e) =>
      e.type === 'seats.changed.v1' && e.data.flightId === flightId ? [e.data.version] : [],
    )
    expect(told).toEqual(Array.from({ length: 12 }, (_, n) => n + 2))
  }
})

test('of booking, releasing and replacing one hold at the same time exactly one happens', async () => {
  const flightId = await booking.sell()
  for (const [n, row] of [4, 5, 6, 7, 8, 9].entries()) {
    const ann = newViewer()
    const holdId: HoldId = await booking.held(ann, flightId, [`${row}A`])
    const lock = 'SELECT * FROM hold WHERE id = ? FOR UPDATE'
    const ways = [
      async () => (await booking.book(ann, holdId)).ok,
      () => releaseHold(booking.deps, ann, holdId),
      async () => (await booking.hold(ann, flightId, [`${row}A`, `${row}B`], { replaces: holdId })).ok,
    ]
    const started = [...ways.slice(n % 3), ...ways.slice(0, n % 3)]
    const results = await race({ adminUrl: booking.database.adminUrl, lock, values: [holdId], waiting: 3 }, () =>
      started.map((way) => way()),
    )
    expect(reasons(results)).toEqual([])
    expect(values(results).filter(Boolean)).toHaveLength(1)
  }
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})
})
