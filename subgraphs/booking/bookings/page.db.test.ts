import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { type BookingFixture, bookingFixture, newViewer } from '../../../tests/support/booking.ts'
import { pageOfBookings } from './page.ts'

let booking: BookingFixture
const [ann, bob] = [newViewer(), newViewer()]
const made: string[] = []
beforeAll(async () => {
  booking = await bookingFixture()
  const flightId = await booking.sell()
  for (const seat of ['4A', '4B', '4C', '4D', '4E']) {
    made.unshift(await booking.booked(ann, await booking.held(ann, flightId, [seat])))
  }
  await booking.booked(bob, await booking.held(bob, flightId, ['5A']))
  // Made in the same millisecond: the id decides.
  await booking.db.client
    .$executeRaw`UPDATE booking SET created_at = '2027-01-01 10:00:00.123' WHERE user_id = ${ann.id}`
})
afterAll(() => booking.close())

const page = (first: number, after?: string | null) =>
  pageOfBookings(booking.db.client, { userId: ann.id }, { first, after: after ?? null })

test('pages give every booking once, newest first', async () => {
  const ids: string[] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const { nodes, pageInfo } = await page(2, after)
    ids.push(...nodes.map((n) => n.id))
    after = pageInfo.endCursor
    more = pageInfo.hasNextPage
  }
  expect(ids).toEqual(made)
  expect((await page(5)).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
  expect((await page(1, after)).nodes).toEqual([])
})

test('a cursor that is none, or too large a page, is the fault of the caller', async () => {
  const cursor = (text: string) => Buffer.from(text).toString('base64url')
  const odd = [
    'x',
    cursor('2027-01-01T00:00:00.000Z'),
    cursor('2027-01-01T00:00:00.000Z é'),
    cursor(`+275760-09-13T00:00:00.000Z ${newId()}`),
    cursor(`-000001-01-01T00:00:00.000Z ${newId()}`),
    cursor(`soon ${newId()}`),
  ]
  for (const after of odd) {
    await expect(page(2, after), after).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
  }
  for (const first of [0, -1, 101]) {
    await expect(page(first)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } })
  }
})
