import type { BookingId, UserId } from '#lib/ids.ts'
import type { Said } from './letter.ts'
import type { Attachment, Channel, Message, Secret, Topic } from './message.ts'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'

/** Something to be told, in the words of one reader. */
export interface Fact {
  said: Said
  topic: Topic
  channels: readonly Channel[]
  userId: UserId
  bookingId: BookingId | null
  /** Null for the account's own address, as it is known when the mail leaves */
  email: string | null
  /** Without one there is no SMS. */
  phone: string | null
  /** Names the fact, with its kind: one message a channel, however often it is told */
  key: string
  attachments?: Attachment[]
  secret?: Secret
}

// Three parts of 67 characters, the least that fits into a part when a text is not Latin.
const LONGEST_SMS = 201

/** One message for each channel that can reach the reader. */
export function composeMessages(fact: Fact): Message[] {
  const { said, topic, userId, bookingId, key, secret } = fact
  const common = { userId, bookingId, topic, subject: said.letter.subject, ...(secret && { secret }) }
  const messageFor = (channel: Channel): Message | undefined => {
    const message = { ...common, channel, html: null, attachments: [], dedupeKey: `${key}:${channel}` }
    if (channel === 'IN_APP') return { ...message, recipient: null, body: said.short }
    if (channel === 'SMS')
      return fact.phone === null ? undefined : { ...message, recipient: fact.phone, body: smsOf(said.short) }
    const { email: recipient, attachments = [] } = fact
    return { ...message, recipient, body: renderText(said.letter), html: renderHtml(said.letter), attachments }
  }
  return fact.channels.map(messageFor).filter((message) => message !== undefined)
}

/** One or two sentences as an SMS, which has neither isolates nor room. */
export function smsOf(short: string): string {
  const plain = [...short.replace(/[\u2068\u2069]/g, '').replace(/\u00a0|\u202f/g, ' ')]
  return plain.length <= LONGEST_SMS ? plain.join('') : `${plain.slice(0, LONGEST_SMS - 1).join('')}…`
}
