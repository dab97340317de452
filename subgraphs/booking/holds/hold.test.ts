import { expect, test } from 'vitest'
import { type FlightId, type HoldId, newId } from '#lib/ids.ts'
import { fare, flightSnapshot, saleFlight } from '../../../tests/support/flights.ts'
import { seatPlans } from '../seats/layout.ts'
import type { SeatRow } from '../seats/seat.ts'
import { decideHold, totalMinor, UNPAID_SEATS_LIMIT } from './hold.ts'

const now = new Date('2027-01-10T10:00:00Z')
const later = new Date('2027-01-10T10:05:00Z')
const snapshot = (overrides: Parameters<typeof flightSnapshot>[0] = {}) =>
  flightSnapshot({ salesCloseAt: '2027-01-10T11:00:00Z', departsAt: '2027-01-10T12:00:00Z', ...overrides })

const one = snapshot()
const id = one.flightId as FlightId

const row = (seat: string, overrides: Partial<SeatRow> = {}): SeatRow => ({
  flightId: id,
  seat,
  cabin: 'ECONOMY',
  status: 'AVAILABLE',
  holdId: null,
  heldUntil: null,
  bookingId: null,
  ...overrides,
})

type Facts = Parameters<typeof decideHold>[0]
function facts(locked: SeatRow[], overrides: Partial<Facts> & { snapshots?: (typeof one)[] } = {}): Facts {
  const { snapshots = [one], ...rest } = overrides
  return {
    wanted: locked.map(({ flightId, seat }) => ({ flightId, seat })),
    locked,
    flights: new Map(snapshots.map((s) => [s.flightId as FlightId, saleFlight(s)])),
    plans: new Map(
      snapshots.map((s) => [s.flightId as FlightId, new Map(seatPlans(s.cabins).map((p) => [p.number, p]))]),
    ),
    unpaid: new Map(),
    own: [],
    now,
    ...rest,
  }
}

test('free seats are held at fare, taxes and the surcharge of each seat', () => {
  const decision = decideHold(facts([row('4A'), row('5B')]))
  if (!decision.ok) throw new Error(decision.code)
  expect(decision.currency).toBe('INR')
  expect(decision.seats.map((s) => s.surchargeMinor)).toEqual([900_00, 0])
  expect(decision.seats[0]).toMatchObject({ cabin: 'ECONOMY', refundable: true, cancelFeeMinor: 1000_00 })
  expect(totalMinor(decision.seats)).toBe(2 * (4500_00 + 750_50) + 900_00)
})

test('a flight that booking does not know is not found', () => {
  const stranger = row('4A', { flightId: newId() })
  expect(decideHold(facts([row('5A'), stranger]))).toEqual({ ok: false, code: 'NOT_FOUND', what: 'flight' })
})

test('a flight is on sale until its sales close, not a moment longer', () => {
  const locked = [row('4A')]
  expect(decideHold(facts(locked, { now: new Date('2027-01-10T10:59:59.999Z') })).ok).toBe(true)
  expect(decideHold(facts(locked, { now: new Date('2027-01-10T11:00:00Z') }))).toMatchObject({
    code: 'WRONG_STATE',
    state: 'SALES_CLOSED',
  })
})

test('a seat the flight does not have is the fault of the caller', () => {
  const wanted = [{ flightId: id, seat: '99Z' }]
  expect(decideHold(facts([], { wanted }))).toMatchObject({ code: 'INVALID_INPUT', path: ['input', 'seats'] })
})

test('of several seats exactly the taken ones are named', () => {
  const held = { status: 'HELD' as const, holdId: newId<HoldId>(), heldUntil: later }
  const locked = [row('4A'), row('5A', held), row('5B', { status: 'BOOKED' }), row('5C', { status: 'BLOCKED' })]
  expect(decideHold(facts(locked))).toEqual({
    ok: false,
    code: 'SEATS_UNAVAILABLE',
    taken: ['5A', '5B', '5C'].map((seat) => ({ flightId: id, seat })),
  })
})

test('a hold past its time is free for the next', () => {
  const expired = { status: 'HELD' as const, holdId: newId<HoldId>(), heldUntil: now }
  expect(decideHold(facts([row('5A', expired)])).ok).toBe(true)
})

test('seats of the hold that is replaced are free for its owner, sold ones are not', () => {
  const mine = { status: 'HELD' as const, holdId: newId<HoldId>(), heldUntil: later }
  const own = [{ flightId: id, seat: '5A' }]
  expect(decideHold(facts([row('5A', mine)], { own })).ok).toBe(true)
  expect(decideHold(facts([row('5A', mine)], { own: [{ flightId: id, seat: '5B' }] }))).toMatchObject({
    code: 'SEATS_UNAVAILABLE',
  })
  expect(decideHold(facts([row('5A', { status: 'BOOKED' })], { own }))).toMatchObject({ code: 'SEATS_UNAVAILABLE' })
})

test('the cap counts unpaid seats of the same flight only', () => {
  const two = snapshot()
  const locked = [row('4A'), row('4B')]
  const unpaid = (count: number) =>
    new Map([
      [id, count],
      [two.flightId as FlightId, 100],
    ])
  expect(decideHold(facts(locked, { unpaid: unpaid(UNPAID_SEATS_LIMIT - 2) })).ok).toBe(true)
  expect(decideHold(facts(locked, { unpaid: unpaid(UNPAID_SEATS_LIMIT - 1) }))).toEqual({
    ok: false,
    code: 'HOLD_LIMIT_REACHED',
    limit: UNPAID_SEATS_LIMIT,
  })
})

test('flights sold in different currencies are not held together', () => {
  const other = snapshot({ fares: [fare({ currency: 'EUR' })] })
  const locked = [row('4A'), row('4A', { flightId: other.flightId as FlightId })]
  expect(decideHold(facts(locked, { snapshots: [one, other] }))).toMatchObject({
    code: 'INVALID_INPUT',
    path: ['input', 'seats'],
  })
})

test('a cabin without a fare is not sold', () => {
  const grounded = snapshot({ flightId: id, fares: [] })
  expect(decideHold(facts([row('4A')], { snapshots: [grounded] }))).toMatchObject({
    code: 'WRONG_STATE',
    state: 'NOT_SOLD',
  })
})
