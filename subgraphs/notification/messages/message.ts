import type { BookingId, UserId } from '#lib/ids.ts'

export type Topic = 'BOOKING' | 'PAYMENT' | 'FLIGHT' | 'ACCOUNT'
export type Channel = 'EMAIL' | 'SMS' | 'IN_APP'
export type Status = 'QUEUED' | 'SENDING' | 'RETRYING' | 'SENT' | 'SUPPRESSED' | 'DEAD'

/** Begins the dedupe keys of messages that an operator wrote. */
export const BY_HAND = 'by-hand:'

/** A document that booking serves to whoever has a signed link, or a small file that the message brings itself. */
export type Attachment =
  | {
      path: string
      filename: string
      /** Where it is not made yet, the mail waits for it until then, and leaves without it after. RFC 3339 */
      waitUntil?: string
    }
  | { content: string; filename: string; contentType: string }

/** A message as its event makes it, before anybody's preferences are looked at. */
export interface Message {
  userId: UserId | null
  bookingId: BookingId | null
  topic: Topic
  channel: Channel
  /** Of an EMAIL, where null is the account's own address as it is known when the mail leaves; of an SMS, the number */
  recipient: string | null
  subject: string
  /** The text part, also for whoever looks at the message inside the application */
  body: string
  html: string | null
  attachments: Attachment[]
  /** Names the fact: told twice, it makes one message. */
  dedupeKey: string
  /** Of a message with a link that lets its reader in: nobody else ever sees it. */
  secret?: Secret
  /** Of the event it was made for, where that is known and recorded. */
  traceparent?: string | undefined
}

export interface Secret {
  /** What stands in the place of the body wherever messages are listed */
  shown: string
  /** When its link runs out: it is not sent after, and erased if it is still kept. RFC 3339 */
  until: string
}
