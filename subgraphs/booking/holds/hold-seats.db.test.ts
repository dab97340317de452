import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightId, type HoldId, newId } from '#lib/ids.ts'
import {
  type BookingFixture,
  bookingFixture,
  HOLD_TTL_MS,
  MINUTE_MS,
  newViewer,
} from '../../../tests/support/booking.ts'
import { fare } from '../../../tests/support/flights.ts'
import { seatMap } from '../seats/seat-map.ts'
import { UNPAID_SEATS_LIMIT } from './hold.ts'
import { holdSeats } from './hold-seats.ts'
import { loadHold } from './store.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

const statusOf = async (flightId: FlightId, viewerId?: ReturnType<typeof newViewer>['id']) => {
  const map = await seatMap(booking.db.client, flightId, viewerId)
  const claimed = map?.seats.filter((s) => s.status !== 'AVAILABLE') ?? []
  return { version: map?.version, claimed: claimed.map((s) => `${s.number} ${s.status}${s.heldByMe ? ' by me' : ''}`) }
}
const rowsOf = async () => {
  const [row] = await booking.db.client.$queryRaw<Array<Record<string, bigint>>>`
    SELECT (SELECT COUNT(*) FROM hold) AS holds, (SELECT COUNT(*) FROM outbox) AS events,
      (SELECT COUNT(*) FROM idempotency_key) AS answers`
  return row
}

test('a hold takes its seats until its time, at the price of the moment, and is told of once', async () => {
  const flightId = await booking.sell()
  const ann = newViewer()
  const id = await booking.held(ann, flightId, ['4A', '4B'])
  expect(await statusOf(flightId, ann.id)).toEqual({ version: 2, claimed: ['4A HELD by me', '4B HELD by me'] })
  expect((await statusOf(flightId, newViewer().id)).claimed).toEqual(['4A HELD', '4B HELD'])
  const hold = await loadHold(booking.db.client, id)
  expect(hold).toMatchObject({ status: 'ACTIVE', currency: 'INR', totalMinor: 2 * (4500_00 + 750_50) + 900_00 })
  expect((hold?.expiresAt.getTime() ?? 0) - (hold?.createdAt.getTime() ?? 0)).toBe(HOLD_TTL_MS)
  const told = (await booking.events()).filter((e) => e.subject === flightId)
  expect(told.map((e) => e.data)).toEqual([
    {
      flightId,
      version: 2,
      layoutVersion: 1,
      seats: ['4A', '4B'].map((number) => ({ number, status: 'HELD', heldUntil: hold?.expiresAt.toISOString() })),
    },
  ])
})

test('the same request again is the same hold, and changes nothing', async () => {
  const flightId = await booking.sell()
  const ann = newViewer()
  const again = { idempotencyKey: newId() }
  const first = await booking.held(ann, flightId, ['4A'], again)
  const before = await rowsOf()
  expect(await booking.hold(ann, flightId, ['4A'], again)).toEqual({ ok: true, type: 'Hold', id: first })
  expect(await rowsOf()).toEqual(before)
})

test('the same key with other seats is a conflict, from another customer it is another key', async () => {
  const flightId = await booking.sell()
  const [ann, bob] = [newViewer(), newViewer()]
  const again = { idempotencyKey: newId() }
  const first = await booking.held(ann, flightId, ['4A'], again)
  expect(await booking.hold(ann, flightId, ['4B'], again)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  expect(await booking.held(bob, flightId, ['4B'], again)).not.toBe(first)
})

test('a refusal keeps nothing: the same key holds the seat once it is free', async () => {
  const flightId = await booking.sell()
  await booking.held(newViewer(), flightId, ['4A'])
  const [bob, again] = [newViewer(), { idempotencyKey: newId() }]
  const before = await rowsOf()
  expect(await booking.hold(bob, flightId, ['4A', '4B'], again)).toEqual({
    ok: false,
    code: 'SEATS_UNAVAILABLE',
    taken: [{ flightId, seat: '4A' }],
  })
  expect(await rowsOf()).toEqual(before)
  expect((await statusOf(flightId)).claimed).toEqual(['4A HELD'])
  expect(await booking.held(bob, flightId, ['4B'], again)).toBeTruthy()
})

test('bad input is refused with the argument at fault, and changes nothing', async () => {
  const flightId = await booking.sell()
  const ann = newViewer()
  const before = await rowsOf()
  const refused = async (seats: string[], more: Parameters<typeof booking.hold>[3] = {}) => {
    const outcome = await booking.hold(ann, flightId, seats, more)
    return outcome.ok ? 'held' : [outcome.code, 'path' in outcome ? outcome.path.slice(1).join('.') : ''].join(' ')
  }
  const rows = Array.from({ length: 50 }, (_, n) => `${n + 1}A`)
  expect(await refused([])).toBe('INVALID_INPUT seats')
  expect(await refused(rows)).toBe('INVALID_INPUT seats')
  expect(await refused(['4A', '4A'])).toBe('INVALID_INPUT seats')
  expect(await refused(['99Z'])).toBe('INVALID_INPUT seats')
  expect(await refused(['4A', '4X'])).toBe('INVALID_INPUT seats')
  for (const seat of ['', '4a', '04A', 'A4', '4AA', '4É', '4A\u0000', "4A' OR 1=1", '٤A']) {
    expect(await refused(['4B', seat]), seat).toBe('INVALID_INPUT seats.1.seat')
  }
  for (const idempotencyKey of ['', 'a b', 'é', 'k'.repeat(129)]) {
    expect(await refused(['4A'], { idempotencyKey })).toBe('INVALID_INPUT idempotencyKey')
  }
  for (const unknown of [newId<FlightId>(), '' as FlightId, 'é' as FlightId, "x' OR '1'='1" as FlightId]) {
    expect(await refused([], { seats: [{ flightId: unknown, seat: '4A' }] })).toBe('NOT_FOUND ')
  }
  for (const replaces of [newId<HoldId>(), '' as HoldId, 'é' as HoldId]) {
    expect(await refused(['4A'], { replaces })).toBe('NOT_FOUND ')
  }
  expect(await rowsOf()).toEqual(before)
})

test('a flight whose sales have closed is not held', async () => {
  const flightId = await booking.sell({ salesCloseAt: new Date(Date.now() - 1000).toISOString() })
  expect(await booking.hold(newViewer(), flightId, ['4A'])).toMatchObject({
    code: 'WRONG_STATE',
    state: 'SALES_CLOSED',
  })
})

test('over two flights it is all or none, and both are told of it', async () => {
  const [out, back, ann] = [await booking.sell(), await booking.sell(), newViewer()]
  await booking.held(newViewer(), back, ['5A'])
  const both = {
    seats: [
      { flightId: back, seat: '5A' },
      { flightId: out, seat: '5A' },
    ],
  }
  expect(await booking.hold(ann, out, [], both)).toMatchObject({ taken: [{ flightId: back, seat: '5A' }] })
  expect(await statusOf(out)).toEqual({ version: 1, claimed: [] })
  const free = {
    seats: [
      { flightId: back, seat: '5B' },
      { flightId: out, seat: '5B' },
    ],
  }
  await booking.held(ann, out, [], free)
  expect(await statusOf(out)).toEqual({ version: 2, claimed: ['5B HELD'] })
  expect(await statusOf(back)).toEqual({ version: 3, claimed: ['5A HELD', '5B HELD'] })
})

test('flights sold in different currencies are not held together', async () => {
  const rupees = await booking.sell()
  const euros = await booking.sell({ fares: [fare({ currency: 'EUR' })] })
  const seats = [
    { flightId: rupees, seat: '5A' },
    { flightId: euros, seat: '5A' },
  ]
  expect(await booking.hold(newViewer(), rupees, [], { seats })).toMatchObject({ code: 'INVALID_INPUT' })
  expect((await statusOf(rupees)).claimed).toEqual([])
})

test('a hold that replaces another keeps the seats they share and gives back the rest in one commit', async () => {
  const flightId = await booking.sell()
  const ann = newViewer()
  const first = await booking.held(ann, flightId, ['4A', '4B'])
  const second = await booking.held(ann, flightId, ['4B', '4C'], { replaces: first })
  expect(await statusOf(flightId, ann.id)).toEqual({ version: 3, claimed: ['4B HELD by me', '4C HELD by me'] })
  expect((await loadHold(booking.db.client, first))?.status).toBe('RELEASED')
  const last = (await booking.events()).filter((e) => e.subject === flightId).at(-1)?.data as {
    seats: Array<{ number: string; status: string }>
  }
  expect(last.seats.map((s) => `${s.number} ${s.status}`)).toEqual(['4A AVAILABLE', '4B HELD', '4C HELD'])
  expect(await booking.hold(ann, flightId, ['5A'], { replaces: first })).toMatchObject({ code: 'NOT_FOUND' })
  expect((await loadHold(booking.db.client, second))?.status).toBe('ACTIVE')
})

test("a replacement that is refused leaves the first hold as it was, and another's hold is not found", async () => {
  const flightId = await booking.sell()
  const [ann, bob] = [newViewer(), newViewer()]
  const first = await booking.held(ann, flightId, ['4A'])
  await booking.held(bob, flightId, ['4B'])
  expect(await booking.hold(ann, flightId, ['4A', '4B'], { replaces: first })).toMatchObject({
    code: 'SEATS_UNAVAILABLE',
  })
  expect(await booking.hold(bob, flightId, ['4A'], { replaces: first })).toMatchObject({ code: 'NOT_FOUND' })
  expect((await loadHold(booking.db.client, first))?.status).toBe('ACTIVE')
  expect((await statusOf(flightId, ann.id)).claimed).toEqual(['4A HELD by me', '4B HELD'])
})

// cqrs-journey #348: seats blocked again and again by holds that never pay.
test('one customer has at most nine unpaid seats of a flight, held or booked, and more once they are paid or over', async () => {
  const [flightId, other] = [await booking.sell(), await booking.sell()]
  const ann = newViewer()
  const limit = { ok: false, code: 'HOLD_LIMIT_REACHED', limit: UNPAID_SEATS_LIMIT }
  const row = (n: number) => [...'ABCDEF'].map((column) => `${n}${column}`)
  const first = await booking.held(ann, flightId, row(4))
  expect(await booking.hold(ann, flightId, row(5).slice(0, 4))).toEqual(limit)
  const second = await booking.held(ann, flightId, row(5).slice(0, 3))
  expect(await booking.hold(ann, flightId, ['6A'])).toEqual(limit)
  expect(await booking.held(ann, other, ['6A'])).toBeTruthy()
  expect(await booking.held(newViewer(), flightId, ['6A'])).toBeTruthy()
  // Replacing does not count the seats that go.
  const third = await booking.held(ann, flightId, row(7).slice(0, 3), { replaces: second })
  await booking.booked(ann, first)
  expect(await booking.hold(ann, flightId, ['6B'])).toEqual(limit)
  booking.advance(HOLD_TTL_MS + MINUTE_MS)
  expect(await loadHold(booking.db.client, third)).toMatchObject({ status: 'ACTIVE' })
  expect(await booking.held(ann, flightId, row(8).slice(0, 3))).toBeTruthy()
  expect(await booking.hold(ann, flightId, ['6B'])).toEqual(limit)
})

test('a hold past its time is free for the next buyer before anything has tidied up', async () => {
  const flightId = await booking.sell()
  const [ann, bob] = [newViewer(), newViewer()]
  const first = await booking.held(ann, flightId, ['4A', '4B'])
  booking.advance(HOLD_TTL_MS - MINUTE_MS)
  expect(await booking.hold(bob, flightId, ['4A'])).toMatchObject({ code: 'SEATS_UNAVAILABLE' })
  booking.advance(MINUTE_MS + 1000)
  expect((await statusOf(flightId, ann.id)).claimed).toEqual([])
  await booking.held(bob, flightId, ['4A'])
  expect((await statusOf(flightId, bob.id)).claimed).toEqual(['4A HELD by me'])
  expect((await loadHold(booking.db.client, first))?.status).toBe('ACTIVE')
})

test('what a caller sends beyond the schema is refused, not thrown', async () => {
  const [flightId, ann] = [await booking.sell(), newViewer()]
  const odd = { seats: [{ flightId, seat: '4A\ud800' }], replaces: null, idempotencyKey: newId() }
  expect(await holdSeats(booking.deps, ann, odd)).toMatchObject({ code: 'INVALID_INPUT' })
})
