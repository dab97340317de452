import { type Done, idempotently, isIdempotencyKey, type KeyConflict, type Refusal } from '#lib/idempotency.ts'
import { isId, newId, type UserId } from '#lib/ids.ts'
import type { Contact } from '../contacts/contact.ts'
import { readContacts } from '../contacts/store.ts'
import type { NotificationDb, Tx } from '../database.ts'
import { greeting } from './greeting.ts'
import type { Channel, Message, Topic } from './message.ts'
import { oneLine, severalLines } from './plain-text.ts'
import { queueMessages } from './queue-messages.ts'
import { renderHtml } from './render-html.ts'
import { renderText } from './render-text.ts'

export interface HandWritten {
  userId: string
  topic: Topic
  channel: Exclude<Channel, 'SMS'>
  subject: string
  body: string
  idempotencyKey: string
}

type NoSuchUser = Refusal & { code: 'NO_SUCH_USER' }

const MAX_SUBJECT = 150
const MAX_BODY = 10_000

/** What is wrong with the input: the field and why. Undefined where nothing is. */
export function faultOf(input: HandWritten): { field: keyof HandWritten; message: string } | undefined {
  const { subject, body, idempotencyKey } = input
  if (!isIdempotencyKey(idempotencyKey)) {
    return { field: 'idempotencyKey', message: 'An idempotencyKey is 1 to 128 visible ASCII characters.' }
  }
  if (subject.trim() === '' || [...subject].length > MAX_SUBJECT) {
    return { field: 'subject', message: `A subject has 1 to ${MAX_SUBJECT} characters.` }
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject)) return { field: 'subject', message: 'A subject is one line.' }
  if (body.trim() === '' || [...body].length > MAX_BODY) {
    return { field: 'body', message: `A body has 1 to ${MAX_BODY} characters.` }
  }
  return undefined
}

/** One message by hand to one user; `input` has passed `faultOf`. */
export async function sendNotification(
  db: NotificationDb,
  senderId: UserId,
  input: HandWritten,
): Promise<Done | NoSuchUser | KeyConflict> {
  const request = { viewerId: senderId, operation: 'sendNotification', key: input.idempotencyKey, input }
  return idempotently<Tx, NoSuchUser>(db, request, async (tx, now) => {
    const contact = isId(input.userId) && (await readContacts(tx, [input.userId])).get(input.userId)
    if (!contact) return { ok: false, code: 'NO_SUCH_USER' }
    const [id] = await queueMessages(tx, [handWritten(input, contact)], now)
    return { ok: true, type: 'Notification', id: id as string }
  })
}

function handWritten({ topic, channel, subject, body }: HandWritten, contact: Contact): Message {
  const text = severalLines(body).trim()
  const letter = {
    subject: oneLine(subject, MAX_SUBJECT),
    greeting: greeting(contact),
    headline: oneLine(subject, MAX_SUBJECT),
    blocks: [{ kind: 'paragraph' as const, text }],
  }
  const mail = channel === 'EMAIL'
  return {
    userId: contact.userId,
    bookingId: null,
    topic,
    channel,
    recipient: mail ? contact.email : null,
    subject: letter.subject,
    body: mail ? renderText(letter) : text,
    html: mail ? renderHtml(letter) : null,
    attachments: [],
    dedupeKey: `by-hand:${newId()}`,
  }
}
