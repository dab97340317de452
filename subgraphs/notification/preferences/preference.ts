import type { Channel, Topic } from '../messages/message.ts'

const TOPICS: readonly Topic[] = ['BOOKING', 'PAYMENT', 'FLIGHT', 'ACCOUNT']
const CHANNELS: readonly Channel[] = ['EMAIL', 'SMS', 'IN_APP']

export interface Preference {
  topic: Topic
  channel: Channel
  enabled: boolean
  mandatory: boolean
}

/** What differs from the default, by `topic/channel`. */
export type Choices = ReadonlyMap<string, boolean>

export const choice = (topic: Topic, channel: Channel): string => `${topic}/${channel}`

/** Tickets, refunds and what concerns the account's safety always come by mail. */
export const isMandatory = (topic: Topic, channel: Channel): boolean => channel === 'EMAIL' && topic !== 'FLIGHT'

export function isEnabled(choices: Choices, topic: Topic, channel: Channel): boolean {
  if (isMandatory(topic, channel)) return true
  return choices.get(choice(topic, channel)) ?? channel !== 'SMS'
}

export const preferenceOf = (choices: Choices, topic: Topic, channel: Channel): Preference => ({
  topic,
  channel,
  enabled: isEnabled(choices, topic, channel),
  mandatory: isMandatory(topic, channel),
})

/** Every topic and channel with what holds for it. */
export const allPreferences = (choices: Choices): Preference[] =>
  TOPICS.flatMap((topic) => CHANNELS.map((channel) => preferenceOf(choices, topic, channel)))
