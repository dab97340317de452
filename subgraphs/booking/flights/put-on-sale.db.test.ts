import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightId, newId } from '#lib/ids.ts'
import { type BookingFixture, bookingFixture, newViewer } from '../../../tests/support/booking.ts'
import { economy, fare, flightPublished, flightSnapshot } from '../../../tests/support/flights.ts'
import { seatMap } from '../seats/seat-map.ts'
import { countSeats } from '../seats/store.ts'
import { putOnSale } from './put-on-sale.ts'
import { loadFlights } from './store.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

const mapOf = (flightId: string) => seatMap(booking.db.client, flightId as FlightId, undefined)

test('a published flight has a row for every seat of its layout, all free', async () => {
  const flightId = await booking.sell()
  const map = await mapOf(flightId)
  expect(map).toMatchObject({ version: 1, layoutVersion: 1 })
  expect(map?.seats).toHaveLength(2 * 4 - 1 + 6 * 6)
  expect(map?.seats.every((s) => s.status === 'AVAILABLE' && s.heldUntil === null)).toBe(true)
  expect(map?.seats.find((s) => s.number === '4A')?.price).toEqual({ amount: '900.00', currency: 'INR' })
  expect(await countSeats(booking.db.client, [flightId], new Date())).toEqual([
    { flightId, cabin: 'BUSINESS', available: 7, held: 0, booked: 0, total: 7 },
    { flightId, cabin: 'ECONOMY', available: 36, held: 0, booked: 0, total: 36 },
  ])
})

test('a flight nobody published is not on sale', async () => {
  expect(await mapOf(newId())).toBeNull()
})

test('the same event again, and a later one about the same flight, leave its seats as they are', async () => {
  const snapshot = flightSnapshot()
  const published = flightPublished(snapshot)
  await putOnSale(booking.db, [published, published])
  await booking.held(newViewer(), snapshot.flightId as FlightId, ['4A'])
  await putOnSale(booking.db, [published])
  const dearer = { ...snapshot, fares: [fare({ baseMinor: 9999_00 })], salesCloseAt: '2099-01-01T00:00:00.000Z' }
  await putOnSale(booking.db, [flightPublished(dearer)])
  const map = await mapOf(snapshot.flightId)
  expect(map?.version).toBe(2)
  expect(map?.seats.filter((s) => s.status !== 'AVAILABLE').map((s) => s.number)).toEqual(['4A'])
  const [flight] = (await loadFlights(booking.db.client, [snapshot.flightId])).values()
  expect(flight?.fares.map((f) => f.baseMinor)).toEqual([9999_00])
  expect(flight?.salesCloseAt).toEqual(new Date('2099-01-01T00:00:00Z'))
})

test('many flights of several layouts in one batch all go on sale, the last word about each counts', async () => {
  const layouts = [{ layoutId: newId() }, { layoutId: newId(), cabins: [economy({ lastRow: 4 })] }]
  const snapshots = Array.from({ length: 120 }, (_, n) => flightSnapshot({ ...layouts[n % 2], number: `SK${n}` }))
  const again = { ...(snapshots[0] as (typeof snapshots)[0]), fares: [fare({ baseMinor: 1 })] }
  await putOnSale(booking.db, [...snapshots, again].map(flightPublished))
  const counts = await countSeats(
    booking.db.client,
    snapshots.map((s) => s.flightId),
    new Date(),
  )
  expect(counts.reduce((sum, c) => sum + c.total, 0)).toBe(60 * 43 + 60 * 6)
  const [first] = (await loadFlights(booking.db.client, [again.flightId])).values()
  expect(first?.fares.map((f) => f.baseMinor)).toEqual([1])
})
