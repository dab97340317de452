import { dbNow } from '#lib/clock.ts'
import { readContacts } from '../contacts/store.ts'
import type { NotificationDb } from '../database.ts'
import { reminder } from '../messages/booking-letters.ts'
import { composeMessages } from '../messages/compose.ts'
import { addressOf } from '../messages/messages-for.ts'
import { queueMessages } from '../messages/queue-messages.ts'
import { takeDueReminders } from './store.ts'

const BATCH = 50

/** Reminds those whose time to pay is almost over, once each; how many there were. */
export async function remindPayers(db: NotificationDb, publicUrl: string): Promise<number> {
  return db.transaction(async (tx) => {
    const now = await dbNow(tx)
    const bookings = await takeDueReminders(tx, now, BATCH)
    const contacts = await readContacts(
      tx,
      bookings.map(({ userId }) => userId),
    )
    const messages = bookings.flatMap(({ id, userId, created: data, paid }) => {
      // A worker that was away until the time was over has nothing to remind of.
      if (data === null || Date.parse(data.payBy) <= now.getTime()) return []
      const reader = { contact: contacts.get(userId), publicUrl }
      return composeMessages({
        said: reminder(data, reader),
        topic: 'PAYMENT',
        channels: ['EMAIL', 'SMS', 'IN_APP'],
        ...addressOf(data, reader, paid),
        key: `payment-reminder:${id}`,
      })
    })
    await queueMessages(tx, messages, now)
    return bookings.length
  })
}
