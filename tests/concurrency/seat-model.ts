import fc from 'fast-check'
import { expect } from 'vitest'
import { dbNow } from '#lib/clock.ts'
import type { Viewer } from '#lib/identity.ts'
import { type BookingId, type FlightId, type HoldId, newId } from '#lib/ids.ts'
import type { BookingRow } from '../../subgraphs/booking/bookings/booking.ts'
import { cancelBooking } from '../../subgraphs/booking/bookings/cancel-booking.ts'
import { confirmBooking } from '../../subgraphs/booking/bookings/confirm-booking.ts'
import { expireBookings } from '../../subgraphs/booking/bookings/expire-bookings.ts'
import { lockBooking } from '../../subgraphs/booking/bookings/store.ts'
import { saveDiscount } from '../../subgraphs/booking/discounts/store.ts'
import { expireHolds } from '../../subgraphs/booking/holds/expire-holds.ts'
import { releaseHold } from '../../subgraphs/booking/holds/release-hold.ts'
import { type SeatMapUpdate, wholeMap } from '../../subgraphs/booking/seats/watch-seat-map.ts'
import { type BookingFixture, MINUTE_MS, newViewer } from '../support/booking.ts'
import { brokenInvariants, foldMap, freshMap } from '../support/booking-invariants.ts'
import { economy } from '../support/flights.ts'

const SEATS = ['4A', '4B', '4C', '4D']
const FLIGHTS = 2
const CUSTOMERS = 3
const DISCOUNT_LIMIT = 2
// No multiple of it is the end of a hold (10) or of a booking (30): every step is clearly before or after.
const STEP_MINUTES = 4
const FOREVER = Number.POSITIVE_INFINITY

export type Step =
  | { does: 'hold'; who: number; flight: number; seats: string[]; both: boolean; replaces: boolean }
  | { does: 'release' | 'cancel' | 'pay'; who: number }
  | { does: 'book'; who: number; discount: boolean }
  | { does: 'wait'; steps: number }
  | { does: 'sweep holds' | 'sweep bookings' }

const who = fc.nat(CUSTOMERS - 1)
const hold = fc.record({
  does: fc.constant('hold' as const),
  who,
  flight: fc.nat(FLIGHTS - 1),
  seats: fc.subarray(SEATS, { minLength: 1 }),
  both: fc.boolean(),
  replaces: fc.boolean(),
})
const giveBack = fc.record({ does: fc.constantFrom('release' as const, 'cancel' as const), who })
const pay = fc.record({ does: fc.constant('pay' as const), who })
const book = fc.record({ does: fc.constant('book' as const), who, discount: fc.boolean() })
const wait = fc.record({ does: fc.constant('wait' as const), steps: fc.integer({ min: 1, max: 8 }) })
const sweep = fc.record({ does: fc.constantFrom('sweep holds' as const, 'sweep bookings' as const) })

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: hold },
    { weight: 2, arbitrary: giveBack },
    { weight: 3, arbitrary: book },
    { weight: 2, arbitrary: pay },
    { weight: 2, arbitrary: wait },
    { weight: 2, arbitrary: sweep },
  ),
  { minLength: 10, maxLength: 40 },
)

/** Who has which seats until when, in minutes of the run: the simplest model of what must happen. */
interface Claim {
  seats: string[]
  until: number
  kind: 'hold' | 'booking'
  discount: boolean
}

/** A run on flights, customers and a discount of its own. */
export interface Run {
  booking: BookingFixture
  flights: FlightId[]
  firstMaps: SeatMapUpdate[]
  code: string
  viewers: Viewer[]
  lastHold: Map<Viewer, HoldId>
  lastBooking: Map<Viewer, BookingId>
  claims: Map<string, Claim>
  minute: number
}

export async function newRun(booking: BookingFixture): Promise<Run> {
  const flights: FlightId[] = []
  for (let n = 0; n < FLIGHTS; n++) {
    flights.push(await booking.sell({ cabins: [economy({ lastRow: 4, columns: ['A', 'B', 'C', 'D'] })] }))
  }
  const firstMaps = await Promise.all(flights.map((id) => wholeMap(booking.db.client, id)))
  const code = newId().replaceAll('-', '').toUpperCase()
  await booking.db.transaction((tx) =>
    saveDiscount(tx, {
      code,
      percentOff: 33,
      amountOffMinor: null,
      currency: null,
      validFrom: new Date('2020-01-01'),
      validTo: new Date('2200-01-01'),
      maxRedemptions: DISCOUNT_LIMIT,
      redemptions: 0,
    }),
  )
  return {
    booking,
    flights,
    firstMaps: firstMaps.filter((map) => map !== undefined),
    code,
    viewers: Array.from({ length: CUSTOMERS }, () => newViewer()),
    lastHold: new Map(),
    lastBooking: new Map(),
    claims: new Map(),
    minute: 0,
  }
}

const isRunning = ({ minute }: Run, claim: Claim | undefined): claim is Claim =>
  claim !== undefined && claim.until > minute
const ownerOf = (run: Run, seat: string) =>
  [...run.claims].find(([, claim]) => isRunning(run, claim) && claim.seats.includes(seat))?.[0]

/** Does the step for real and in the model, which must agree on its outcome. */
export async function take(run: Run, step: Step): Promise<void> {
  switch (step.does) {
    case 'hold':
      return takeHold(run, step)
    case 'release':
      return takeRelease(run, step.who)
    case 'book':
      return takeBook(run, step)
    case 'cancel':
      return takeCancel(run, step.who)
    case 'pay':
      return takePay(run, step.who)
    case 'wait':
      run.minute += step.steps * STEP_MINUTES
      return run.booking.advance(step.steps * STEP_MINUTES * MINUTE_MS)
    case 'sweep holds':
      while ((await expireHolds(run.booking.db)) > 0);
      return forget(run, 'hold')
    case 'sweep bookings':
      while ((await expireBookings(run.booking.db)) > 0);
      return forget(run, 'booking')
  }
}

function forget(run: Run, kind: Claim['kind']): void {
  for (const [id, claim] of run.claims) if (claim.kind === kind && !isRunning(run, claim)) run.claims.delete(id)
}

async function takeHold(run: Run, { who, flight, seats, both, replaces }: Extract<Step, { does: 'hold' }>) {
  const viewer = run.viewers[who] as Viewer
  const on = both ? run.flights : [run.flights[flight] as FlightId]
  const wanted = on.flatMap((flightId) => seats.map((seat) => ({ flightId, seat })))
  const names = wanted.map(({ flightId, seat }) => `${flightId}/${seat}`)
  const old = replaces ? run.lastHold.get(viewer) : undefined
  const isKnown = old === undefined || run.claims.get(old)?.kind === 'hold'
  const isFree = names.every((seat) => [undefined, old].includes(ownerOf(run, seat) as HoldId | undefined))
  const outcome = await run.booking.hold(viewer, run.flights[0] as FlightId, [], {
    seats: wanted,
    replaces: old ?? null,
  })
  expect(outcome.ok ? 'ok' : outcome.code).toBe(!isKnown ? 'NOT_FOUND' : isFree ? 'ok' : 'SEATS_UNAVAILABLE')
  if (!outcome.ok) return
  if (old !== undefined) run.claims.delete(old)
  run.claims.set(outcome.id, { seats: names, until: run.minute + 10, kind: 'hold', discount: false })
  run.lastHold.set(viewer, outcome.id as HoldId)
}

async function takeRelease(run: Run, who: number) {
  const viewer = run.viewers[who] as Viewer
  const id = run.lastHold.get(viewer)
  if (id === undefined) return
  expect(await releaseHold(run.booking.deps, viewer, id)).toBe(isRunning(run, run.claims.get(id)))
  run.claims.delete(id)
}

async function takeBook(run: Run, { who, discount }: Extract<Step, { does: 'book' }>) {
  const viewer = run.viewers[who] as Viewer
  const id = run.lastHold.get(viewer)
  if (id === undefined) return
  const claim = run.claims.get(id)
  const redeemed = [...run.claims.values()].filter((c) => c.discount).length
  const outcome = await run.booking.book(viewer, id, { discountCode: discount ? run.code : null })
  if (!isRunning(run, claim)) return expect(outcome.ok).toBe(false)
  expect(outcome.ok ? 'ok' : outcome.code).toBe(discount && redeemed >= DISCOUNT_LIMIT ? 'DISCOUNT_INVALID' : 'ok')
  if (!outcome.ok) return
  run.claims.set(outcome.id, { ...claim, until: run.minute + 30, kind: 'booking', discount })
  run.claims.delete(id)
  run.lastBooking.set(viewer, outcome.id as BookingId)
}

async function takeCancel(run: Run, who: number) {
  const viewer = run.viewers[who] as Viewer
  const bookingId = run.lastBooking.get(viewer)
  // What was paid gives money back, which is another test's.
  if (bookingId === undefined || run.claims.get(bookingId)?.until === FOREVER) return
  const input = { bookingId, expectedRefund: '0', idempotencyKey: newId() }
  expect((await cancelBooking(run.booking.deps, viewer, input)).ok).toBe(run.claims.has(bookingId))
  run.claims.delete(bookingId)
}

/** Money that comes after the time still buys seats that nobody else has taken. */
async function takePay(run: Run, who: number) {
  const { booking } = run
  const id = run.lastBooking.get(run.viewers[who] as Viewer)
  const claim = id === undefined ? undefined : run.claims.get(id)
  if (id === undefined || claim === undefined || claim.until === FOREVER) return
  const isFree = claim.seats.every((seat) => [undefined, id].includes(ownerOf(run, seat) as BookingId | undefined))
  const outcome = await booking.db.transaction(async (tx) =>
    confirmBooking(tx, (await lockBooking(tx, id)) as BookingRow, await dbNow(tx)),
  )
  expect(outcome.ok ? 'ok' : outcome.code).toBe(isFree ? 'ok' : 'SEATS_GONE')
  if (outcome.ok) run.claims.set(id, { ...claim, until: FOREVER })
}

/** The seats are where the model has them, the events tell all of it, and no invariant is broken. */
export async function check(run: Run): Promise<void> {
  const { booking, flights, firstMaps } = run
  const now = await dbNow(booking.db.client)
  const events = await booking.events()
  for (const [n, flightId] of flights.entries()) {
    const fresh = await freshMap(booking.db, flightId, now)
    const claimed = [...fresh.seats].filter(([, s]) => s.status !== 'AVAILABLE').map(([seat]) => seat)
    expect(claimed).toEqual(SEATS.filter((seat) => ownerOf(run, `${flightId}/${seat}`) !== undefined))
    expect(foldMap(firstMaps[n] as SeatMapUpdate, events, now)).toEqual(fresh)
  }
  expect(await brokenInvariants(booking.db, now)).toEqual({})
}
