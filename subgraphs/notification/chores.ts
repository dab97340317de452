import type { Log } from '#lib/log.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import { remindPayers } from './bookings/remind.ts'
import { forgetBookings } from './bookings/store.ts'
import type { NotificationDb } from './database.ts'
import { eraseSecrets } from './delivery/store.ts'
import { forgetTold } from './flights/store.ts'
import { tellPassengers } from './flights/tell-passengers.ts'

const SOON_MS = 1000
const HOURLY_MS = 3_600_000
const BATCH = 1000

export interface ChoreOptions {
  db: NotificationDb
  log: Log
  publicUrl: string
  /** Messages were made and wait to be sent. */
  onMessages(): void
}

/** Messages whose time comes: reminders to pay, news of flights; and links that ran out, to be erased. */
export function startScheduled({ db, log, publicUrl, onMessages }: ChoreOptions): Loop {
  return startLoop({
    name: 'scheduled messages',
    log,
    everyMs: SOON_MS,
    async step() {
      const reminded = await remindPayers(db, publicUrl)
      const told = await tellPassengers(db, publicUrl)
      if (reminded > 0 || told) onMessages()
      const erased = await eraseSecrets(db, BATCH)
      return reminded > 0 || told || erased === BATCH
    },
  })
}

/** Forgets bookings and flights that are long over. */
export function startForgetting({ db, log }: Pick<ChoreOptions, 'db' | 'log'>): Loop {
  return startLoop({
    name: 'forgetting',
    log,
    everyMs: HOURLY_MS,
    step: async () => (await forgetBookings(db, BATCH)) === BATCH || (await forgetTold(db, BATCH)) === BATCH,
  })
}
