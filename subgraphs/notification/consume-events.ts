import { dbNow } from '#lib/clock.ts'
import { PoisonEvents } from '#lib/consumer.ts'
import type { NotificationId } from '#lib/ids.ts'
import { firstSeen } from '#lib/inbox.ts'
import type { SkyEvent } from '#schema/events.ts'
import { type Booking, bookingAfter, isBookingEvent } from './bookings/booking.ts'
import { lockBookings, saveBookings } from './bookings/store.ts'
import { contactOf } from './contacts/contact.ts'
import { readContacts, saveContacts } from './contacts/store.ts'
import type { NotificationDb, Tx } from './database.ts'
import { decideNews, toldBefore } from './flights/flight-news.ts'
import { type FlightChange, flightChangeOf, followFlights } from './flights/follow-flights.ts'
import { flightLetter } from './messages/flight-letters.ts'
import type { Message } from './messages/message.ts'
import { messagesFor } from './messages/messages-for.ts'
import { queueMessages } from './messages/queue-messages.ts'

export const CONSUMER = 'notification'
export const TOPICS = ['booking.v1', 'user.v1', 'flight.v1'] as const

/** Bounds a transaction, whatever the size of the bus's batches. */
const AT_ONCE = 100

export interface Consumed {
  made: NotificationId[]
  /** Whether passengers of a flight are to be told something, which is done apart. */
  flightNews: boolean
}

export interface Site {
  /** What links in mails begin with */
  publicUrl: string
  /** Opens the tokens in events of accounts */
  linkSecret: string
}

/** Turns events into messages: each once, its messages in the same commit as its inbox row. */
export async function consumeIntoMessages(db: NotificationDb, events: SkyEvent[], site: Site): Promise<Consumed> {
  const all: Consumed = { made: [], flightNews: false }
  for (let n = 0; n < events.length; n += AT_ONCE) {
    const part = events.slice(n, n + AT_ONCE)
    const { made, flightNews } = await db.transaction((tx) => consumePart(tx, part, site))
    all.made.push(...made)
    all.flightNews ||= flightNews
  }
  return all
}

async function consumePart(tx: Tx, events: SkyEvent[], { publicUrl, linkSecret }: Site): Promise<Consumed> {
  const ids = events.map(({ id }) => id)
  const fresh = await firstSeen(tx, CONSUMER, ids)
  const first = events.filter(({ id }, n) => fresh.has(id) && ids.indexOf(id) === n)
  if (first.length === 0) return { made: [], flightNews: false }
  await saveContacts(tx, contactsIn(first))
  const contacts = await readContacts(tx, [...new Set(first.flatMap((event) => userIdOf(event) ?? []))])
  const paid = await followBookings(tx, first)
  const messages = toMessages(first, (event) => {
    const reader = { contact: contacts.get(userIdOf(event) ?? ''), publicUrl }
    const change = flightChangeOf(event)
    if (change) checkWords(change, publicUrl)
    return messagesFor(event, reader, { paid: paid.has(event.id), linkSecret })
  })
  const news = await followFlights(
    tx,
    first.flatMap((event) => flightChangeOf(event) ?? []),
  )
  return { made: await queueMessages(tx, messages, await dbNow(tx)), flightNews: news.length > 0 }
}

const contactsIn = (events: SkyEvent[]) =>
  events.flatMap((event) =>
    event.type === 'user.created.v1' || event.type === 'user.updated.v1'
      ? [{ ...contactOf(event.data), asOf: new Date(event.time) }]
      : [],
  )

const userIdOf = ({ data }: SkyEvent) => ('userId' in data ? data.userId : undefined)

/** Keeps what the events tell of bookings; the ids of those events whose booking was paid by then. */
async function followBookings(tx: Tx, events: SkyEvent[]): Promise<Set<string>> {
  const about = events.filter((event) => isBookingEvent(event) || event.type === 'booking.changed.v1')
  const known = await lockBookings(tx, [...new Set(about.map(({ data }) => data.bookingId))])
  const changed = new Map<string, Booking>()
  const paid = new Set<string>()
  for (const event of about) {
    const before = known.get(event.data.bookingId)
    const after = bookingAfter(before, event)
    if (after?.paid) paid.add(event.id)
    if (after === undefined || after === before) continue
    known.set(after.id, after)
    changed.set(after.id, after)
  }
  await saveBookings(tx, [...changed.values()])
  return paid
}

/** Passengers are told later, when it would be too late to find that it cannot be put into words. */
function checkWords({ data }: FlightChange, publicUrl: string): void {
  const { news } = decideNews(data, toldBefore(data))
  if (news) flightLetter(news, { bookingId: '', reference: '' }, { contact: undefined, publicUrl })
}

/** @throws PoisonEvents: an event that cannot be said in words now will not be later. */
function toMessages(events: SkyEvent[], say: (event: SkyEvent) => Message[]): Message[] {
  const poison = new Map<string, unknown>()
  const messages = events.flatMap((event) => {
    try {
      return say(event).map((message) => ({ ...message, traceparent: event.traceparent }))
    } catch (fault) {
      poison.set(event.id, fault)
      return []
    }
  })
  if (poison.size > 0) throw new PoisonEvents(poison)
  return messages
}
