import type { BookingId, FlightId, HoldId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import type { Sql } from '#lib/sql.ts'
import type { BookingSnapshot, FlightSnapshot } from '#schema/events.ts'
import { loadSnapshots } from '../bookings/snapshot.ts'
import { addHistories, loadBookings, loadPassengers } from '../bookings/store.ts'
import type { Tx } from '../database.ts'
import type { SaleFlight } from '../flights/flight.ts'
import { loadFlights, saveLayout } from '../flights/store.ts'
import { cutHoldsShort, type HoldRow, loadHoldSeats, lockHolds } from '../holds/store.ts'
import { type SeatPlan, seatPlans } from '../seats/layout.ts'
import { recordSeatChanges } from '../seats/record-seat-changes.ts'
import { type SeatRow, statusAt } from '../seats/seat.ts'
import { drawingOf } from '../seats/seat-map.ts'
import { planSwap, type Seated, type Swap } from './seat-swap.ts'
import {
  type BookingState,
  findHoldsOn,
  findLiveBookings,
  loadSeated,
  lockBookings,
  lockFlightSeats,
  replaceHoldSeats,
  replaceSeats,
  reseat,
  type SeatedSegment,
  saveLayoutOf,
} from './store.ts'

type Live = ReadonlyMap<BookingId, BookingState>
type Hold = Pick<HoldRow, 'id' | 'status'>
export type Layout = Pick<FlightSnapshot, 'layoutId' | 'layoutVersion' | 'cabins'>

/** A booking came in between the look and the locks: the transaction is to run again. */
export class ClaimsChanged extends Error {
  override name = 'ClaimsChanged'
}

/**
 * Gives a flight another layout. Travellers, paid or not yet, keep their seats where the layout draws them in the same
 * cabin, else sit on the nearest one left, else on none; each booking that is touched is told. A running hold with a seat
 * that is gone ends; blocked seats stay blocked. Takes its locks in the order of all: bookings, holds, seats, map.
 * @throws ClaimsChanged
 */
export async function swapLayout(tx: Tx, flightId: FlightId, layout: Layout, now: Date): Promise<void> {
  const bookings = await lockBookings(tx, await findLiveBookings(tx, flightId))
  const holds = await lockHolds(tx, await findHoldsOn(tx, flightId))
  const before = await lockFlightSeats(tx, flightId)
  const live = new Map([...bookings].filter(([, b]) => b.status === 'PENDING_PAYMENT' || b.status === 'CONFIRMED'))
  checkComplete(before, { live, holds })
  const flight = (await loadFlights(tx, [flightId])).get(flightId)
  if (!flight) throw new Error(`Flight ${flightId} is not on sale.`)
  const seated = ownersOf(await loadSeated(tx, flightId, [...live.keys()]), { live, seats: before })
  const { plans, kept, swap } = await planLayout(tx, { flight, layout, live, seats: before, seated, holds, now })

  const after = seatsAfter(flightId, { before, plans, kept, swap })
  await saveLayout(tx, layout)
  await replaceSeats(tx, flightId, after)
  const moves = movesOf(swap)
  await reseat(tx, flightId, moves)
  await moveUnpaidClaims(tx, flightId, { moves, live })
  await cutHoldsShort(tx, lostHolds(before, { kept, live, holds }), now)
  await tellTravellers(tx, flightId, { moves, now })
  await saveLayoutOf(tx, { flightId, ...layout })
  await recordSeatChanges(
    tx,
    after.map(({ seat, status, heldUntil }) => ({ flightId, seat, status, heldUntil })),
  )
}

/** Those whose seat is still theirs: of a booking past its time it may have gone on to somebody else. */
export function ownersOf(
  seated: readonly SeatedSegment[],
  { live, seats }: { live: Live; seats: readonly SeatRow[] },
): SeatedSegment[] {
  const rows = new Map(seats.map((s) => [s.seat, s]))
  return seated.filter(({ bookingId, seat }) => {
    const row = rows.get(seat)
    return row && (row.bookingId === bookingId || row.holdId === live.get(bookingId)?.holdId)
  })
}

interface OnBoard {
  flight: SaleFlight
  layout: Layout
  live: Live
  seats: readonly SeatRow[]
  seated: readonly SeatedSegment[]
  holds: readonly Hold[]
  now: Date
}

/** Where everybody would sit, and which seats no traveller may be given. */
export async function planLayout(sql: Sql, { flight, layout, live, seats, seated, holds, now }: OnBoard) {
  const { plans: drawn } = await drawingOf(sql, flight.layoutId, flight.layoutVersion)
  const plans = new Map(seatPlans(layout.cabins).map((s) => [s.number, s]))
  const kept = keptClaims(seats, { plans, holds, bookings: live, now })
  const swap = planSwap(inOrder(seated, { live, drawn }), { plans, blocked: new Set(kept.keys()) })
  return { plans, kept, swap }
}

/** @throws ClaimsChanged where a seat belongs to a booking or a hold that came between the look and the locks */
export function checkComplete(
  seats: readonly SeatRow[],
  { live, holds }: { live: Live; holds: readonly Hold[] },
): void {
  const statuses = new Map(holds.map((h) => [h.id, h.status]))
  const booked = new Set([...live.values()].map((b) => b.holdId))
  for (const { bookingId, holdId } of seats) {
    if (bookingId !== null && !live.has(bookingId)) throw new ClaimsChanged(`Booking ${bookingId} was not locked.`)
    const status = holdId && statuses.get(holdId)
    const complete = holdId === null || (status && (status !== 'BOOKED' || booked.has(holdId)))
    if (!complete) throw new ClaimsChanged(`Hold ${holdId} or its booking was not locked.`)
  }
}

/** Paid bookings choose first, then those that wait for payment, each by their seats. */
function inOrder(
  seated: readonly SeatedSegment[],
  { live, drawn }: { live: Live; drawn: ReadonlyMap<string, SeatPlan> },
): Array<Seated<SeatedSegment>> {
  const claims = seated.flatMap((claim) => {
    const plan = drawn.get(claim.seat)
    return plan ? [{ claim, plan: { ...plan, cabin: claim.cabin } }] : []
  })
  const unpaid = ({ claim }: (typeof claims)[number]) => Number(live.get(claim.bookingId)?.status !== 'CONFIRMED')
  return claims.toSorted(
    (a, b) => unpaid(a) - unpaid(b) || a.plan.row - b.plan.row || (a.plan.column < b.plan.column ? -1 : 1),
  )
}

/** Seats that no traveller may be given: blocked ones, and those of running holds whose seats are all drawn again. */
function keptClaims(
  before: readonly SeatRow[],
  {
    plans,
    holds,
    bookings,
    now,
  }: { plans: ReadonlyMap<string, SeatPlan>; holds: readonly Hold[]; bookings: Live; now: Date },
): Map<string, SeatRow> {
  const booked = new Set([...bookings.values()].map((b) => b.holdId))
  const drawnAgain = (s: SeatRow) => plans.get(s.seat)?.cabin === s.cabin
  const running = (s: SeatRow) => s.holdId !== null && !booked.has(s.holdId) && statusAt(s, now) === 'HELD'
  const losing = new Set(before.filter((s) => running(s) && !drawnAgain(s)).map((s) => s.holdId))
  const active = new Set(holds.filter((h) => h.status === 'ACTIVE').map((h) => h.id))
  const stays = (s: SeatRow) =>
    s.status === 'BLOCKED' ? plans.has(s.seat) : running(s) && active.has(s.holdId as HoldId) && !losing.has(s.holdId)
  return new Map(before.filter(stays).map((s) => [s.seat, s]))
}

/** Running holds that have lost a seat: their time is over, and the sweeper frees what else they have. */
function lostHolds(
  before: readonly SeatRow[],
  { kept, live, holds }: { kept: ReadonlyMap<string, SeatRow>; live: Live; holds: readonly Hold[] },
): HoldId[] {
  const booked = new Set([...live.values()].map((b) => b.holdId))
  const active = new Set(holds.filter((h) => h.status === 'ACTIVE' && !booked.has(h.id)).map((h) => h.id))
  const lost = before.flatMap((s) => (s.holdId !== null && active.has(s.holdId) && !kept.has(s.seat) ? [s.holdId] : []))
  return [...new Set(lost)]
}

/** The flight's seats as the new layout draws them, each with the claim that is on it then. */
function seatsAfter(
  flightId: FlightId,
  {
    before,
    plans,
    kept,
    swap,
  }: {
    before: readonly SeatRow[]
    plans: ReadonlyMap<string, SeatPlan>
    kept: ReadonlyMap<string, SeatRow>
    swap: Swap<SeatedSegment>
  },
): SeatRow[] {
  const old = new Map(before.map((s) => [s.seat, s]))
  const claims = new Map(kept)
  for (const { seat } of swap.keep) claims.set(seat, old.get(seat) as SeatRow)
  for (const { from, to } of swap.move) claims.set(to, old.get(from) as SeatRow)
  const free = { status: 'AVAILABLE', holdId: null, heldUntil: null, bookingId: null } as const
  return [...plans.values()].map(({ number, cabin }) => ({
    ...(claims.get(number) ?? free),
    flightId,
    seat: number,
    cabin,
  }))
}

interface Move {
  claim: SeatedSegment
  from: string
  /** Null: no seat is left */
  to: string | null
}

const movesOf = ({ move, withoutSeat }: Swap<SeatedSegment>): Move[] => [
  ...move,
  ...withoutSeat.map((w) => ({ ...w, to: null })),
]

/** The seats that holds of bookings waiting for payment have: theirs are sold when the money comes. */
async function moveUnpaidClaims(
  tx: Tx,
  flightId: FlightId,
  { moves, live }: { moves: readonly Move[]; live: Live },
): Promise<void> {
  const unpaid = moves.filter(({ claim }) => live.get(claim.bookingId)?.status === 'PENDING_PAYMENT')
  const holdIds = [...new Set(unpaid.map(({ claim }) => (live.get(claim.bookingId) as BookingState).holdId))]
  const to = new Map(unpaid.map(({ from, to }) => [from, to]))
  const seats = (await loadHoldSeats(tx, holdIds)).filter((s) => s.flightId === flightId)
  const moved = seats.flatMap((s) => {
    const seat = to.has(s.seat) ? to.get(s.seat) : s.seat
    return seat == null ? [] : [{ ...s, seat }]
  })
  await replaceHoldSeats(tx, flightId, { holdIds, seats: moved })
}

/** History and an event for each booking somebody of which sits elsewhere now, or nowhere. */
async function tellTravellers(
  tx: Tx,
  flightId: FlightId,
  { moves, now }: { moves: readonly Move[]; now: Date },
): Promise<void> {
  if (moves.length === 0) return
  const byBooking = Map.groupBy(moves, ({ claim }) => claim.bookingId)
  const bookings = [...(await loadBookings(tx, [...byBooking.keys()])).values()]
  const passengers = await loadPassengers(
    tx,
    bookings.map((b) => b.id),
  )
  const names = new Map(passengers.map((p) => [p.id as string, `${p.givenName} ${p.familyName}`]))
  const of = (id: BookingId) => byBooking.get(id) ?? []
  await addHistories(
    tx,
    bookings.map(({ id }) => ({
      bookingId: id,
      at: now,
      actor: 'airline',
      action: of(id).some((m) => m.to === null) ? 'SEAT_LOST' : 'SEAT_MOVED',
    })),
  )
  const snapshots = await loadSnapshots(tx, bookings)
  await writeEvents(
    tx,
    'booking',
    bookings.map(({ id }, n) => {
      const told = of(id).map(({ claim, from, to }) => ({
        passengerName: names.get(claim.passengerId) ?? '',
        from,
        to,
      }))
      const data = { ...(snapshots[n] as BookingSnapshot), flightId, moves: told }
      return { type: 'booking.reseated.v1' as const, key: id, data }
    }),
  )
}
