import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { isId } from '#lib/ids.ts'
import { parseAmount } from '#lib/money.ts'
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
import type { Sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { firstDeparture, isLongDelayed } from '../flights/flight.ts'
import { loadFlights } from '../flights/store.ts'
import { requestRefund } from '../payments/request-refund.ts'
import { hurryOpenPayments } from '../payments/store.ts'
import type { BookingRow } from './booking.ts'
import { cancellationQuote, type Quote } from './cancellation.ts'
import { giveSeatsBack } from './give-seats-back.ts'
import { loadSnapshot } from './snapshot.ts'
import { addHistory, loadSegments, lockBooking, setPrice, setStatus } from './store.ts'

export interface CancelBookingInput {
  bookingId: string
  expectedRefund: string
  idempotencyKey: string
}

type Refusal =
  | InvalidInput
  | NotFound
  | WrongState
  | { ok: false; code: 'PRICE_CHANGED'; oldMinor: number; newMinor: number; currency: string }

/** What a cancellation would cost now; undefined where the booking cannot be cancelled. */
export async function quoteCancellation(sql: Sql, booking: BookingRow, now: Date): Promise<Quote | undefined> {
  const segments = await loadSegments(sql, [booking.id])
  const flights = await loadFlights(
    sql,
    segments.map((s) => s.flightId),
  )
  const departsAt = firstDeparture(flights.values())
  const free = segments.some((s) => s.seat === null) || [...flights.values()].some(isLongDelayed)
  const { status, totalMinor, payBy } = booking
  return cancellationQuote({ status, totalMinor, segments, departsAt, free, payBy, now })
}

/** Cancels the viewer's booking at the quoted refund: seats go back on sale, what was paid beyond the fee is refunded. */
export async function cancelBooking(
  { db }: BookingDeps,
  viewer: Viewer,
  input: CancelBookingInput,
): Promise<Done | Refusal | KeyConflict> {
  if (!isIdempotencyKey(input.idempotencyKey)) return KEY_FAULT
  if (!isId(input.bookingId)) return notFound('booking')
  const request = { viewerId: viewer.id, operation: 'cancelBooking', key: input.idempotencyKey, input }
  return idempotently(db, request, async (tx: Tx, now): Promise<Done | Refusal> => {
    const booking = await lockBooking(tx, input.bookingId)
    if (!booking || booking.userId !== viewer.id) return notFound('booking')
    const quote = await quoteCancellation(tx, booking, now)
    if (!quote) return wrongState(booking.status, 'This booking cannot be cancelled any more.')
    const { currency } = booking
    const expected = parseAmount(input.expectedRefund, currency)
    if (expected === undefined) return invalidInput(['expectedRefund'], `Not an amount of ${currency}.`)
    if (expected !== quote.refundMinor) {
      return { ok: false, code: 'PRICE_CHANGED', oldMinor: expected, newMinor: quote.refundMinor, currency }
    }
    await cancel(tx, booking, { quote, by: CUSTOMER, now })
    return { ok: true, type: 'Booking', id: booking.id }
  })
}

interface Cancellation {
  quote: Pick<Quote, 'feeMinor' | 'refundMinor'>
  by: { actor: 'customer' } | { actor: 'airline'; reason: string | null }
  now: Date
}

const CUSTOMER = { actor: 'customer' } as const

/** Ends a booking, whose row is locked; takes all further locks, so it is a transaction's last step. */
export async function cancel(tx: Tx, booking: BookingRow, { quote, by, now }: Cancellation): Promise<void> {
  const { id, currency, discountCode, status } = booking
  const { feeMinor, refundMinor } = quote
  await setStatus(tx, id, { from: ['PENDING_PAYMENT', 'CONFIRMED'], to: 'CANCELLED' })
  await setPrice(tx, id, [{ kind: 'FEE', description: 'Cancellation fee', amountMinor: feeMinor }], feeMinor)
  if (refundMinor > 0) {
    const reason = by.actor === 'customer' ? 'Booking cancelled' : 'Flight cancelled'
    await requestRefund(tx, { bookingId: id, amountMinor: refundMinor, reason, now })
  }
  await hurryOpenPayments(tx, id, now)
  await addHistory(tx, id, { at: now, actor: by.actor, action: 'CANCELLED' })
  const money = (amountMinor: number) => ({ amountMinor, currency })
  const data = {
    ...(await loadSnapshot(tx, booking)),
    fee: money(feeMinor),
    refund: money(refundMinor),
    ...(by.actor === 'airline' && { reason: by.reason }),
  }
  await writeEvents(tx, 'booking', [{ type: 'booking.cancelled.v1', key: id, data }])
  // A discount used with a payment stays used; one that was only reserved goes back.
  await giveSeatsBack(tx, booking, { discount: status === 'PENDING_PAYMENT' ? discountCode : null })
}
