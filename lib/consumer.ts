import type { BusMessage, BusSubscription, EventBus } from '#lib/bus/event-bus.ts'
import { toDeadLetter } from '#lib/dead-letter.ts'
import { driverFault } from '#lib/driver-fault.ts'
import type { Log } from '#lib/log.ts'
import type { Measure, Measured } from '#lib/metrics.ts'
import { inEventSpans } from '#lib/tracing/event-spans.ts'
import { isKnownType, parseEvent, type SkyEvent } from '#schema/events.ts'

/** How often an event is tried that fails for a reason of its own; the bus waits longer each time, 3 s in all. */
const ATTEMPTS = 5

interface ConsumeOptions {
  /** Also the name under which an inbox keeps what was done. */
  group: string
  topics: readonly string[]
  from: 'earliest' | 'latest'
  /** As of SubscribeOptions; what such a group gives up is told to the log alone. */
  ephemeral?: boolean
  /** Must be safe to run again: the same events come until they succeed or are given up, in other batches too. */
  onEvents(events: SkyEvent[]): Promise<void>
}

export type Consumer = BusSubscription & Measured

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
 * Subscribes to events: those of unknown types are passed over; those that are not what they say, that `onEvents` gives
 * up, or that failed 5 times go to the dead letters and hold up those behind them no longer. While the database is away
 * or busy all wait, and nothing is given up.
 */
export async function consumeEvents(bus: EventBus, options: ConsumeOptions, log: Log): Promise<Consumer> {
  const { onEvents, ...subscribing } = options
  const graveyard = createGraveyard(bus, options, log)
  const failures = new Map<string, number>()

  // Groups of one process pass on what others did: that is told at its own place in a trace.
  const handOver = (events: SkyEvent[]) =>
    options.ephemeral ? onEvents(events) : inEventSpans(options.group, events, () => onEvents(events))

  /** In order; halves a batch that fails until the event at fault is alone. */
  const attempt = async (readable: Readable[]): Promise<void> => {
    if (readable.length === 0) return
    try {
      await handOver(readable.map(({ event }) => event))
    } catch (error) {
      if (error instanceof PoisonEvents && readable.some(({ event }) => error.faults.has(event.id))) {
        return withoutPoison(readable, error.faults)
      }
      if (isPassing(error)) throw error
      const [first] = readable
      if (readable.length === 1 && first) return fail(first, error)
      const half = readable.length >> 1
      await attempt(readable.slice(0, half))
      await attempt(readable.slice(half))
    }
  }
  const withoutPoison = async (readable: Readable[], faults: PoisonEvents['faults']) => {
    const isPoison = ({ event }: Readable) => faults.has(event.id)
    const poison = readable.filter(isPoison).map(({ message, event }) => ({ message, fault: faults.get(event.id) }))
    await graveyard.bury(poison)
    await attempt(readable.filter((one) => !isPoison(one)))
  }
  const fail = async ({ message, event }: Readable, fault: unknown) => {
    const times = (failures.get(event.id) ?? 0) + 1
    failures.set(event.id, times)
    if (times < ATTEMPTS) throw fault
    await graveyard.bury([{ message, fault }])
    failures.delete(event.id)
  }

  const subscription = await bus.subscribe({
    ...subscribing,
    async onBatch(messages) {
      const { readable, poison } = read(messages)
      await graveyard.bury(poison)
      await attempt(readable)
      if (failures.size > 0) for (const { event } of readable) failures.delete(event.id)
    },
  })
  return {
    ...subscription,
    measures: async () => measures(options.group, { buried: graveyard.buried(), lag: await subscription.lag() }),
  }
}

/**
 * Not the event's fault: the database is away, busy, or took another for the victim of a deadlock. What takes longer than
 * a transaction may is too much for one: fewer events at a time, and one that alone takes too long is given up like others.
 */
function isPassing(error: unknown): boolean {
  const fault = driverFault(error)
  return fault !== undefined && fault !== 'unique' && fault !== 'too-long'
}

function createGraveyard(bus: EventBus, { group, ephemeral }: ConsumeOptions, log: Log) {
  let buried = 0
  return {
    buried: () => buried,
    async bury(poison: Poison[]) {
      if (poison.length === 0) return
      for (const { message, fault } of poison) {
        log.error({ err: fault, group, topic: message.topic, key: message.key }, 'an event is given up')
      }
      if (!ephemeral) await bus.publish(poison.map(({ message, fault }) => toDeadLetter(message, group, fault)))
      buried += poison.length
    },
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

function measures(group: string, { buried, lag }: { buried: number; lag: Map<string, number> }): Measure[] {
  // The id of one process says nothing in a chart, which knows the instance.
  const label = { group: group.replace(/-[0-9a-f]{8}-[0-9a-f-]{27}$/, '') }
  const behind = [...lag].map(
    ([topic, value]): Measure => ({
      name: 'skygraph_consumer_lag_messages',
      help: 'Messages of a topic that a group has not done yet',
      type: 'gauge',
      labels: { ...label, topic },
      value,
    }),
  )
  return [
    ...behind,
    {
      name: 'skygraph_consumer_dead_letters_total',
      help: 'Events this instance gave up',
      type: 'counter',
      labels: label,
      value: buried,
    },
  ]
}
