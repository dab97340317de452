import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Viewer } from '#lib/identity.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import { holdsDecided } from '../../subgraphs/booking/holds/hold-lanes.ts'
import { holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import { loadHold } from '../../subgraphs/booking/holds/store.ts'
import { wholeMap } from '../../subgraphs/booking/seats/watch-seat-map.ts'
import { type BookingFixture, bookingFixture, newViewer } from '../support/booking.ts'
import { brokenInvariants } from '../support/booking-invariants.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})
  await booking.close()
})

const hold = (viewer: Viewer, flightId: FlightId, seats: string[], more: Parameters<BookingFixture['hold']>[3] = {}) =>
  booking.hold(viewer, flightId, seats, more)
const codeOf = (outcome: Awaited<ReturnType<typeof hold>>) => (outcome.ok ? 'ok' : outcome.code)
const told = async (flightId: FlightId) =>
  (await booking.events()).flatMap((e) =>
    e.type === 'seats.changed.v1' && e.data.flightId === flightId ? [e.data] : [],
  )
const claimed = async (flightId: FlightId) =>
  (await wholeMap(booking.db.client, flightId))?.seats.flatMap((s) => (s.status === 'AVAILABLE' ? [] : [s.number]))
const keysOf = (viewer: Viewer) =>
  booking.db.client.$queryRaw<unknown[]>`SELECT * FROM idempotency_key WHERE viewer_id = ${viewer.id}`

test('buyers who come at once are decided in one commit: one version and one event of each flight, a hold for each', async () => {
  const flights = [await booking.sell(), await booking.sell()]
  const numbers = [4, 5, 6, 7, 8, 9].flatMap((row) => [...'ABCDEF'].map((column) => `${row}${column}`))
  const outcomes = await Promise.all(numbers.map((seat, n) => hold(newViewer(), flights[n % 2] as FlightId, [seat])))
  expect(new Set(outcomes.map((o) => (o.ok ? o.id : o.code))).size).toBe(numbers.length)
  for (const [n, flightId] of flights.entries()) {
    const [event, ...more] = await told(flightId)
    expect(more).toEqual([])
    expect(event?.version).toBe(2)
    expect(event?.seats.map((s) => s.number)).toEqual(numbers.filter((_, at) => at % 2 === n))
  }
})

test('who came first gets the seat, however many want it at once', async () => {
  const flightId = await booking.sell()
  const buyers = Array.from({ length: 100 }, () => newViewer())
  const outcomes = await Promise.all(
    buyers.map((buyer, n) => hold(buyer, flightId, n % 2 === 0 ? ['4A'] : ['4B', '4C'])),
  )
  expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', ...Array.from({ length: 98 }, () => 'SEATS_UNAVAILABLE')])
})

test('in one batch each request has its own answer, and of a refusal nothing is kept', async () => {
  const flightId = await booking.sell()
  const [ann, bob, cem, dee] = [newViewer(), newViewer(), newViewer(), newViewer()]
  await booking.held(newViewer(), flightId, ['4A'])
  const anns = await booking.held(ann, flightId, ['5A', '5B'], { idempotencyKey: 'first' })
  const row = (n: number) => [...'ABCDEF'].map((column) => `${n}${column}`)
  const before = (await wholeMap(booking.db.client, flightId))?.version ?? 0
  const outcomes = await Promise.all([
    hold(bob, flightId, ['4A']),
    hold(ann, flightId, ['5B', '5C'], { replaces: anns }),
    hold(bob, flightId, ['5A']),
    hold(ann, flightId, ['5A', '5B'], { idempotencyKey: 'first' }),
    hold(ann, flightId, ['5D'], { idempotencyKey: 'first' }),
    hold(bob, flightId, ['5E'], { replaces: anns }),
    hold(cem, flightId, row(6)),
    hold(cem, flightId, row(7)),
    hold(dee, newId(), ['4A']),
    hold(dee, flightId, ['4B']),
  ])
  expect(outcomes.map(codeOf)).toEqual([
    'SEATS_UNAVAILABLE',
    'ok',
    'ok',
    'ok',
    'IDEMPOTENCY_CONFLICT',
    'NOT_FOUND',
    'ok',
    'HOLD_LIMIT_REACHED',
    'NOT_FOUND',
    'ok',
  ])
  expect(outcomes[3]).toMatchObject({ id: anns })
  expect((await loadHold(booking.db.client, anns))?.status).toBe('RELEASED')
  expect(await claimed(flightId)).toEqual(['4A', '4B', '5A', '5B', '5C', ...row(6)])
  expect((await wholeMap(booking.db.client, flightId))?.version).toBe(before + 1)
  const keys = await Promise.all([ann, bob, cem, dee].map(keysOf))
  expect(keys.map((k) => k.length)).toEqual([2, 1, 1, 1])
})

test('one key several times at once is one hold, and with other input a conflict', async () => {
  const flightId = await booking.sell()
  const [ann, again] = [newViewer(), { idempotencyKey: newId() }]
  const [first, same, other, third] = await Promise.all([
    hold(ann, flightId, ['4A'], again),
    hold(ann, flightId, ['4A'], again),
    hold(ann, flightId, ['4B'], again),
    hold(ann, flightId, ['4A'], again),
  ])
  expect(first).toMatchObject({ ok: true })
  const answer = { ok: true, type: 'Hold', id: first.ok && first.id }
  expect([same, third]).toEqual([answer, answer])
  expect(other).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  expect(await claimed(flightId)).toEqual(['4A'])
})

test('one customer at once in many requests stays under the cap, over all flights of the batch', async () => {
  const [flightId, other, ann] = [await booking.sell(), await booking.sell(), newViewer()]
  const seats = [4, 5, 6, 7].flatMap((row) => ['A', 'B', 'C'].map((column) => `${row}${column}`))
  const outcomes = await Promise.all(seats.flatMap((seat) => [hold(ann, flightId, [seat]), hold(ann, other, [seat])]))
  const ok = (on: number) => outcomes.filter((o, n) => o.ok && n % 2 === on).length
  expect([ok(0), ok(1)]).toEqual([9, 9])
})

test('a seat that is given back and taken in the same batch is told of as held, once', async () => {
  const [flightId, ann, bob] = [await booking.sell(), newViewer(), newViewer()]
  const old = await booking.held(ann, flightId, ['4A'])
  const [moved, taken] = await Promise.all([
    hold(ann, flightId, ['4B'], { replaces: old }),
    hold(bob, flightId, ['4A']),
  ])
  expect([moved, taken].map(codeOf)).toEqual(['ok', 'ok'])
  const last = (await told(flightId)).at(-1)
  expect(last?.seats.map((s) => `${s.number} ${s.status}`).sort()).toEqual(['4A HELD', '4B HELD'])
})

test('who stops waits for what was asked for', async () => {
  const flightId = await booking.sell()
  const settled: string[] = []
  const asked = ['4A', '4B'].map((seat) => hold(newViewer(), flightId, [seat]).then(() => settled.push(seat)))
  await new Promise((resolve) => setImmediate(resolve))
  await holdsDecided(booking.db)
  expect(settled).toEqual(['4A', '4B'])
  await Promise.all(asked)
})

test('holds of other lengths share a batch', async () => {
  const [flightId, input] = [await booking.sell(), { replaces: null, seats: [] }]
  const ask = (seat: string, holdTtlMs: number) =>
    holdSeats({ db: booking.db, holdTtlMs }, newViewer(), {
      ...input,
      seats: [{ flightId, seat }],
      idempotencyKey: newId(),
    })
  const [short, long] = await Promise.all([ask('4A', 60_000), ask('4B', 120_000)])
  const lasts = async (o: typeof short) => {
    const row = await loadHold(booking.db.client, o.ok ? o.id : '')
    return row && row.expiresAt.getTime() - row.createdAt.getTime()
  }
  expect([await lasts(short), await lasts(long)]).toEqual([60_000, 120_000])
})
