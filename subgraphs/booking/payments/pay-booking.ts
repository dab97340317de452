import { dbNow } from '#lib/clock.ts'
import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { type BookingId, isId, newId, type PaymentId } from '#lib/ids.ts'
import { type InvalidInput, invalidInput, KEY_FAULT, type NotFound, notFound, wrongState } from '#lib/refusal.ts'
import { SEAT_LOST } from '../bookings/actions.ts'
import type { BookingRow } from '../bookings/booking.ts'
import { confirmBooking } from '../bookings/confirm-booking.ts'
import { keepSeats } from '../bookings/keep-seats.ts'
import { addHistory, loadBooking, loadSegments, lockBooking } from '../bookings/store.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { requestInvoice } from '../documents/request-invoice.ts'
import type { SeatRef } from '../seats/seat.ts'
import { applyCharge } from './apply-charge.ts'
import { askForCharge, askToCancel, askToCharge, PROVIDER_ANSWERS_WITHIN_MS } from './ask-provider.ts'
import { actBy, isOpen } from './deadlines.ts'
import { NOT_RECEIVED, type PaymentRow, type PayRefusal, payRefusal, REFUND_REASON } from './payment.ts'
import { INVALID_TOKEN } from './payment-provider.ts'
import { insertPayment, loadPayment, loadPayments, loadRefunds, takenSeatsOf } from './store.ts'

export interface PayBookingInput {
  bookingId: string
  paymentToken: string
  expectedTotal: string
  returnUrl: string | null
  idempotencyKey: string
}

export type PayBookingAnswer =
  /** Paid, or on its way: the booking and its payments tell. */
  | { ok: true; bookingId: BookingId }
  | { ok: false; code: 'PAYMENT_DECLINED'; declineCode: string; paymentId: PaymentId }
  | { ok: false; code: 'SEATS_UNAVAILABLE'; taken: SeatRef[] }
  | PayRefusal
  | NotFound
  | KeyConflict

/**
 * Pays the viewer's booking: the payment is written down, then the provider is asked with no transaction open, then its
 * answer is taken into our books. Whatever breaks in between, the worker finds the payment and ends what was begun.
 */
export async function payBooking(deps: BookingDeps, viewer: Viewer, input: PayBookingInput): Promise<PayBookingAnswer> {
  const fault = inputFault(input)
  if (fault) return fault
  const request = { viewerId: viewer.id, operation: 'payBooking', key: input.idempotencyKey, input }
  const ownId = newId<PaymentId>()
  const begun = await idempotently(
    deps.db,
    request,
    (tx: Tx, now): Promise<Done | PayRefusal | NotFound> => begin(tx, { viewer, input, now, paymentId: ownId }),
  )
  if (!begun.ok) return begun
  if (begun.type === 'Booking') return { ok: true, bookingId: begun.id as BookingId }
  const payment = await paymentOf(deps, begun.id as PaymentId)
  if (isOpen(payment)) await (payment.id === ownId ? chargeOnce(deps, payment) : askAgain(deps, payment))
  return answerFor(deps, payment.id)
}

async function begin(
  tx: Tx,
  { viewer, input, now, paymentId }: { viewer: Viewer; input: PayBookingInput; now: Date; paymentId: PaymentId },
): Promise<Done | PayRefusal | NotFound> {
  const booking = await lockBooking(tx, input.bookingId)
  if (!booking || booking.userId !== viewer.id) return notFound('booking')
  const payments = (await loadPayments(tx, [booking.id])).get(booking.id) ?? []
  const refusal = payRefusal(booking, { payments, expectedTotal: input.expectedTotal, now })
  if (refusal) return refusal
  const segments = await loadSegments(tx, [booking.id])
  if (segments.some((s) => s.seat === null)) return SEAT_LOST
  if (booking.totalMinor === 0) return confirmUnpaid(tx, booking, now)
  const payment: PaymentRow = {
    id: paymentId,
    bookingId: booking.id,
    status: 'PROCESSING',
    currency: booking.currency,
    amountMinor: booking.totalMinor,
    providerId: null,
    actionUrl: null,
    clientSecret: null,
    declineCode: null,
    paymentToken: input.paymentToken,
    returnUrl: input.returnUrl && new URL(input.returnUrl).href,
    checks: 0,
    // The worker's, should this process not live to hear the answer.
    nextCheckAt: new Date(now.getTime() + PROVIDER_ANSWERS_WITHIN_MS),
    createdAt: now,
  }
  await insertPayment(tx, payment)
  await addHistory(tx, booking.id, { at: now, actor: 'customer', action: 'PAYMENT_STARTED' })
  const until = actBy(payment, booking)
  if (until > booking.payBy && !(await keepSeats(tx, booking, { until, now }))) {
    return wrongState('EXPIRED', 'The time to pay is over.')
  }
  return { ok: true, type: 'Payment', id: payment.id }
}

/** A discount of the whole price leaves nothing to charge. */
async function confirmUnpaid(tx: Tx, booking: BookingRow, now: Date): Promise<Done | PayRefusal> {
  const confirmed = await confirmBooking(tx, booking, now)
  if (!confirmed.ok) return wrongState(confirmed.code, 'The booking cannot be confirmed any more.')
  await requestInvoice(tx, booking, now)
  return { ok: true, type: 'Booking', id: booking.id }
}

/** The request that wrote the payment down is the one that has it charged; unknown, it is the worker's from then on. */
async function chargeOnce(deps: BookingDeps, payment: PaymentRow): Promise<void> {
  const charge = (await callOffOthers(deps, payment))
    ? await askToCharge(deps, payment)
    : ({ status: 'FAILED', providerId: null, declineCode: NOT_RECEIVED } as const)
  await applyCharge(deps.db, payment.id, { charge, claimedUntil: payment.nextCheckAt })
}

/**
 * Challenges that the payer has left for this payment are called off, or both might be paid. False where one turned out
 * to have been met, so that the booking is paid.
 */
async function callOffOthers(deps: BookingDeps, { id, bookingId }: PaymentRow): Promise<boolean> {
  const { client } = deps.db
  const payments = (await loadPayments(client, [bookingId])).get(bookingId) ?? []
  const left = payments.filter((p) => p.id !== id && p.status === 'REQUIRES_ACTION')
  for (const payment of left) {
    const charge = await askToCancel(deps, payment)
    if (charge && charge !== 'UNKNOWN') {
      await applyCharge(deps.db, payment.id, { charge, claimedUntil: payment.nextCheckAt })
    }
  }
  return left.length === 0 || (await loadBooking(client, bookingId))?.status === 'PENDING_PAYMENT'
}

/** A repeat, such as the browser's after a challenge, never charges: it asks how the charge stands. */
async function askAgain(deps: BookingDeps, payment: PaymentRow): Promise<void> {
  const charge = await askForCharge(deps, payment)
  if (charge && charge !== 'UNKNOWN') {
    await applyCharge(deps.db, payment.id, { charge, claimedUntil: payment.nextCheckAt })
  }
}

async function answerFor(deps: BookingDeps, paymentId: PaymentId): Promise<PayBookingAnswer> {
  const payment = await paymentOf(deps, paymentId)
  const { client } = deps.db
  const { bookingId } = payment
  if (payment.status === 'FAILED') {
    const { declineCode } = payment
    if (declineCode === INVALID_TOKEN)
      return invalidInput(['paymentToken'], 'The payment provider does not know this token.')
    if (declineCode === NOT_RECEIVED) return answerForUnasked(deps, bookingId)
    return { ok: false, code: 'PAYMENT_DECLINED', declineCode: declineCode ?? 'unknown', paymentId }
  }
  const refunds = (await loadRefunds(client, [bookingId])).get(bookingId) ?? []
  const reason = refunds.find((r) => r.paymentId === paymentId)?.reason
  switch (reason) {
    case REFUND_REASON.seatsGone:
      return { ok: false, code: 'SEATS_UNAVAILABLE', taken: await takenSeatsOf(client, bookingId, await dbNow(client)) }
    case REFUND_REASON.cancelled:
    case REFUND_REASON.priceChanged:
    case REFUND_REASON.discountGone:
    case REFUND_REASON.departed: {
      const booking = await loadBooking(client, bookingId)
      return wrongState(booking?.status ?? 'CANCELLED', `${reason} The money goes back.`)
    }
    default:
      return { ok: true, bookingId }
  }
}

/** The booking went another way before the provider was asked: nothing was charged. */
async function answerForUnasked({ db }: BookingDeps, bookingId: BookingId): Promise<PayBookingAnswer> {
  const status = (await loadBooking(db.client, bookingId))?.status
  if (status === 'CONFIRMED') return { ok: true, bookingId }
  return wrongState(status === 'CANCELLED' ? status : 'EXPIRED', 'The booking does not wait for payment any more.')
}

async function paymentOf({ db }: BookingDeps, id: PaymentId): Promise<PaymentRow> {
  const payment = await loadPayment(db.client, id)
  if (!payment) throw new Error(`Payment ${id} was begun and is not there.`)
  return payment
}

const TOKEN = /^[\x21-\x7e]{1,256}$/
const LONGEST_URL = 2048

function inputFault({
  bookingId,
  paymentToken,
  returnUrl,
  idempotencyKey,
}: PayBookingInput): InvalidInput | NotFound | undefined {
  if (!isIdempotencyKey(idempotencyKey)) return KEY_FAULT
  if (!isId(bookingId)) return notFound('booking')
  if (!TOKEN.test(paymentToken)) return invalidInput(['paymentToken'], 'Not a token of the payment provider.')
  if (returnUrl !== null && !isWebAddress(returnUrl)) {
    return invalidInput(['returnUrl'], 'Not an http or https address.')
  }
  return undefined
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { href, protocol } = new URL(text)
  return href.length <= LONGEST_URL && text.isWellFormed() && (protocol === 'https:' || protocol === 'http:')
}
