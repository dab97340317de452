import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Consumer, Kafka } from 'kafkajs'
import type { SubscribeOptions } from '#lib/bus/event-bus.ts'
import { createBatchWork, HEARTBEAT_MS } from '#lib/bus/kafka-batches.ts'
import { fetchCommitted, type Offsets, place } from '#lib/bus/kafka-offsets.ts'
import { PARTITIONS } from '#lib/bus/topics.ts'
import type { Log } from '#lib/log.ts'

const RETRY_MS = 500

export interface KafkaClient {
  kafka: Pick<Kafka, 'consumer'>
  admin: Admin
  log: Log
}

export interface Member {
  /** Whether it has its part of the topics. */
  joined(): boolean
  /** Resolves to the reason once it is no member any more and kafkajs will not make it one again. */
  gone: Promise<unknown>
  leave(): Promise<void>
}

/** Makes a consumer join its group, committing by hand after the work. */
export async function joinGroup(client: KafkaClient, options: SubscribeOptions, ends: Offsets): Promise<Member> {
  const { group, topics, from } = options
  const consumer = client.kafka.consumer({
    groupId: group,
    maxWaitTimeInMs: 50,
    minBytes: 1,
    sessionTimeout: 10_000,
    heartbeatInterval: HEARTBEAT_MS,
  })
  const { promise: gone, resolve: giveUp } = Promise.withResolvers<unknown>()
  let joined = false
  let joins = 0
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    joined = true
    const join = ++joins
    const current = () => joined && join === joins
    if (from !== 'latest') return
    // It cannot go on from where it does not know to be.
    beginAtEnds({ client, consumer, group, ends }, payload.memberAssignment, current).catch(giveUp)
  })
  for (const event of [consumer.events.DISCONNECT, consumer.events.STOP] as const) {
    consumer.on(event, () => {
      joined = false
    })
  }
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    joined = false
    // What kafkajs takes for passing it begins again by itself; all else nobody does.
    if (!payload.restart) giveUp(payload.error)
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: from === 'earliest' })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      // All that one fetch brought is begun at once, and done together.
      partitionsConsumedConcurrently: topics.length * PARTITIONS,
      eachBatch: createBatchWork(consumer, client.log, options),
    })
  } catch (error) {
    await consumer.disconnect()
    throw error
  }
  return { joined: () => joined, gone, leave: () => consumer.disconnect() }
}

/**
 * Where a group is new, Kafka would begin at the end as it stands once the group has formed, and anew at each restart
 * until a first message was committed. So what the ends were when the subscription was asked for is committed at once.
 */
async function beginAtEnds(
  { client, consumer, group, ends }: { client: KafkaClient; consumer: Consumer; group: string; ends: Offsets },
  assignment: Record<string, number[]>,
  current: () => boolean,
): Promise<void> {
  const partitions = Object.entries(assignment).map(([topic, own]) => ({ topic, partitions: own }))
  consumer.pause(partitions)
  while (current()) {
    try {
      const known = await fetchCommitted(client.admin, group, Object.keys(assignment))
      const fresh = partitions
        .flatMap(({ topic, partitions: own }) => own.map((partition) => ({ topic, partition })))
        .filter(({ topic, partition }) => !known.has(place(topic, partition)))
        .map((p) => ({ ...p, offset: String(ends.get(place(p.topic, p.partition)) ?? 0n) }))
      for (const one of fresh) consumer.seek(one)
      if (fresh.length > 0) await consumer.commitOffsets(fresh)
      break
    } catch (error) {
      client.log.warn({ err: error, group }, 'cannot tell yet where to begin')
      await sleep(RETRY_MS)
    }
  }
  if (current()) consumer.resume(partitions)
}
