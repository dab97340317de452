import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type FlightId, newId } from '#lib/ids.ts'
import { type BookingFixture, bookingFixture, HOLD_TTL_MS, newViewer } from '../../../tests/support/booking.ts'
import { brokenInvariants } from '../../../tests/support/booking-invariants.ts'
import { expireHolds } from '../holds/expire-holds.ts'
import { holdBestSeats } from '../holds/hold-best-seats.ts'
import { type BlockSeatsInput, blockSeats } from './block-seats.ts'
import { wholeMap } from './watch-seat-map.ts'

let booking: BookingFixture
const operator = newViewer({ role: 'OPERATOR' })
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, await dbNow(booking.db.client))).toEqual({})
  await booking.close()
})

const block = (flightId: FlightId, seats: string[], more: Partial<BlockSeatsInput> = {}) =>
  blockSeats(booking.deps, operator, {
    flightId,
    seats,
    blocked: true,
    reason: 'broken',
    idempotencyKey: newId(),
    ...more,
  })
const mapOf = async (flightId: FlightId) => {
  const map = await wholeMap(booking.db.client, flightId)
  const claimed = map?.seats.flatMap((s) => (s.status === 'AVAILABLE' ? [] : [`${s.number} ${s.status}`]))
  return `${map?.version}: ${claimed?.join(', ')}`
}
const reasonsOf = async (flightId: FlightId) => {
  const found = await booking.db.client.$queryRaw<Array<{ number: string; reason: string; by: string }>>`
    SELECT number, reason, blocked_by AS \`by\` FROM seat_block WHERE flight_id = ${flightId} ORDER BY number`
  return found.map(({ number, reason, by }) => `${number} ${reason}${by === operator.id ? ' by us' : ''}`)
}

test('blocked seats are off sale, with the reason kept, and watchers are told', async () => {
  const flightId = await booking.sell()
  expect(await block(flightId, ['5B', '5A'], { reason: ' crew rest ' })).toEqual({
    ok: true,
    type: 'SeatMap',
    id: flightId,
  })
  expect(await mapOf(flightId)).toBe('2: 5A BLOCKED, 5B BLOCKED')
  expect(await reasonsOf(flightId)).toEqual(['5A crew rest by us', '5B crew rest by us'])
  const told = (await booking.events()).filter((e) => e.subject === flightId).map((e) => e.data)
  const seats = ['5A', '5B'].map((number) => ({ number, status: 'BLOCKED', heldUntil: null }))
  expect(told).toEqual([{ flightId, version: 2, layoutVersion: 1, seats }])
})

test('a blocked seat cannot be held, is not picked, and can be both once it is back', async () => {
  const flightId = await booking.sell()
  const economy = ['A', 'B', 'C', 'D', 'E', 'F'].flatMap((c) => [4, 5, 6, 7, 8, 9].map((row) => `${row}${c}`))
  await block(flightId, economy)
  const taken = [{ flightId, seat: '5A' }]
  expect(await booking.hold(newViewer(), flightId, ['5A'])).toEqual({ ok: false, code: 'SEATS_UNAVAILABLE', taken })
  const wish = { flightId, count: 1, cabin: 'ECONOMY', position: null, accessible: false } as const
  const best = { best: [wish], replaces: null, idempotencyKey: newId<string>() }
  expect(await holdBestSeats(booking.deps, newViewer(), best)).toMatchObject({ code: 'TOO_FEW_SEATS', left: [] })
  await block(flightId, economy, { blocked: false })
  expect(await reasonsOf(flightId)).toEqual([])
  expect(await booking.held(newViewer(), flightId, ['5A'])).toBeTruthy()
  expect(await mapOf(flightId)).toBe('4: 5A HELD')
})

test('a seat that somebody has is not blocked, and neither are those named with it', async () => {
  const flightId = await booking.sell()
  await booking.held(newViewer(), flightId, ['5A'])
  const before = await mapOf(flightId)
  const taken = [{ flightId, seat: '5A' }]
  expect(await block(flightId, ['5B', '5A'])).toEqual({ ok: false, code: 'SEATS_UNAVAILABLE', taken })
  // Nor does putting back on sale what is not blocked touch its owner.
  expect(await block(flightId, ['5A', '5B'], { blocked: false })).toMatchObject({ ok: true })
  expect(await mapOf(flightId)).toBe(before)
  expect(await reasonsOf(flightId)).toEqual([])
})

test('a hold past its time does not keep a seat from being blocked, nor does the sweeper free it', async () => {
  const flightId = await booking.sell()
  await booking.held(newViewer(), flightId, ['5A'])
  booking.advance(HOLD_TTL_MS + 1000)
  expect(await block(flightId, ['5A'])).toMatchObject({ ok: true })
  await expireHolds(booking.db)
  expect(await mapOf(flightId)).toBe('3: 5A BLOCKED')
})

test('what is as asked for already stays as it is; the same request again changes nothing', async () => {
  const flightId = await booking.sell()
  const again = { idempotencyKey: newId<string>() }
  await block(flightId, ['5A'], again)
  expect(await block(flightId, ['5A'], again)).toMatchObject({ ok: true })
  expect(await block(flightId, ['5B'], again)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  expect(await mapOf(flightId)).toBe('2: 5A BLOCKED')
  expect(await block(flightId, ['5A', '5B'], { reason: 'wet' })).toMatchObject({ ok: true })
  expect(await mapOf(flightId)).toBe('3: 5A BLOCKED, 5B BLOCKED')
  expect(await reasonsOf(flightId)).toEqual(['5A broken by us', '5B wet by us'])
  const last = (await booking.events()).at(-1)?.data as { seats: Array<{ number: string }> }
  expect(last.seats.map((s) => s.number)).toEqual(['5B'])
})

test('what cannot be is refused with the argument at fault', async () => {
  const flightId = await booking.sell()
  const refused = async (seats: string[], more: Partial<BlockSeatsInput> = {}) => {
    const outcome = await block(flightId, seats, more)
    return outcome.ok ? 'blocked' : [outcome.code, 'path' in outcome ? outcome.path.slice(1).join('.') : ''].join(' ')
  }
  expect(await refused([])).toBe('INVALID_INPUT seats')
  expect(await refused(['5A', '5A'])).toBe('INVALID_INPUT seats')
  expect(await refused(Array.from({ length: 1001 }, () => '5A'))).toBe('INVALID_INPUT seats')
  expect(await refused(['5A', "5A' OR 1=1"])).toBe('INVALID_INPUT seats.1')
  expect(await refused(['5A', '99Z'])).toBe('INVALID_INPUT seats.1')
  for (const reason of ['', '  ', 'x'.repeat(201), 'a\ud800']) {
    expect(await refused(['5A'], { reason })).toBe('INVALID_INPUT reason')
  }
  expect(await refused(['5A'], { idempotencyKey: '' })).toBe('INVALID_INPUT idempotencyKey')
  for (const unknown of [newId<FlightId>(), 'x' as FlightId]) {
    expect(await refused(['5A'], { flightId: unknown })).toBe('NOT_FOUND ')
  }
  expect(await mapOf(flightId)).toBe('1: ')
})
