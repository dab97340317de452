import type { BusMessage, BusSubscription, EventBus } from '#lib/bus/event-bus.ts'
import type { Log } from '#lib/log.ts'
import { isKnownType, parseEvent, type SkyEvent } from '#schema/events.ts'

interface ConsumeOptions {
  /** Also the name under which an inbox keeps what was done. */
  group: string
  topics: readonly string[]
  from: 'earliest' | 'latest'
  /** Must be safe to run again: the same events come until it succeeds. */
  onEvents(events: SkyEvent[]): Promise<void>
}

/**
 * Subscribes to events: those of unknown types are passed over, those that are not what they say go to the topic
 * `dead-letter.v1` and do not hold up the ones behind them.
 */
export function consumeEvents(bus: EventBus, options: ConsumeOptions, log: Log): Promise<BusSubscription> {
  const { group, topics, from, onEvents } = options
  return bus.subscribe({
    group,
    topics,
    from,
    async onBatch(messages) {
      const { events, poison } = read(messages)
      if (poison.length > 0) {
        for (const { message, fault } of poison)
          log.error({ err: fault, topic: message.topic, key: message.key }, 'unreadable event')
        await bus.publish(poison.map(({ message }) => ({ ...message, topic: 'dead-letter.v1' })))
      }
      if (events.length > 0) await onEvents(events)
    },
  })
}

function read(messages: BusMessage[]) {
  const events: SkyEvent[] = []
  const poison: Array<{ message: BusMessage; fault: unknown }> = []
  for (const message of messages) {
    try {
      const value = JSON.parse(message.value)
      if (isKnownType(value?.type)) events.push(parseEvent(value))
      else if (typeof value?.type !== 'string') throw new TypeError('An event without a type.')
    } catch (fault) {
      poison.push({ message, fault })
    }
  }
  return { events, poison }
}
