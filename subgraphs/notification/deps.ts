import type { Log } from '#lib/log.ts'
import type { NotificationDb } from './database.ts'
import type { Delivery } from './delivery/worker.ts'
import type { LiveMessages } from './messages/live.ts'

/** What the resolvers work with. */
export interface NotificationDeps {
  db: NotificationDb
  log: Log
  delivery: Pick<Delivery, 'wake'>
  live: LiveMessages
}
