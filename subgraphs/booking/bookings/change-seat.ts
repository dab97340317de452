import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type FlightId, isId } from '#lib/ids.ts'
import { type InvalidInput, KEY_FAULT, type NotFound, notFound, type WrongState } from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { loadDiscount } from '../discounts/store.ts'
import type { SaleFlight } from '../flights/flight.ts'
import { requestRefund } from '../payments/request-refund.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { type SeatRef, statusAt } from '../seats/seat.ts'
import { drawingOf } from '../seats/seat-map.ts'
import { lockSeats } from '../seats/store.ts'
import { actionRefusal } from './actions.ts'
import type { BookingRow, SegmentRow } from './booking.ts'
import { loadActionFacts } from './load-action-facts.ts'
import { moveSeat } from './move-seat.ts'
import { decideSeatChange, refundMinor, repriced } from './seat-change.ts'
import { addHistory, lockBooking, moveSegment, setPrice } from './store.ts'

export interface ChangeSeatInput {
  bookingId: string
  passengerId: string
  flightId: string
  seat: string
  idempotencyKey: string
}

type Refusal = InvalidInput | NotFound | WrongState | { ok: false; code: 'SEATS_UNAVAILABLE'; taken: SeatRef[] }

/** Puts a passenger of the viewer's booking on a free seat of the same cabin that costs no more; what it costs less goes back. */
export async function changeSeat(
  { db }: BookingDeps,
  viewer: Viewer,
  input: ChangeSeatInput,
): Promise<Done | Refusal | KeyConflict> {
  if (!isIdempotencyKey(input.idempotencyKey)) return KEY_FAULT
  if (!isId(input.bookingId)) return notFound('booking')
  const request = { viewerId: viewer.id, operation: 'changeSeat', key: input.idempotencyKey, input }
  return idempotently(db, request, async (tx: Tx, now): Promise<Done | Refusal> => {
    const booking = await lockBooking(tx, input.bookingId)
    if (!booking || booking.userId !== viewer.id) return notFound('booking')
    const { segments, flights, facts } = await loadActionFacts(tx, booking, now)
    const segment = segments.find((s) => s.passengerId === input.passengerId && s.flightId === input.flightId)
    const flight = flights.get(input.flightId as FlightId)
    if (!segment || !flight) return notFound('segment')
    const refused = actionRefusal('CHANGE_SEAT', booking, facts)
    if (refused) return refused
    return change(tx, { booking, segments, segment, flights, flight, seat: input.seat, now })
  })
}

interface Given {
  booking: BookingRow
  segments: SegmentRow[]
  segment: SegmentRow
  flights: Map<FlightId, SaleFlight>
  flight: SaleFlight
  seat: string
  now: Date
}

async function change(tx: Tx, given: Given): Promise<Done | Refusal> {
  const { booking, segments, segment, flights, flight, seat, now } = given
  const { plans } = await drawingOf(tx, flight.layoutId, flight.layoutVersion)
  const wanted = { seat, plan: plans.get(seat), fares: flight.fares, currency: booking.currency }
  const decision = decideSeatChange(segment, wanted)
  if (!decision.ok) return decision
  const to: SeatRef = { flightId: flight.id, seat }
  const from: SeatRef[] = segment.seat === null ? [] : [{ flightId: flight.id, seat: segment.seat }]
  const locked = await lockSeats(tx, [...from, to])
  const free = locked.some((row) => row.seat === seat && statusAt(row, now) === 'AVAILABLE')
  if (!free) return { ok: false, code: 'SEATS_UNAVAILABLE', taken: [to] }

  const moved = { ...segment, seat, surchargeMinor: decision.surchargeMinor }
  const claim = await moveSeat(tx, { booking, from: locked.find((row) => row.seat === segment.seat), to: moved, now })
  await moveSegment(tx, moved)
  await charge(tx, { booking, segments: segments.map((s) => (s === segment ? moved : s)), flights, now })
  await addHistory(tx, booking.id, { at: now, actor: 'customer', action: 'SEAT_CHANGED' })
  await recordSeatChanges(tx, [...changesOf(from, 'AVAILABLE'), ...changesOf([to], claim.status, claim.heldUntil)])
  return { ok: true, type: 'Booking', id: booking.id }
}

async function charge(
  tx: Tx,
  { booking, segments, flights, now }: Pick<Given, 'booking' | 'segments' | 'flights' | 'now'>,
): Promise<void> {
  const { id, discountCode } = booking
  const discount = discountCode === null ? undefined : await loadDiscount(tx, discountCode)
  const { lines, totalMinor } = repriced(segments, { flights, discount })
  await setPrice(tx, id, lines, totalMinor)
  const amountMinor = refundMinor(booking, totalMinor)
  if (amountMinor > 0) await requestRefund(tx, { bookingId: id, amountMinor, reason: 'Changed to a cheaper seat', now })
}
