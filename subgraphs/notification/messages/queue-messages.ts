import { type NotificationId, newId } from '#lib/ids.ts'
import { currentSpan } from '#lib/tracing.ts'
import type { Tx } from '../database.ts'
import { isEnabled } from '../preferences/preference.ts'
import { readChoices } from '../preferences/store.ts'
import { BY_HAND, type Message, type Status } from './message.ts'
import { isMailAddress, isPhoneNumber, oneLine } from './plain-text.ts'
import { type NewNotification, saveNotifications } from './store.ts'

/**
 * Keeps messages for those they are for, in the state their reader's preferences and their address ask for, and
 * returns their ids in order. One that was made for the same fact before is not made again, nor an SMS nobody asked for.
 */
export async function queueMessages(tx: Tx, messages: readonly Message[], now: Date): Promise<NotificationId[]> {
  const userIds = [...new Set(messages.map(({ userId }) => userId).filter((id) => id !== null))]
  const choices = await readChoices(tx, userIds)
  const span = currentSpan()
  const here = span?.recorded ? span.traceparent : undefined
  const made = messages.flatMap((message): NewNotification[] => {
    const own = choices.get(message.userId ?? '') ?? new Map()
    const wanted = isEnabled(own, message.topic, message.channel)
    if (!wanted && message.channel === 'SMS' && !byHand(message)) return []
    const recipient = message.recipient && oneLine(message.recipient, 320)
    const traceparent = message.traceparent ?? here
    const state = firstState(message, wanted)
    return [{ ...message, ...state, recipient, traceparent, id: newId<NotificationId>(), createdAt: now }]
  })
  await saveNotifications(tx, made)
  return made.map(({ id }) => id)
}

/** Whoever writes by hand is told that it was held back. */
const byHand = ({ dedupeKey }: Message) => dedupeKey.startsWith(BY_HAND)

/** An IN_APP message has arrived once it is there; a mail to an address that is none is for an operator to see. */
function firstState({ channel, recipient }: Message, wanted: boolean): { status: Status; lastError: string | null } {
  if (!wanted) return { status: 'SUPPRESSED', lastError: null }
  if (channel === 'IN_APP') return { status: 'SENT', lastError: null }
  // An account's address that is not known yet is found when the mail leaves.
  if (recipient === null || (channel === 'SMS' ? isPhoneNumber : isMailAddress)(recipient)) {
    return { status: 'QUEUED', lastError: null }
  }
  return { status: 'DEAD', lastError: 'There is no address that a message could be sent to.' }
}
