import type { UserId } from '#lib/ids.ts'
import type { NotificationDb } from '../database.ts'
import type { Channel, Topic } from '../messages/message.ts'
import { choice, isMandatory, type Preference, preferenceOf } from './preference.ts'
import { saveChoice } from './store.ts'

/** Undefined where it is mandatory and was to be switched off. */
export async function setPreference(
  db: NotificationDb,
  userId: UserId,
  wanted: { topic: Topic; channel: Channel; enabled: boolean },
): Promise<Preference | undefined> {
  const { topic, channel, enabled } = wanted
  if (isMandatory(topic, channel) && !enabled) return undefined
  await db.transaction((tx) => saveChoice(tx, userId, wanted))
  return preferenceOf(new Map([[choice(topic, channel), enabled]]), topic, channel)
}
