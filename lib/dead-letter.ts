import { z } from 'zod'
import type { BusMessage } from '#lib/bus/event-bus.ts'

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
