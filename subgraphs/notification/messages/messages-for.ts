import type { BookingId, UserId } from '#lib/ids.ts'
import type { BookingSnapshot, SkyEvent, SkyEventData } from '#schema/events.ts'
import { accountMessages, isAccountEvent } from './account-messages.ts'
import { cancelled, confirmed, created, expired, holdEnds, refunded, reseated } from './booking-letters.ts'
import { calendarOf } from './calendar.ts'
import { composeMessages, type Fact } from './compose.ts'
import type { Attachment, Channel, Message } from './message.ts'
import { phoneNumberOf } from './plain-text.ts'
import type { Reader } from './voice.ts'

/** How long a confirmation waits for its invoice, which is numbered within a second or so of the payment. */
const INVOICE_WAIT_MS = 120_000
const ALL: readonly Channel[] = ['EMAIL', 'SMS', 'IN_APP']

export interface Known {
  /**
   * Whether the booking was ever confirmed. Before that its mails go to the account's own address alone, since anybody
   * may type a stranger's as the booking's.
   */
  paid: boolean
  /** Opens the tokens in events of accounts */
  linkSecret: string
}

/**
 * What an event makes us say; nothing where it is none of ours. Deterministic: it throws for an event always or never.
 */
export function messagesFor(event: SkyEvent, reader: Reader, { paid, linkSecret }: Known): Message[] {
  if (isAccountEvent(event)) return accountMessages(event, reader, { linkSecret })
  if (event.type === 'hold.expiring.v1') return holdMessages(event.data, reader)
  const fact = bookingFact(event, reader, paid)
  if (fact === undefined) return []
  const booking = event.data as BookingSnapshot
  return composeMessages({ ...fact, ...addressOf(booking, reader, paid), key: `${event.type}:${fact.key}` })
}

/** In the application alone: a mail would come too late for the minutes that are left. */
function holdMessages(hold: SkyEventData<'hold.expiring.v1'>, reader: Reader): Message[] {
  return composeMessages({
    said: holdEnds(hold, reader),
    topic: 'BOOKING',
    channels: ['IN_APP'],
    userId: hold.userId as UserId,
    bookingId: null,
    email: null,
    phone: null,
    key: `hold.expiring.v1:${hold.holdId}`,
  })
}

/** Whom a booking's messages are for, and where they reach them. */
export function addressOf(
  booking: { bookingId: string; userId: string; contactEmail: string },
  { contact }: Reader,
  paid: boolean,
): Pick<Fact, 'userId' | 'bookingId' | 'email' | 'phone'> {
  return {
    userId: booking.userId as UserId,
    bookingId: booking.bookingId as BookingId,
    email: paid ? booking.contactEmail : (contact?.email ?? null),
    phone: (contact?.phone && phoneNumberOf(contact.phone)) || null,
  }
}

function bookingFact(
  event: SkyEvent,
  reader: Reader,
  paid: boolean,
): Pick<Fact, 'said' | 'topic' | 'channels' | 'key' | 'attachments'> | undefined {
  switch (event.type) {
    case 'booking.created.v1':
      return { said: created(event.data, reader), topic: 'BOOKING', channels: ['IN_APP'], key: event.data.bookingId }
    case 'booking.confirmed.v1': {
      const said = confirmed(event.data, reader)
      return { said, topic: 'BOOKING', channels: ALL, key: event.data.bookingId, attachments: documents(event) }
    }
    case 'booking.cancelled.v1': {
      const said = cancelled(event.data, reader)
      const attachments = paid ? [calendarOf(event.data, { stamp: event.time, cancelled: true })] : []
      return { said, topic: 'BOOKING', channels: ALL, key: event.data.bookingId, attachments }
    }
    case 'booking.reseated.v1':
      // An aircraft may be swapped more than once.
      return { said: reseated(event.data, reader), topic: 'FLIGHT', channels: ALL, key: event.id }
    case 'booking.expired.v1':
      return { said: expired(event.data, reader), topic: 'BOOKING', channels: ALL, key: event.data.bookingId }
    case 'booking.payment-refunded.v1':
      // A booking may see more than one.
      return { said: refunded(event.data, reader), topic: 'PAYMENT', channels: ALL, key: event.id }
    default:
      return undefined
  }
}

/** The invoice first: where a mail has to wait for it, nothing else was fetched in vain. */
function documents({ data, time }: Extract<SkyEvent, { type: 'booking.confirmed.v1' }>): Attachment[] {
  const tickets = data.ticketNumbers.map((number) => ({
    path: `/documents/tickets/${encodeURIComponent(number)}.pdf`,
    filename: `ticket-${number.replace(/[^\w-]/g, '')}.pdf`,
  }))
  const invoice = {
    path: `/documents/bookings/${encodeURIComponent(data.bookingId)}/invoice.pdf`,
    filename: `invoice-${data.reference.replace(/[^\w-]/g, '')}.pdf`,
    waitUntil: new Date(Date.parse(time) + INVOICE_WAIT_MS).toISOString(),
  }
  return [invoice, ...tickets, calendarOf(data, { stamp: time, cancelled: false })]
}
