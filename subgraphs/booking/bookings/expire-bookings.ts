import { dbNow } from '#lib/clock.ts'
import { writeEvents } from '#lib/outbox.ts'
import type { BookingDb, Tx } from '../database.ts'
import { keepsWaiting, PROVIDER_WORD_MS, TIME_TO_ACT_MS } from '../payments/deadlines.ts'
import { loadPayments } from '../payments/store.ts'
import type { BookingRow } from './booking.ts'
import { giveSeatsBack } from './give-seats-back.ts'
import { loadSnapshot } from './snapshot.ts'
import { addHistory, lockOverdueBookings, setStatus } from './store.ts'

// One a transaction: the flights' locks of many bookings at once would be taken out of order.
const BATCH = 1

/**
 * Ends bookings that nobody paid in time. One with an open payment waits until the worker has asked the provider for its
 * outcome, or called it off, for as long as `keepsWaiting` says. Any number of instances share the work. Returns how many
 * it looked at; none is left when it returns 0.
 */
export async function expireBookings(db: BookingDb): Promise<number> {
  return db.transaction(async (tx) => {
    const now = await dbNow(tx)
    const before = (ms: number) => new Date(now.getTime() - ms)
    const overdue = await lockOverdueBookings(tx, {
      now,
      waitedSince: before(PROVIDER_WORD_MS),
      begunSince: before(TIME_TO_ACT_MS + PROVIDER_WORD_MS),
      limit: BATCH,
    })
    // Asked again under the lock: a payment may have begun while we waited for it.
    const payments = await loadPayments(
      tx,
      overdue.map((b) => b.id),
    )
    const unpaid = overdue.filter((b) => !payments.get(b.id)?.some((p) => keepsWaiting(p, b, now)))
    for (const booking of unpaid) await expire(tx, booking, now)
    return overdue.length
  })
}

async function expire(tx: Tx, booking: BookingRow, now: Date): Promise<void> {
  await setStatus(tx, booking.id, { from: ['PENDING_PAYMENT'], to: 'EXPIRED' })
  await addHistory(tx, booking.id, { at: now, actor: 'system', action: 'EXPIRED' })
  const data = await loadSnapshot(tx, booking)
  await writeEvents(tx, 'booking', [{ type: 'booking.expired.v1', key: booking.id, data }])
  await giveSeatsBack(tx, booking, { discount: booking.discountCode })
}
