import { Kafka, logLevel, type Producer } from 'kafkajs'
import type { BusMessage, BusSubscription, EventBus } from '#lib/bus/event-bus.ts'
import { subscribeToKafka } from '#lib/bus/kafka-subscription.ts'
import { ensureTopics } from '#lib/bus/kafka-topics.ts'
import type { Log } from '#lib/log.ts'

/** Well below the broker's message.max.bytes (1 MiB), which holds for all of a request that goes to one partition. */
const REQUEST_BYTES = 512 << 10

/** The bus on Apache Kafka: idempotent producer, acks from all replicas, offsets committed after the work. */
export async function openKafkaBus(brokers: string[], clientId: string, log: Log): Promise<EventBus> {
  const kafka = new Kafka({
    clientId,
    brokers,
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ log: { message, ...rest } }) =>
        log.debug({ kafka: rest }, message),
    retry: { initialRetryTime: 100, maxRetryTime: 5000, retries: 8 },
  })
  const admin = kafka.admin()
  await admin.connect().catch((cause: Error) => {
    throw new Error(`No Kafka broker answers at ${brokers.join(', ')} (${cause.message})`, { cause })
  })
  await ensureTopics(admin, log)
  const sender = createSender(kafka)
  await sender.connect()
  const subscriptions = new Set<BusSubscription>()
  return {
    publish: (messages) => sender.publish(messages),
    async subscribe(options) {
      const subscription = await subscribeToKafka({ kafka, admin, log }, options)
      subscriptions.add(subscription)
      return subscription
    },
    ping: async () => void (await admin.describeCluster()),
    async close() {
      await Promise.all([...subscriptions].map((s) => s.stop()))
      await sender.close()
      await admin.disconnect()
    },
  }
}

/**
 * An idempotent producer numbers its messages, and once a number was lost (a request timed out, the broker came back
 * without it) no later one is taken: after a failure a new producer begins. What was sent may then come twice.
 */
function createSender(kafka: Kafka) {
  // Some seconds, as leaders of new topics need on a busy machine; a broker that is away any longer fails the sending.
  const retry = { initialRetryTime: 100, retries: 6 }
  const settings = { idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry }
  let producer: Promise<Producer> | undefined
  const connect = async () => {
    const fresh = kafka.producer(settings)
    await fresh.connect()
    return fresh
  }
  const current = () => {
    producer ??= connect()
    return producer
  }
  const discard = async (failed: Promise<Producer>) => {
    if (producer !== failed) return
    producer = undefined
    // Of no use any more either way: it failed, or never connected.
    await failed.then((p) => p.disconnect()).catch(() => {})
  }
  return {
    connect: current,
    async publish(messages: BusMessage[]) {
      const mine = current()
      try {
        for (const part of inParts(messages)) await send(await mine, part)
      } catch (error) {
        await discard(mine)
        throw error
      }
    },
    close: async () => (await producer)?.disconnect(),
  }
}

function* inParts(messages: BusMessage[]): Generator<BusMessage[]> {
  let part: BusMessage[] = []
  let bytes = 0
  for (const message of messages) {
    const size = Buffer.byteLength(message.value) + 200
    if (part.length > 0 && bytes + size > REQUEST_BYTES) {
      yield part
      part = []
      bytes = 0
    }
    part.push(message)
    bytes += size
  }
  if (part.length > 0) yield part
}

async function send(producer: Producer, messages: BusMessage[]): Promise<void> {
  const byTopic = Map.groupBy(messages, ({ topic }) => topic)
  await producer.sendBatch({
    acks: -1,
    topicMessages: [...byTopic].map(([topic, own]) => ({
      topic,
      messages: own.map(({ key, value }) => ({ key, value })),
    })),
  })
}
