import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import type { BusSubscription, SubscribeOptions } from '#lib/bus/event-bus.ts'
import type { Log } from '#lib/log.ts'

const CATCH_UP_POLL_MS = 300
const HEARTBEAT_MS = 2000
const RETRY_MS = 500
const LEADER_TRIES = 60

interface Client {
  kafka: Kafka
  admin: Admin
  log: Log
}

/** By `topic/partition`: the offset after the last message. */
type Offsets = Map<string, bigint>

const place = (topic: string, partition: number) => `${topic}/${partition}`

/** One member of a consumer group, committing by hand after the work. */
export async function subscribeToKafka(client: Client, options: SubscribeOptions): Promise<BusSubscription> {
  const { kafka, admin, log } = client
  const { group, topics, from } = options
  const ends = await fetchEnds(admin, topics, from)
  const consumer = kafka.consumer({
    groupId: group,
    maxWaitTimeInMs: 50,
    minBytes: 1,
    sessionTimeout: 10_000,
    heartbeatInterval: HEARTBEAT_MS,
  })
  let joins = 0
  let joined = false
  let stopped = false
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    joined = true
    joins++
    const join = joins
    const current = () => !stopped && join === joins
    if (from === 'latest') void beginAtEnds({ client, consumer, group, ends }, payload.memberAssignment, current)
  })
  for (const gone of [consumer.events.DISCONNECT, consumer.events.CRASH, consumer.events.STOP]) {
    consumer.on(gone, () => {
      joined = false
    })
  }
  await consumer.connect()
  await consumer.subscribe({ topics: [...topics], fromBeginning: from === 'earliest' })
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: (payload) => doBatch(consumer, payload, { log, options }),
  })
  const watch = watchCatchUp(client, { group, topics, ends })
  return {
    ready: () => joined,
    caughtUp: watch.caughtUp,
    async stop() {
      stopped = true
      watch.stop()
      await consumer.disconnect()
    },
  }
}

/** A batch that fails pauses its partition alone and comes again; thrown to kafkajs, it would hold up all partitions. */
async function doBatch(
  consumer: Consumer,
  { batch, heartbeat, resolveOffset, pause, isRunning, isStale }: EachBatchPayload,
  { log, options }: { log: Log; options: SubscribeOptions },
): Promise<void> {
  if (!isRunning() || isStale()) return
  // A heartbeat that fails (a rebalance, say) shows itself again in the commit below.
  const beat = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS)
  const { topic, partition } = batch
  try {
    await options.onBatch(
      batch.messages.map((m) => ({ topic, key: m.key?.toString() ?? '', value: m.value?.toString() ?? '' })),
    )
  } catch (error) {
    log.warn({ err: error, group: options.group, topic, partition }, 'messages wait on the bus')
    setTimeout(pause(), RETRY_MS)
    return
  } finally {
    clearInterval(beat)
  }
  resolveOffset(batch.lastOffset())
  await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(batch.lastOffset()) + 1n) }])
  await heartbeat()
}

/**
 * Where a group is new, Kafka would begin at the end as it stands once the group has formed, and anew at each restart
 * until a first message was committed. So what the ends were when the subscription was asked for is committed at once.
 */
async function beginAtEnds(
  { client, consumer, group, ends }: { client: Client; consumer: Consumer; group: string; ends: Offsets },
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

async function fetchEnds(admin: Admin, topics: readonly string[], from: SubscribeOptions['from']): Promise<Offsets> {
  const found = await Promise.all(
    topics.map(async (topic) => ({ topic, ends: await untilLed(() => admin.fetchTopicOffsets(topic)) })),
  )
  // Read from the start, a partition that retention has emptied is none to catch up with: nothing of it will come.
  const end = (e: { high: string; low: string }) => (from === 'earliest' && e.high === e.low ? 0n : BigInt(e.high))
  return new Map(found.flatMap(({ topic, ends }) => ends.map((e) => [place(topic, e.partition), end(e)])))
}

/** The leaders of a topic that another process made a moment ago are not known everywhere yet. */
async function untilLed<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!isRetriable(error) || tries === LEADER_TRIES) throw error
      await sleep(RETRY_MS)
    }
  }
}

/** kafkajs marks its errors so. */
const isRetriable = (error: unknown) => error instanceof Error && 'retriable' in error && error.retriable === true

async function fetchCommitted(admin: Admin, group: string, topics: readonly string[]): Promise<Offsets> {
  const found = await admin.fetchOffsets({ groupId: group, topics: [...topics] })
  const all = found.flatMap(({ topic, partitions }) =>
    partitions.map((p) => [place(topic, p.partition), BigInt(p.offset)] as const),
  )
  return new Map(all.filter(([, offset]) => offset >= 0n))
}

/** Asks until the group has committed all that stood on the topics when the subscription began. */
function watchCatchUp(
  { admin, log }: Client,
  { group, topics, ends }: { group: string; topics: readonly string[]; ends: Offsets },
) {
  let caughtUp = false
  const look = async () => {
    const committed = await fetchCommitted(admin, group, topics)
    caughtUp = [...ends].every(([partition, end]) => end === 0n || (committed.get(partition) ?? -1n) >= end)
    if (caughtUp) clearInterval(timer)
  }
  const timer = setInterval(
    () => look().catch((error) => log.debug({ err: error, group }, 'cannot tell yet whether the group has caught up')),
    CATCH_UP_POLL_MS,
  )
  return { caughtUp: () => caughtUp, stop: () => clearInterval(timer) }
}
