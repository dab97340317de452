import type { BusMessage, BusSubscription, EventBus } from '#lib/bus/event-bus.ts'
import type { Log } from '#lib/log.ts'
import { isKnownType, parseEvent, type SkyEvent } from '#schema/events.ts'

interface ConsumeOptions {
  /** Also the name under which an inbox keeps what was done. */
  group: string
  topics: readonly string[]
  from: 'earliest' | 'latest'
  /** As of SubscribeOptions */
  ephemeral?: boolean
  /** Must be safe to run again: the same events come until it succeeds, those named by PoisonEvents left out. */
  onEvents(events: SkyEvent[]): Promise<void>
}

/** Thrown by `onEvents` for events it can never do, by id; the others of the batch come again without them. */
export class PoisonEvents extends Error {
  override name = 'PoisonEvents'
  readonly faults: ReadonlyMap<string, unknown>
  constructor(faults: ReadonlyMap<string, unknown>) {
    super(`Events that can never be done: ${[...faults.keys()].join(', ')}`)
    this.faults = faults
  }
}

interface Readable {
  message: BusMessage
  event: SkyEvent
}

interface Poison {
  message: BusMessage
  fault: unknown
}

/**
 * Subscribes to events: those of unknown types are passed over; those that are not what they say, or that `onEvents`
 * gives up, go to the topic `dead-letter.v1` and do not hold up the ones behind them.
 */
export function consumeEvents(bus: EventBus, options: ConsumeOptions, log: Log): Promise<BusSubscription> {
  const { onEvents, ...subscription } = options
  const bury = async (poison: Poison[]) => {
    if (poison.length === 0) return
    for (const { message, fault } of poison) {
      log.error({ err: fault, topic: message.topic, key: message.key }, 'an event goes to the dead letters')
    }
    await bus.publish(poison.map(({ message }) => ({ ...message, topic: 'dead-letter.v1' })))
  }
  return bus.subscribe({
    ...subscription,
    async onBatch(messages) {
      const { readable, poison } = read(messages)
      await bury(poison)
      let left = readable
      while (left.length > 0) {
        const faults = await attempt(onEvents, left)
        if (faults === undefined) return
        const isPoison = ({ event }: Readable) => faults.has(event.id)
        await bury(left.filter(isPoison).map(({ message, event }) => ({ message, fault: faults.get(event.id) })))
        left = left.filter((one) => !isPoison(one))
      }
    },
  })
}

async function attempt(
  onEvents: ConsumeOptions['onEvents'],
  readable: Readable[],
): Promise<PoisonEvents['faults'] | undefined> {
  try {
    await onEvents(readable.map(({ event }) => event))
    return undefined
  } catch (error) {
    // Named events that were not in the batch would be left out of nothing, for ever.
    if (error instanceof PoisonEvents && readable.some(({ event }) => error.faults.has(event.id))) return error.faults
    throw error
  }
}

function read(messages: BusMessage[]): { readable: Readable[]; poison: Poison[] } {
  const readable: Readable[] = []
  const poison: Poison[] = []
  for (const message of messages) {
    try {
      const value = JSON.parse(message.value)
      if (isKnownType(value?.type)) readable.push({ message, event: parseEvent(value) })
      else if (typeof value?.type !== 'string') throw new TypeError('An event without a type.')
    } catch (fault) {
      poison.push({ message, fault })
    }
  }
  return { readable, poison }
}
