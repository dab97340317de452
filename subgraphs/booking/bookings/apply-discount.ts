import { type Done, idempotently, isIdempotencyKey, type KeyConflict } from '#lib/idempotency.ts'
import type { Viewer } from '#lib/identity.ts'
import { isId } from '#lib/ids.ts'
import { type InvalidInput, KEY_FAULT, type NotFound, notFound, type WrongState } from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import type { BookingDeps } from '../deps.ts'
import { actionRefusal } from './actions.ts'
import { loadActionFacts } from './load-action-facts.ts'
import { sumMinor } from './price.ts'
import { addHistory, loadPriceLines, lockBooking, setDiscountCode, setPrice } from './store.ts'
import { type DiscountInvalid, takeDiscount } from './take-discount.ts'

export interface ApplyDiscountInput {
  bookingId: string
  code: string
  idempotencyKey: string
}

type Refusal = InvalidInput | NotFound | WrongState | DiscountInvalid

/** Reserves a discount for the viewer's unpaid booking and takes it off; a booking has at most one. */
export async function applyDiscount(
  { db }: BookingDeps,
  viewer: Viewer,
  input: ApplyDiscountInput,
): Promise<Done | Refusal | KeyConflict> {
  if (!isIdempotencyKey(input.idempotencyKey)) return KEY_FAULT
  if (!isId(input.bookingId)) return notFound('booking')
  const request = { viewerId: viewer.id, operation: 'applyDiscount', key: input.idempotencyKey, input }
  return idempotently(db, request, async (tx: Tx, now): Promise<Done | Refusal> => {
    const booking = await lockBooking(tx, input.bookingId)
    if (!booking || booking.userId !== viewer.id) return notFound('booking')
    const { facts } = await loadActionFacts(tx, booking, now)
    const refused = actionRefusal('APPLY_DISCOUNT', booking, facts)
    if (refused) return refused
    const lines = await loadPriceLines(tx, [booking.id])
    const discounted = await takeDiscount(tx, { code: input.code, currency: booking.currency, lines, now })
    if (!discounted.ok) return discounted
    await setDiscountCode(tx, booking.id, discounted.code)
    await setPrice(tx, booking.id, discounted.lines, sumMinor(discounted.lines))
    await addHistory(tx, booking.id, { at: now, actor: 'customer', action: 'DISCOUNT_APPLIED' })
    return { ok: true, type: 'Booking', id: booking.id }
  })
}
