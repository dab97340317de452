import { setTimeout as sleep } from 'node:timers/promises'
import type { BusMessage, EventBus } from '#lib/bus/event-bus.ts'
import { newId } from '#lib/ids.ts'

const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 50

/** The bus brought nothing for so long, and not all that a topic has. */
export class TopicUnread extends Error {
  override name = 'TopicUnread'
}

interface ReadOptions {
  topic: string
  /** Names the group, which goes away with us. */
  reader: string
  /** How long nothing may come */
  patienceMs?: number
  onBatch(messages: BusMessage[]): Promise<void> | void
}

/**
 * Reads all that stands on a topic now, in order of each key; nobody else's messages are touched. What `onBatch` throws
 * ends it. @throws TopicUnread
 */
export async function readTopic(
  bus: Pick<EventBus, 'subscribe'>,
  { topic, reader, patienceMs = PATIENCE_MS, onBatch }: ReadOptions,
): Promise<void> {
  let heardAt = performance.now()
  let fault: { error: unknown } | undefined
  const subscription = await bus.subscribe({
    group: `${reader}-${newId()}`,
    topics: [topic],
    from: 'earliest',
    ephemeral: true,
    async onBatch(messages) {
      try {
        await onBatch(messages)
      } catch (error) {
        fault ??= { error }
        throw error
      } finally {
        heardAt = performance.now()
      }
    },
  })
  try {
    while (!subscription.caughtUp()) {
      if (fault) throw fault.error
      if (performance.now() - heardAt >= patienceMs) {
        throw new TopicUnread(`${topic} could not be read to its end: nothing came for ${patienceMs / 1000} s`)
      }
      await sleep(LOOK_EVERY_MS)
    }
  } finally {
    await subscription.stop()
  }
}
