import { Kafka, logLevel, type Producer } from 'kafkajs'
import type { BusMessage, BusSubscription, EventBus, SubscribeOptions } from '#lib/bus/event-bus.ts'
import type { KafkaClient } from '#lib/bus/kafka-member.ts'
import { subscribeToKafka } from '#lib/bus/kafka-subscription.ts'
import { ensureTopics } from '#lib/bus/kafka-topics.ts'
import type { Log } from '#lib/log.ts'

/** Well below the broker's message.max.bytes (1 MiB), which holds for all of a request that goes to one partition. */
const REQUEST_BYTES = 512 << 10

/** The bus on Apache Kafka: idempotent producer, acks from all replicas, offsets committed after the work. */
export async function openKafkaBus(brokers: string[], clientId: string, log: Log): Promise<EventBus> {
  const client = await connect(brokers, clientId, log)
  await ensureTopics(client.admin, log)
  const sender = createSender(client.kafka)
  await sender.connect()
  const reader = createReader(client)
  return {
    publish: (messages) => sender.publish(messages),
    subscribe: reader.subscribe,
    ping: async () => void (await client.admin.describeCluster()),
    async close() {
      await reader.leave()
      await sender.close()
      await client.admin.disconnect()
    },
  }
}

/** To read only: makes no topic, and fails where one to read is not there. */
export async function openKafkaReader(
  brokers: string[],
  clientId: string,
  log: Log,
): Promise<Pick<EventBus, 'subscribe' | 'close'>> {
  const client = await connect(brokers, clientId, log)
  const reader = createReader(client)
  return {
    async subscribe(options) {
      const existing = new Set(await client.admin.listTopics())
      const missing = options.topics.filter((topic) => !existing.has(topic))
      if (missing.length > 0) throw new Error(`Kafka at ${brokers.join(', ')} has no topic ${missing.join(', ')}`)
      return reader.subscribe(options)
    },
    async close() {
      await reader.leave()
      await client.admin.disconnect()
    },
  }
}

async function connect(brokers: string[], clientId: string, log: Log) {
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
  return { kafka, admin, log }
}

function createReader(client: KafkaClient) {
  const subscriptions = new Set<BusSubscription>()
  return {
    async subscribe(options: SubscribeOptions) {
      const subscription = await subscribeToKafka(client, options)
      subscriptions.add(subscription)
      return subscription
    },
    leave: () => Promise.all([...subscriptions].map((s) => s.stop())),
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
