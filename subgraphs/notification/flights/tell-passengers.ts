import { dbNow } from '#lib/clock.ts'
import { listOnFlight } from '../bookings/store.ts'
import { readContacts } from '../contacts/store.ts'
import type { NotificationDb } from '../database.ts'
import { composeMessages } from '../messages/compose.ts'
import { flightLetter } from '../messages/flight-letters.ts'
import { addressOf } from '../messages/messages-for.ts'
import { queueMessages } from '../messages/queue-messages.ts'
import { isUrgent } from './flight-news.ts'
import { deleteNotice, lockNotice, moveNotice } from './store.ts'

/** Bookings a transaction: with the HTML of their mails they make a statement of about half a megabyte. */
const BATCH = 50

/** Tells the next bookings of the oldest news; whether there was any. Each booking is told once, by whichever worker. */
export async function tellPassengers(db: NotificationDb, publicUrl: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    const notice = await lockNotice(tx)
    if (!notice) return false
    const { id, news, toldBookingId } = notice
    const bookings = await listOnFlight(tx, news.flight.flightId, { afterId: toldBookingId, limit: BATCH })
    const contacts = await readContacts(
      tx,
      bookings.map(({ userId }) => userId),
    )
    const messages = bookings.flatMap((booking) => {
      const reader = { contact: contacts.get(booking.userId), publicUrl }
      const of = { ...booking, bookingId: booking.id }
      return composeMessages({
        said: flightLetter(news, of, reader),
        topic: 'FLIGHT',
        channels: isUrgent(news) ? ['EMAIL', 'SMS', 'IN_APP'] : ['IN_APP'],
        ...addressOf(of, reader, true),
        key: `flight:${id}:${booking.id}`,
      })
    })
    await queueMessages(tx, messages, await dbNow(tx))
    const last = bookings.at(-1)
    if (last && bookings.length === BATCH) await moveNotice(tx, id, last.id)
    else await deleteNotice(tx, id)
    return true
  })
}
