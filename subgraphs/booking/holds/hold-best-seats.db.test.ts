import { afterAll, beforeAll, expect, test } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import { type FlightId, type HoldId, newId } from '#lib/ids.ts'
import { type BookingFixture, bookingFixture, depsOn, newViewer } from '../../../tests/support/booking.ts'
import { brokenInvariants } from '../../../tests/support/booking-invariants.ts'
import { economy } from '../../../tests/support/flights.ts'
import { type BookingDb, openBookingDb } from '../database.ts'
import { wholeMap } from '../seats/watch-seat-map.ts'
import { type BestSeats, type HoldBestSeatsInput, holdBestSeats } from './hold-best-seats.ts'
import { loadHoldSeats } from './store.ts'

let booking: BookingFixture
let pools: BookingDb[]
beforeAll(async () => {
  booking = await bookingFixture()
  pools = [booking.db, openBookingDb(booking.database.url)]
})
afterAll(async () => {
  expect(await brokenInvariants(booking.db, await dbNow(booking.db.client))).toEqual({})
  await pools[1]?.close()
  await booking.close()
})

const wish = (flightId: FlightId, count: number, more: Partial<BestSeats> = {}): BestSeats => ({
  flightId,
  count,
  cabin: 'ECONOMY',
  position: null,
  accessible: false,
  ...more,
})
const best = (viewer: ReturnType<typeof newViewer>, wishes: BestSeats[], more: Partial<HoldBestSeatsInput> = {}) =>
  holdBestSeats(booking.deps, viewer, { best: wishes, replaces: null, idempotencyKey: newId(), ...more })
type Outcome = Awaited<ReturnType<typeof best>>

const seatsOf = async (outcome: Outcome) => {
  if (!outcome.ok) return outcome.code
  return (await loadHoldSeats(booking.db.client, [outcome.id as HoldId])).map((s) => s.seat).join(' ')
}
const claimed = async (flightId: FlightId) => {
  const map = await wholeMap(booking.db.client, flightId)
  return map?.seats.flatMap((s) => (s.status === 'AVAILABLE' ? [] : [s.number])).join(' ')
}

test('the seats that we pick are held together, and the next customer gets the next', async () => {
  const flightId = await booking.sell()
  expect(await seatsOf(await best(newViewer(), [wish(flightId, 3)]))).toBe('4D 4E 4F')
  expect(await seatsOf(await best(newViewer(), [wish(flightId, 2, { cabin: 'BUSINESS' })]))).toBe('1D 1F')
  expect(await seatsOf(await best(newViewer(), [wish(flightId, 1, { position: 'WINDOW' })]))).toBe('5A')
})

test('the same request again is the same hold, also when the flight is full by then; with another wish it is a conflict', async () => {
  const flightId = await booking.sell({ cabins: [economy({ lastRow: 4 })] })
  const [ann, again] = [newViewer(), { idempotencyKey: newId() }]
  const first = await best(ann, [wish(flightId, 3)], again)
  expect(first).toMatchObject({ ok: true, type: 'Hold' })
  await booking.held(newViewer(), flightId, ['4A', '4B', '4C'])
  expect(await best(ann, [wish(flightId, 3)], again)).toEqual({ ok: true, type: 'Hold', id: first.ok && first.id })
  expect(await best(ann, [wish(flightId, 2)], again)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
  const named = { seats: [{ flightId, seat: '4D' }], replaces: null, ...again }
  expect(await booking.hold(ann, flightId, ['4D'], named)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
})

test('the same request twice at once is one hold', async () => {
  const flightId = await booking.sell()
  const [ann, idempotencyKey] = [newViewer(), newId<string>()]
  const input = { best: [wish(flightId, 2)], replaces: null, idempotencyKey }
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, (_, n) => holdBestSeats(depsOn(pools[n % 2] as BookingDb), ann, input)),
  )
  expect(new Set(outcomes.map((o) => (o.ok ? o.id : o.code))).size).toBe(1)
  expect((await claimed(flightId))?.split(' ')).toHaveLength(2)
})

test('over two flights it is all or none, and too few says what is left of the cabin', async () => {
  const [out, back] = [await booking.sell(), await booking.sell({ cabins: [economy({ lastRow: 4 })] })]
  await booking.held(newViewer(), back, ['4A', '4B', '4D', '4E'])
  expect(await best(newViewer(), [wish(out, 3), wish(back, 3)])).toEqual({
    ok: false,
    code: 'TOO_FEW_SEATS',
    left: ['4C', '4F'].map((seat) => ({ flightId: back, seat })),
  })
  expect(await claimed(out)).toBe('')
  expect(await seatsOf(await best(newViewer(), [wish(out, 2), wish(back, 2)]))).toMatch(/^(\d\w ?){4}$/)
  expect(await claimed(back)).toBe('4A 4B 4C 4D 4E 4F')
})

test('two wishes for one flight never share a seat', async () => {
  const flightId = await booking.sell()
  const seats = await seatsOf(await best(newViewer(), [wish(flightId, 3), wish(flightId, 3)]))
  expect(new Set(seats.split(' ')).size).toBe(6)
})

test('the seats of the hold that is replaced are free for its owner, and for nobody else', async () => {
  const flightId = await booking.sell({ cabins: [economy({ lastRow: 4 })] })
  const ann = newViewer()
  const first = await booking.held(ann, flightId, ['4A', '4B', '4C', '4D'])
  expect(await best(newViewer(), [wish(flightId, 5)], { replaces: first })).toMatchObject({ code: 'TOO_FEW_SEATS' })
  expect(await best(newViewer(), [wish(flightId, 2)], { replaces: first })).toMatchObject({ code: 'NOT_FOUND' })
  expect(await seatsOf(await best(ann, [wish(flightId, 5)], { replaces: first }))).toBe('4B 4C 4D 4E 4F')
})

test('what cannot be is refused with the argument at fault', async () => {
  const flightId = await booking.sell()
  const ann = newViewer()
  const refused = async (wishes: BestSeats[], more: Partial<HoldBestSeatsInput> = {}) => {
    const outcome = await best(ann, wishes, more)
    return outcome.ok ? 'held' : [outcome.code, 'path' in outcome ? outcome.path.slice(1).join('.') : ''].join(' ')
  }
  expect(await refused([])).toBe('INVALID_INPUT best')
  expect(await refused([wish(flightId, 0)])).toBe('INVALID_INPUT best.0.count')
  expect(await refused([wish(flightId, 2), wish(flightId, 10)])).toBe('INVALID_INPUT best.1.count')
  expect(await refused(Array.from({ length: 5 }, () => wish(flightId, 9)))).toBe('INVALID_INPUT best')
  expect(await refused([wish(flightId, 1)], { idempotencyKey: ' ' })).toBe('INVALID_INPUT idempotencyKey')
  expect(await refused([wish('x' as FlightId, 1)])).toBe('NOT_FOUND ')
  expect(await refused([wish(newId(), 1)])).toBe('NOT_FOUND ')
  expect(await refused([wish(flightId, 1)], { replaces: newId() })).toBe('NOT_FOUND ')
  expect(await refused([wish(flightId, 1, { cabin: 'FIRST' })])).toBe('TOO_FEW_SEATS ')
  expect(await refused([wish(flightId, 1, { accessible: true })])).toBe('TOO_FEW_SEATS ')
  expect(await refused([wish(flightId, 9), wish(flightId, 1)])).toBe('HOLD_LIMIT_REACHED ')
  const closed = await booking.sell({ salesCloseAt: new Date(Date.now() - 1000).toISOString() })
  expect(await refused([wish(closed, 1)])).toBe('WRONG_STATE ')
  expect(await claimed(flightId)).toBe('')
})
