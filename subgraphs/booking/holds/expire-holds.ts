import { dbNow } from '#lib/clock.ts'
import type { BookingDb } from '../database.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { lockSeats, takeBackSeats } from '../seats/store.ts'
import { endHolds, loadHoldSeats, lockExpiredHolds } from './store.ts'

const BATCH = 100

/**
 * Tidies holds whose time is over and tells watchers; their seats are free by predicate already, and a seat that went on
 * to somebody else is left alone. Any number of instances share the work. Returns how many holds it ended.
 */
export async function expireHolds(db: BookingDb): Promise<number> {
  return db.transaction(async (tx) => {
    const ids = await lockExpiredHolds(tx, await dbNow(tx), BATCH)
    if (ids.length === 0) return 0
    const seats = await loadHoldSeats(tx, ids)
    const expired = new Set(ids)
    const left = (await lockSeats(tx, seats)).flatMap(({ flightId, seat, holdId }) =>
      holdId !== null && expired.has(holdId) ? [{ flightId, seat, holdId }] : [],
    )
    await takeBackSeats(tx, left)
    await endHolds(tx, ids, 'EXPIRED')
    await recordSeatChanges(tx, changesOf(left, 'AVAILABLE'))
    return ids.length
  })
}
