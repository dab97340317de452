import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type BookingId, type FlightId, newId } from '#lib/ids.ts'
import { type BookingFixture, bookingFixture, newViewer } from '../../../tests/support/booking.ts'
import type { BookingRow } from './booking.ts'
import { confirmBooking } from './confirm-booking.ts'
import { manifestOf } from './manifest.ts'
import { lockBooking } from './store.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

/** A booking with a passenger of each family name on each of the seats; confirmed unless said otherwise. */
async function book(flightId: FlightId, names: Record<string, string>, confirmed = true): Promise<BookingId> {
  const viewer = newViewer()
  const hold = await booking.held(viewer, flightId, Object.keys(names))
  const passengers = Object.entries(names).map(([seat, familyName]) => ({
    givenName: 'Ana',
    familyName,
    bornOn: '1990-02-03',
    seats: [{ flightId, seat }],
  }))
  const id = await booking.booked(viewer, hold, { passengers })
  if (!confirmed) return id
  await booking.db.transaction(async (tx) =>
    confirmBooking(tx, (await lockBooking(tx, id)) as BookingRow, await dbNow(tx)),
  )
  return id
}
const manifest = (flightId: FlightId, first = 100, after: string | null = null) =>
  manifestOf(booking.db.client, flightId, { first, after })

test('confirmed bookings of the flight and no other come by family name, as people order names', async () => {
  const [flightId, other] = [await booking.sell(), await booking.sell()]
  const zola = await book(flightId, { '4A': 'Zola' })
  const ahlberg = await book(flightId, { '4B': 'Öberg', '4C': 'ahlberg' })
  const boer = await book(flightId, { '4D': 'de Boer' })
  const eclair = await book(flightId, { '4E': 'Éclair' })
  const wang = await book(flightId, { '5B': '王' })
  await book(flightId, { '5A': 'Bauer' }, false)
  await book(other, { '4A': 'Adams' })
  const { nodes, pageInfo } = await manifest(flightId)
  expect(nodes.map((n) => n.id)).toEqual([ahlberg, boer, eclair, zola, wang])
  expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
  expect((await manifest(newId())).nodes).toEqual([])
})

test('pages give every booking once, also where names are the same but for case and accents', async () => {
  const flightId = await booking.sell()
  const names = ['Rao', 'rao', 'Räo', 'Rao', 'Singh', 'RAO', 'Abe']
  for (const [n, name] of names.entries())
    await book(flightId, { [`${4 + Math.floor(n / 6)}${'ABCDEF'[n % 6]}`]: name })
  const whole = (await manifest(flightId)).nodes.map((n) => n.id)
  expect(new Set(whole).size).toBe(names.length)
  const ids: string[] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const { nodes, pageInfo } = await manifest(flightId, 2, after)
    ids.push(...nodes.map((n) => n.id))
    after = pageInfo.endCursor
    more = pageInfo.hasNextPage
  }
  expect(ids).toEqual(whole)
})

test('a cursor that is none, or too large a page, is the fault of the caller', async () => {
  const flightId = await booking.sell()
  const badInput = { extensions: { code: 'BAD_USER_INPUT' } }
  await expect(manifest(flightId, 2, 'x')).rejects.toMatchObject(badInput)
  for (const first of [0, 501]) await expect(manifest(flightId, first)).rejects.toMatchObject(badInput)
})
