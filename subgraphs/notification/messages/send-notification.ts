import { type Done, idempotently, isIdempotencyKey, type KeyConflict, type Refusal } from '#lib/idempotency.ts'
import { isId, newId, type UserId } from '#lib/ids.ts'
import type { Contact } from '../contacts/contact.ts'
import { readContacts } from '../contacts/store.ts'
import type { NotificationDb, Tx } from '../database.ts'
import { composeMessages } from './compose.ts'
import { say } from './letter.ts'
import { BY_HAND, type Channel, type Message, type Topic } from './message.ts'
import { oneLine, phoneNumberOf, severalLines } from './plain-text.ts'
import { queueMessages } from './queue-messages.ts'
import { voiceOf } from './voice.ts'

export interface HandWritten {
  userId: string
  topic: Topic
  channel: Channel
  subject: string
  body: string
  idempotencyKey: string
}

type Unreachable = Refusal & { code: 'NO_SUCH_USER' | 'NO_PHONE' }

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
): Promise<Done | Unreachable | KeyConflict> {
  const request = { viewerId: senderId, operation: 'sendNotification', key: input.idempotencyKey, input }
  return idempotently<Tx, Unreachable>(db, request, async (tx, now) => {
    const contact = isId(input.userId) && (await readContacts(tx, [input.userId])).get(input.userId)
    if (!contact) return { ok: false, code: 'NO_SUCH_USER' }
    const [message] = handWritten(input, contact)
    if (!message) return { ok: false, code: 'NO_PHONE' }
    const [id] = await queueMessages(tx, [message], now)
    return { ok: true, type: 'Notification', id: id as string }
  })
}

/** None where an SMS has no number to go to. */
function handWritten({ topic, channel, subject, body }: HandWritten, contact: Contact): Message[] {
  const text = severalLines(body).trim()
  const line = oneLine(subject, MAX_SUBJECT)
  const said = say(voiceOf(contact), {
    short: text,
    preheader: oneLine(text, 150),
    subject: line,
    headline: line,
    blocks: [{ kind: 'paragraph', text }],
  })
  return composeMessages({
    said,
    topic,
    channels: [channel],
    userId: contact.userId,
    bookingId: null,
    email: contact.email,
    phone: contact.phone && (phoneNumberOf(contact.phone) ?? null),
    key: `${BY_HAND}${newId()}`,
  })
}
