import type { BookingId, UserId } from '#lib/ids.ts'

export type Topic = 'BOOKING' | 'PAYMENT' | 'FLIGHT' | 'ACCOUNT'
export type Channel = 'EMAIL' | 'SMS' | 'IN_APP'
export type Status = 'QUEUED' | 'SENDING' | 'RETRYING' | 'SENT' | 'SUPPRESSED' | 'DEAD'

/** A document that booking serves to whoever has a signed link. */
export interface Attachment {
  path: string
  filename: string
}

/** A message as its event makes it, before anybody's preferences are looked at. */
export interface Message {
  userId: UserId | null
  bookingId: BookingId | null
  topic: Topic
  channel: Channel
  /** The address of an EMAIL */
  recipient: string | null
  subject: string
  /** The text part */
  body: string
  html: string | null
  attachments: Attachment[]
  /** Names the fact: told twice, it makes one message. */
  dedupeKey: string
}
