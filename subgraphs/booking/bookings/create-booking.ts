import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type BookingId, isId, newId, type PassengerId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import {
  type InvalidInput,
  invalidInput,
  KEY_FAULT,
  type NotFound,
  notFound,
  type WrongState,
  wrongState,
} from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { firstDeparture, isOnSale } from '../flights/flight.ts'
import { loadFlights } from '../flights/store.ts'
import type { PricedSeat } from '../holds/hold.ts'
import { endHolds, type HoldRow, loadHoldSeats, lockHold } from '../holds/store.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { sameSeat } from '../seats/seat.ts'
import { extendHeldSeats } from '../seats/store.ts'
import { type BookingRow, type PassengerInput, passengersFault } from './booking.ts'
import { priceLines, sumMinor } from './price.ts'
import { loadSnapshot } from './snapshot.ts'
import { addHistory, insertBooking, insertPassengers, insertSegments, setPrice } from './store.ts'
import { type DiscountInvalid, takeDiscount } from './take-discount.ts'

export interface CreateBookingInput {
  holdId: string
  passengers: PassengerInput[]
  contactEmail: string | null
  discountCode: string | null
  idempotencyKey: string
}

type Refusal =
  | InvalidInput
  | NotFound
  | WrongState
  | { ok: false; code: 'HOLD_EXPIRED'; expiredAt: Date }
  | DiscountInvalid

const MAX_PASSENGERS = 36
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
// Letters of all scripts before the @, but nothing that a mail's header or a screen would take for something else.
const EMAIL = new RegExp(`^[^\\s\\p{C}@<>"(),:;\\\\[\\]]{1,64}@${LABEL}(?:\\.${LABEL})+$`, 'u')

/** Turns the viewer's hold into a booking that waits for payment until PAYMENT_TTL; the discount is reserved with it. */
export async function createBooking(
  deps: BookingDeps,
  viewer: Viewer,
  input: CreateBookingInput,
): Promise<Done | Refusal | KeyConflict> {
  const fault = inputFault(input)
  if (fault) return fault
  const request = { viewerId: viewer.id, operation: 'createBooking', key: input.idempotencyKey, input }
  return idempotently(deps.db, request, async (tx: Tx, now): Promise<Done | Refusal> => {
    const hold = await lockHold(tx, input.holdId)
    if (!hold || hold.userId !== viewer.id) return notFound('hold')
    if (hold.status === 'BOOKED') return wrongState(hold.status, 'This hold has a booking already.')
    if (hold.status === 'RELEASED') return wrongState(hold.status, 'This hold was given back.')
    if (hold.status === 'EXPIRED' || hold.expiresAt <= now)
      return { ok: false, code: 'HOLD_EXPIRED', expiredAt: hold.expiresAt }
    const held = await loadHoldSeats(tx, [hold.id])
    return book(tx, { deps, viewer, input, hold, held, now })
  })
}

interface Given {
  deps: BookingDeps
  viewer: Viewer
  input: CreateBookingInput
  hold: HoldRow
  held: PricedSeat[]
  now: Date
}

async function book(tx: Tx, { deps, viewer, input, hold, held, now }: Given): Promise<Done | Refusal> {
  const fault = passengersFault(input.passengers, held, now.toISOString().slice(0, 10))
  if (fault) return fault
  const flights = await loadFlights(
    tx,
    held.map((s) => s.flightId),
  )
  const closed = [...flights.values()].find((f) => !isOnSale(f, now))
  if (closed) return wrongState('SALES_CLOSED', `Flight ${closed.number} is not on sale any more.`)

  const departure = firstDeparture(flights.values()).getTime()
  const payBy = new Date(Math.min(now.getTime() + deps.paymentTtlMs, departure))
  const kept = await extendHeldSeats(tx, held, { holdId: hold.id, until: payBy, now })
  if (kept !== held.length) return { ok: false, code: 'HOLD_EXPIRED', expiredAt: hold.expiresAt }
  await endHolds(tx, [hold.id], 'BOOKED')

  const fullPrice = priceLines(held, flights)
  const { discountCode: code } = input
  const undiscounted = { ok: true as const, code: null, lines: fullPrice }
  const discounted =
    code === null ? undiscounted : await takeDiscount(tx, { code, currency: hold.currency, lines: fullPrice, now })
  if (!discounted.ok) return discounted
  const booking = {
    id: newId<BookingId>(),
    userId: viewer.id,
    holdId: hold.id,
    status: 'PENDING_PAYMENT' as const,
    contactEmail: input.contactEmail ?? viewer.email,
    currency: hold.currency,
    totalMinor: sumMinor(discounted.lines),
    discountCode: discounted.code,
    payBy,
    createdAt: now,
  }
  const reference = await insertBooking(tx, booking)
  await seatPassengers(tx, booking.id, input.passengers, held)
  await setPrice(tx, booking.id, discounted.lines, booking.totalMinor)
  await tell(tx, { ...booking, reference }, now)
  await recordSeatChanges(tx, changesOf(held, 'HELD', payBy))
  return { ok: true, type: 'Booking', id: booking.id }
}

async function tell(tx: Tx, booking: BookingRow, now: Date): Promise<void> {
  await addHistory(tx, booking.id, { at: now, actor: 'customer', action: 'CREATED' })
  const data = { ...(await loadSnapshot(tx, booking)), payBy: booking.payBy.toISOString() }
  await writeEvents(tx, 'booking', [{ type: 'booking.created.v1', key: booking.id, data }])
}

async function seatPassengers(
  tx: Tx,
  bookingId: BookingId,
  inputs: PassengerInput[],
  held: PricedSeat[],
): Promise<void> {
  const passengers = inputs.map((p, position) => ({
    id: newId<PassengerId>(),
    bookingId,
    position,
    givenName: p.givenName.trim(),
    familyName: p.familyName.trim(),
    bornOn: p.bornOn,
  }))
  await insertPassengers(tx, passengers)
  const segments = passengers.flatMap(({ id, position }) =>
    held
      .filter((seat) => inputs[position]?.seats.some((s) => sameSeat(s, seat)))
      .map((seat) => ({ ...seat, bookingId, passengerId: id })),
  )
  await insertSegments(tx, segments)
}

function inputFault({
  holdId,
  passengers,
  contactEmail,
  idempotencyKey,
}: CreateBookingInput): InvalidInput | NotFound | undefined {
  if (!isIdempotencyKey(idempotencyKey)) return KEY_FAULT
  if (!isId(holdId)) return notFound('hold')
  if (passengers.length > MAX_PASSENGERS) return invalidInput(['passengers'], `At most ${MAX_PASSENGERS} passengers.`)
  if (contactEmail !== null && (contactEmail.length > 254 || !EMAIL.test(contactEmail))) {
    return invalidInput(['contactEmail'], 'Not an email address.')
  }
  return undefined
}
