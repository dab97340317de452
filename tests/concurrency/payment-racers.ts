import { dbNow, shiftClock } from '#lib/clock.ts'
import type { BookingDeps } from '../../subgraphs/booking/deps.ts'
import { countWaiting } from '../support/barrier.ts'
import type { NewBooking } from '../support/payments.ts'
import { weakened } from '../support/rewritten.ts'
import { until } from '../support/wait.ts'
import { noLock, type Weakening } from '../support/weakenings.ts'

/** Rows of bookings, payments and refunds are read without being locked, also by those who would skip a locked one. */
export const noLocks: Weakening[] = [{ find: 'FOR UPDATE SKIP LOCKED', replace: '' }, noLock]
/** A booking, or a discount's use, moves on from whatever state it is in. */
export const noStatusGuard: Weakening = { find: 'AND status IN (', replace: "AND 'any' IN ('any', " }

export const depsWithout = (deps: BookingDeps, weakenings: Weakening[]): BookingDeps => ({
  ...deps,
  db: weakened(deps.db, weakenings),
})

/** Locks one seat of a booking from outside. */
export const seatOf = ({ flightId, seats }: NewBooking) => ({
  lock: 'SELECT * FROM seat WHERE flight_id = ? AND number = ? FOR UPDATE',
  values: [flightId, seats[0]],
})

/** Locks rows of a booking's from outside. */
export const rowsOf = ({ booking }: NewBooking, table: 'booking' | 'payment' | 'refund') => ({
  lock: `SELECT * FROM ${table} WHERE ${table === 'booking' ? 'id' : 'booking_id'} = ? FOR UPDATE`,
  values: [booking.id],
})

/** Starts one after another, each as soon as those before it stand before a lock. */
export function inOrder<T>(adminUrl: string, starts: Array<() => Promise<T>>): Promise<T>[] {
  return starts.map(async (start, before) => {
    await until(async () => (await countWaiting(adminUrl)) >= before)
    return start()
  })
}

/** Deps whose provider's answers are held back; `asked` resolves when `asks` of them are on their way. */
export function heldBack(deps: BookingDeps, asks: number) {
  const { promise: asked, resolve: allAsked } = Promise.withResolvers<void>()
  const { promise: open, resolve: release } = Promise.withResolvers<void>()
  let count = 0
  const late = async <T>(answer: Promise<T>): Promise<T> => {
    const given = await answer
    if (++count === asks) allAsked()
    await open
    return given
  }
  const { provider } = deps
  const slow: BookingDeps['provider'] = {
    ...provider,
    fetchCharge: (charge) => late(provider.fetchCharge(charge)),
    refund: (refund) => late(provider.refund(refund)),
  }
  return { deps: { ...deps, provider: slow }, asked, release }
}

/** Gives what moves this process's clock to so long after the end of a booking's time to pay, or before it. */
export async function payByClock(deps: BookingDeps, { booking }: NewBooking): Promise<(afterMs: number) => void> {
  shiftClock(0)
  const ms = booking.payBy.getTime() - (await dbNow(deps.db.client)).getTime()
  return (afterMs) => shiftClock(ms + afterMs)
}
