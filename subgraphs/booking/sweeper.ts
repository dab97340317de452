import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#lib/log.ts'
import { expireBookings } from './bookings/expire-bookings.ts'
import type { BookingDb } from './database.ts'
import { expireHolds } from './holds/expire-holds.ts'

const EVERY_MS = 500
const AFTER_FAULT_MS = 2000

/** Tidies holds and bookings whose time is over, twice a second, until stopped. Any number of instances may run one. */
export function startSweeper(db: BookingDb, log: Log): { stop(): Promise<void> } {
  const stopped = new AbortController()
  const pause = (ms: number) => sleep(ms, undefined, { signal: stopped.signal }).catch(() => {})
  const run = async () => {
    while (!stopped.signal.aborted) {
      try {
        const ended = (await expireHolds(db)) + (await expireBookings(db))
        if (ended === 0) await pause(EVERY_MS)
      } catch (error) {
        log.warn({ err: error }, 'holds and bookings past their time wait to be tidied')
        await pause(AFTER_FAULT_MS)
      }
    }
  }
  const running = run()
  return {
    async stop() {
      stopped.abort()
      await running
    },
  }
}
