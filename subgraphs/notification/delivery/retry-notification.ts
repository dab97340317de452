import type { NotificationDb } from '../database.ts'
import { type NotificationRow, readNotifications } from '../messages/store.ts'
import { requeueDead } from './store.ts'

export type Retry =
  | { ok: true; notification: NotificationRow }
  | { ok: false; code: 'NOT_FOUND' }
  | { ok: false; code: 'NOT_DEAD'; state: string }

/** Sends a dead letter again, with as many attempts as a new one. */
export function retryNotification(db: NotificationDb, id: string): Promise<Retry> {
  return db.transaction(async (tx) => {
    const was = await requeueDead(tx, id)
    if (was === undefined) return { ok: false, code: 'NOT_FOUND' }
    if (was !== 'DEAD') return { ok: false, code: 'NOT_DEAD', state: was }
    const [notification] = await readNotifications(tx, [id])
    if (!notification) throw new Error('A notification was lost under its lock.')
    return { ok: true, notification }
  })
}
