import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightId, type HoldId, newId } from '#lib/ids.ts'
import { type BookingDb, openBookingDb } from '../../subgraphs/booking/database.ts'
import { type BestSeats, holdBestSeats } from '../../subgraphs/booking/holds/hold-best-seats.ts'
import { holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import { loadHoldSeats } from '../../subgraphs/booking/holds/store.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { type BookingFixture, bookingFixture, depsOn, newViewer } from '../support/booking.ts'
import { brokenInvariants } from '../support/booking-invariants.ts'
import { economy } from '../support/flights.ts'

let booking: BookingFixture
let pools: BookingDb[]
beforeAll(async () => {
  booking = await bookingFixture()
  pools = [booking.db, openBookingDb(booking.database.url)]
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})
  await pools[1]?.close()
  await booking.close()
})

// Ten rows of two and two: 40 seats, twenty pairs.
const cabin = economy({
  firstRow: 1,
  lastRow: 10,
  columns: ['A', 'B', 'C', 'D'],
  aisleAfter: ['B'],
  features: [],
})
const pair = (flightId: FlightId): BestSeats => ({
  flightId,
  count: 2,
  cabin: 'ECONOMY',
  position: null,
  accessible: false,
})
const depsOf = (n: number) => depsOn(pools[n % 2] as BookingDb)
const askBest = (n: number, flightId: FlightId) =>
  holdBestSeats(depsOf(n), newViewer(), { best: [pair(flightId)], replaces: null, idempotencyKey: newId() })

const pairsOf = async (outcomes: Array<{ ok: true; id: string } | { ok: false }>) => {
  const ids = outcomes.flatMap((o) => (o.ok ? [o.id as HoldId] : []))
  const seats = await loadHoldSeats(booking.db.client, ids)
  return [...Map.groupBy(seats, (s) => s.holdId).values()].map((of) => of.map((s) => s.seat).join(' '))
}

test('of 30 buyers who ask for two of 40 seats at once, 20 get two that touch and the rest are refused', async () => {
  const flightId = await booking.sell({ cabins: [cabin] })
  const results = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => askBest(n, flightId)))
  expect(reasons(results)).toEqual([])
  const outcomes = values(results)
  const pairs = await pairsOf(outcomes)
  expect(pairs).toHaveLength(20)
  expect(pairs.every((of) => /^(\d+)A \1B$|^(\d+)C \2D$/.test(of))).toBe(true)
  expect(new Set(pairs).size).toBe(20)
  expect(outcomes.filter((o) => !o.ok && o.code === 'TOO_FEW_SEATS')).toHaveLength(10)
})

// Whoever names the seat goes before: all stand in one queue for it, and the choice was made before the queue moved.
test('a buyer whose choice somebody else has taken meanwhile gets the next best', async () => {
  const flightId = await booking.sell({ cabins: [cabin] })
  const lock = "SELECT * FROM seat WHERE flight_id = ? AND number = '1A' FOR UPDATE"
  const barrier = { adminUrl: booking.database.adminUrl, lock, values: [flightId], waiting: 2 }
  const named = { seats: [{ flightId, seat: '1A' }], replaces: null, idempotencyKey: newId<string>() }
  const results = await race(barrier, () => [holdSeats(depsOf(0), newViewer(), named), askBest(1, flightId)])
  expect(reasons(results)).toEqual([])
  const [first, second] = values(results)
  const seats = [...(await pairsOf([first as never])), ...(await pairsOf([second as never]))]
  // The queue is fair, but not promised to be: either the name came first, or the choice did.
  if (first?.ok) expect(seats).toEqual(['1A', '1C 1D'])
  else expect(seats).toEqual(['1A 1B'])
})

test('buyers who name seats and buyers who ask for the best share no seat', async () => {
  const flightId = await booking.sell({ cabins: [cabin] })
  const named = (n: number) => {
    const seats = ['B', 'C'].map((column) => ({ flightId, seat: `${n + 1}${column}` }))
    return holdSeats(depsOf(n), newViewer(), { seats, replaces: null, idempotencyKey: newId() })
  }
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => [named(n), askBest(n, flightId), askBest(n + 1, flightId)]).flat(),
  )
  expect(reasons(results)).toEqual([])
  const seats = (await pairsOf(values(results))).flatMap((of) => of.split(' '))
  expect(new Set(seats).size).toBe(seats.length)
  expect(seats).toHaveLength(40)
})
