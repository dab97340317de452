import { type Admin, type Consumer, Kafka, logLevel, type Producer } from 'kafkajs'
import type { BusMessage, BusSubscription, EventBus, SubscribeOptions } from '#lib/bus/event-bus.ts'
import { PARTITIONS, RETENTION_MS, TOPICS } from '#lib/bus/topics.ts'
import type { Log } from '#lib/log.ts'

const CATCH_UP_POLL_MS = 300

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
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false })
  await admin.connect()
  await createTopics(admin)
  await producer.connect()
  const subscriptions = new Set<BusSubscription>()
  return {
    publish: (messages) => publish(producer, messages),
    async subscribe(options) {
      const subscription = await subscribe(kafka, admin, options, log)
      subscriptions.add(subscription)
      return subscription
    },
    ping: async () => void (await admin.describeCluster()),
    async close() {
      await Promise.all([...subscriptions].map((s) => s.stop()))
      await producer.disconnect()
      await admin.disconnect()
    },
  }
}

async function createTopics(admin: Admin): Promise<void> {
  await admin.createTopics({
    waitForLeaders: true,
    topics: TOPICS.map((topic) => ({
      topic,
      numPartitions: PARTITIONS,
      configEntries: [{ name: 'retention.ms', value: String(RETENTION_MS) }],
    })),
  })
}

async function publish(producer: Producer, messages: BusMessage[]): Promise<void> {
  const topics = [...new Set(messages.map((m) => m.topic))]
  await producer.sendBatch({
    acks: -1,
    topicMessages: topics.map((topic) => ({
      topic,
      messages: messages.filter((m) => m.topic === topic).map(({ key, value }) => ({ key, value })),
    })),
  })
}

async function subscribe(kafka: Kafka, admin: Admin, options: SubscribeOptions, log: Log): Promise<BusSubscription> {
  const { group, topics, from, onBatch } = options
  const consumer = kafka.consumer({
    groupId: group,
    maxWaitTimeInMs: 50,
    minBytes: 1,
    sessionTimeout: 10_000,
    heartbeatInterval: 2000,
  })
  let joined = false
  consumer.on(consumer.events.GROUP_JOIN, () => {
    joined = true
  })
  for (const gone of [consumer.events.DISCONNECT, consumer.events.CRASH, consumer.events.STOP]) {
    consumer.on(gone, () => {
      joined = false
    })
  }
  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: from === 'earliest' })
  const watch = watchCatchUp(admin, group, topics, log)
  await run(consumer, onBatch)
  return {
    ready: () => joined,
    caughtUp: watch.caughtUp,
    async stop() {
      watch.stop()
      await consumer.disconnect()
    },
  }
}

async function run(consumer: Consumer, onBatch: SubscribeOptions['onBatch']): Promise<void> {
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    async eachBatch({ batch, heartbeat, resolveOffset, isRunning, isStale }) {
      if (!isRunning() || isStale()) return
      const beat = setInterval(() => void heartbeat().catch(() => {}), 2000)
      try {
        await onBatch(
          batch.messages.map((m) => ({
            topic: batch.topic,
            key: m.key?.toString() ?? '',
            value: m.value?.toString() ?? '',
          })),
        )
      } finally {
        clearInterval(beat)
      }
      resolveOffset(batch.lastOffset())
      await consumer.commitOffsets([
        { topic: batch.topic, partition: batch.partition, offset: String(BigInt(batch.lastOffset()) + 1n) },
      ])
      await heartbeat()
    },
  })
}

/** Asks until the group has committed all that stood on the topics when the watch began. */
function watchCatchUp(admin: Admin, group: string, topics: readonly string[], log: Log) {
  let caughtUp = false
  let targets: Map<string, bigint> | undefined
  const look = async () => {
    targets ??= new Map<string, bigint>(
      (await Promise.all(topics.map(async (topic) => ({ topic, ends: await admin.fetchTopicOffsets(topic) })))).flatMap(
        ({ topic, ends }) =>
          ends.filter((e) => e.high !== e.low).map((e) => [`${topic}/${e.partition}`, BigInt(e.high)] as const),
      ),
    )
    const committed = await admin.fetchOffsets({ groupId: group, topics: [...topics] })
    const at = new Map<string, bigint>(
      committed.flatMap(({ topic, partitions }) =>
        partitions.map((p) => [`${topic}/${p.partition}`, BigInt(p.offset)] as const),
      ),
    )
    caughtUp = [...targets].every(([partition, end]) => (at.get(partition) ?? -1n) >= end)
  }
  const timer = setInterval(() => {
    if (caughtUp) clearInterval(timer)
    else look().catch((error) => log.debug({ err: error, group }, 'cannot tell yet whether the group has caught up'))
  }, CATCH_UP_POLL_MS)
  return { caughtUp: () => caughtUp, stop: () => clearInterval(timer) }
}
