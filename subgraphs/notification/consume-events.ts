import { dbNow } from '#lib/clock.ts'
import { PoisonEvents } from '#lib/consumer.ts'
import type { NotificationId } from '#lib/ids.ts'
import { firstSeen } from '#lib/inbox.ts'
import type { BookingSnapshot, SkyEvent } from '#schema/events.ts'
import { contactOf } from './contacts/contact.ts'
import { readContacts, saveContacts } from './contacts/store.ts'
import type { NotificationDb, Tx } from './database.ts'
import type { Message } from './messages/message.ts'
import { messagesFor } from './messages/messages-for.ts'
import { queueMessages } from './messages/queue-messages.ts'

export const CONSUMER = 'notification'

/** Bounds a transaction, whatever the size of the bus's batches. */
const AT_ONCE = 100

type UserEvent = Extract<SkyEvent, { type: 'user.created.v1' | 'user.updated.v1' }>
type BookingEvent = Extract<SkyEvent, { data: BookingSnapshot }>

const isUserEvent = (event: SkyEvent): event is UserEvent =>
  event.type === 'user.created.v1' || event.type === 'user.updated.v1'
/** Those that tell of a whole booking; `booking.changed` is for its watchers alone. */
const isBookingEvent = (event: SkyEvent): event is BookingEvent =>
  event.type.startsWith('booking.') && event.type !== 'booking.changed.v1'

/** Turns events into messages: each once, its messages in the same commit as its inbox row. */
export async function consumeIntoMessages(
  db: NotificationDb,
  events: SkyEvent[],
  publicUrl: string,
): Promise<NotificationId[]> {
  const made: NotificationId[] = []
  for (let n = 0; n < events.length; n += AT_ONCE) {
    const part = events.slice(n, n + AT_ONCE)
    made.push(...(await db.transaction((tx) => consumePart(tx, part, publicUrl))))
  }
  return made
}

async function consumePart(tx: Tx, events: SkyEvent[], publicUrl: string): Promise<NotificationId[]> {
  const ids = events.map(({ id }) => id)
  const fresh = await firstSeen(tx, CONSUMER, ids)
  const first = events.filter(({ id }, n) => fresh.has(id) && ids.indexOf(id) === n)
  if (first.length === 0) return []
  await saveContacts(
    tx,
    first.filter(isUserEvent).map(({ data, time }) => ({ ...contactOf(data), asOf: new Date(time) })),
  )
  const contacts = await readContacts(tx, [...new Set(first.filter(isBookingEvent).map(({ data }) => data.userId))])
  const messages = toMessages(first, (event) => ({
    contact: isBookingEvent(event) ? contacts.get(event.data.userId) : undefined,
    publicUrl,
  }))
  return queueMessages(tx, messages, await dbNow(tx))
}

/** @throws PoisonEvents: an event that cannot be said in words now will not be later. */
function toMessages(events: SkyEvent[], readerOf: (event: SkyEvent) => Parameters<typeof messagesFor>[1]): Message[] {
  const poison = new Map<string, unknown>()
  const messages = events.flatMap((event) => {
    try {
      return messagesFor(event, readerOf(event), { paid: event.type === 'booking.confirmed.v1' })
    } catch (fault) {
      poison.set(event.id, fault)
      return []
    }
  })
  if (poison.size > 0) throw new PoisonEvents(poison)
  return messages
}
