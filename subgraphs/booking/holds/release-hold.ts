import { dbNow } from '#lib/clock.ts'
import type { Viewer } from '#lib/identity.ts'
import { isId } from '#lib/ids.ts'
import type { BookingDeps } from '../deps.ts'
import { changesOf, recordSeatChanges } from '../seats/record-seat-changes.ts'
import { freeHeldSeats, lockSeats } from '../seats/store.ts'
import { endHolds, loadHoldSeats, lockHold } from './store.ts'

/** Ends the viewer's hold; false where there was none that ran, though one past its time is tidied as well. */
export async function releaseHold({ db }: BookingDeps, viewer: Viewer, holdId: string): Promise<boolean> {
  if (!isId(holdId)) return false
  return db.transaction(async (tx) => {
    const hold = await lockHold(tx, holdId)
    if (!hold || hold.userId !== viewer.id || hold.status !== 'ACTIVE') return false
    const ran = (await dbNow(tx)) < hold.expiresAt
    const seats = await loadHoldSeats(tx, [hold.id])
    const mine = (await lockSeats(tx, seats)).filter((s) => s.holdId === hold.id)
    await freeHeldSeats(tx, seats, hold.id)
    await endHolds(tx, [hold.id], 'RELEASED')
    await recordSeatChanges(tx, changesOf(mine, 'AVAILABLE'))
    return ran
  })
}
