import { z } from 'zod'
import type { BusMessage, EventBus } from '#lib/bus/event-bus.ts'
import { readTopic } from '#lib/bus/read-topic.ts'

export const DEAD_LETTERS = 'dead-letter.v1'
const LONGEST_REASON = 1000

/** A message that a group of consumers gave up, as it stands on the topic of dead letters. */
const deadLetter = z.object({
  /** Who gave it up */
  group: z.string(),
  reason: z.string(),
  at: z.iso.datetime(),
  /** The message as it was */
  topic: z.string(),
  key: z.string(),
  value: z.string(),
})

export type DeadLetter = z.infer<typeof deadLetter>

export function toDeadLetter(message: BusMessage, group: string, fault: unknown): BusMessage {
  const said = fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault)
  const letter: DeadLetter = {
    group,
    reason: said.slice(0, LONGEST_REASON),
    at: new Date().toISOString(),
    topic: message.topic,
    key: message.key,
    value: message.value,
  }
  return { topic: DEAD_LETTERS, key: message.key, value: JSON.stringify(letter) }
}

/** @throws ZodError or SyntaxError where it is none */
export const parseDeadLetter = (value: string): DeadLetter => deadLetter.parse(JSON.parse(value))

export interface DeadLetters {
  /** Oldest first; those given up more than once (a restart, say) come once. */
  letters: DeadLetter[]
  /** What stands among them and is none, as it is. */
  unreadable: BusMessage[]
}

/** All that stand on the bus now. @throws TopicUnread */
export async function readDeadLetters(bus: EventBus): Promise<DeadLetters> {
  const found = new Map<string, DeadLetter>()
  const unreadable: BusMessage[] = []
  await readTopic(bus, {
    topic: DEAD_LETTERS,
    reader: 'dead-letters',
    onBatch(messages) {
      for (const message of messages) {
        const letter = letterIn(message)
        if (letter) found.set(`${letter.group} ${letter.topic} ${letter.value}`, letter)
        else unreadable.push(message)
      }
    },
  })
  return { letters: [...found.values()].sort((one, two) => one.at.localeCompare(two.at)), unreadable }
}

function letterIn({ value }: BusMessage): DeadLetter | undefined {
  try {
    return parseDeadLetter(value)
  } catch {
    return undefined
  }
}

/**
 * Brings messages to their topics again, as they were. Groups that did them know the events by their ids; those that
 * gave them up try anew. What is behind them was done long ago: consumers must take an old event late.
 */
export const replayDeadLetters = (bus: EventBus, letters: DeadLetter[]): Promise<void> =>
  bus.publish(letters.map(({ topic, key, value }) => ({ topic, key, value })))
