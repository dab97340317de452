import type { BookingId, UserId } from '#lib/ids.ts'
import type { BookingSnapshot, SkyEvent } from '#schema/events.ts'
import { welcome } from './account-messages.ts'
import { cancelled, confirmed, created, expired, type Reader, refunded, type Said } from './booking-letters.ts'
import type { Attachment, Channel, Message, Topic } from './message.ts'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'

interface BookingFact {
  said: Said
  topic: Topic
  channels: Channel[]
  /** Names the fact among those of its kind. Most happen to a booking once; a refund may come again. */
  once: string
  attachments?: Attachment[]
}

/** What an event makes us say; nothing where it is none of ours. Deterministic: it throws for an event always or never. */
export function messagesFor(event: SkyEvent, reader: Reader): Message[] {
  if (event.type === 'user.created.v1') return welcome(event, reader.publicUrl)
  const fact = bookingFact(event, reader)
  return fact === undefined ? [] : toMessages(event.data as BookingSnapshot, event.type, fact)
}

function bookingFact(event: SkyEvent, reader: Reader): BookingFact | undefined {
  switch (event.type) {
    case 'booking.created.v1':
      return { said: created(event.data, reader), topic: 'BOOKING', channels: ['IN_APP'], once: event.data.bookingId }
    case 'booking.confirmed.v1': {
      const { bookingId, ticketNumbers } = event.data
      const said = confirmed(event.data, reader)
      const attachments = ticketNumbers.map(ticket)
      return { said, topic: 'BOOKING', channels: ['EMAIL', 'IN_APP'], once: bookingId, attachments }
    }
    case 'booking.cancelled.v1': {
      const said = cancelled(event.data, reader)
      return { said, topic: 'BOOKING', channels: ['EMAIL', 'IN_APP'], once: event.data.bookingId }
    }
    case 'booking.expired.v1': {
      const said = expired(event.data, reader)
      return { said, topic: 'BOOKING', channels: ['EMAIL', 'IN_APP'], once: event.data.bookingId }
    }
    case 'booking.payment-refunded.v1':
      return { said: refunded(event.data, reader), topic: 'PAYMENT', channels: ['EMAIL', 'IN_APP'], once: event.id }
    default:
      return undefined
  }
}

const ticket = (number: string): Attachment => ({
  path: `/documents/tickets/${encodeURIComponent(number)}.pdf`,
  filename: `ticket-${number.replace(/[^\w-]/g, '')}.pdf`,
})

function toMessages(booking: BookingSnapshot, type: string, fact: BookingFact): Message[] {
  const { said, topic, channels, once, attachments = [] } = fact
  return channels.map((channel) => ({
    userId: booking.userId as UserId,
    bookingId: booking.bookingId as BookingId,
    topic,
    channel,
    subject: said.letter.subject,
    ...(channel === 'EMAIL'
      ? { recipient: booking.contactEmail, body: renderText(said.letter), html: renderHtml(said.letter), attachments }
      : { recipient: null, body: said.short, html: null, attachments: [] }),
    dedupeKey: `${type}:${once}:${channel}`,
  }))
}
