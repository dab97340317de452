import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import type { SubscribeOptions } from '#lib/bus/event-bus.ts'

const LEADER_RETRY_MS = 500
const LEADER_TRIES = 60

/** By `topic/partition`: the offset after the last message. */
export type Offsets = Map<string, bigint>

export const place = (topic: string, partition: number): string => `${topic}/${partition}`

export async function fetchEnds(
  admin: Admin,
  topics: readonly string[],
  from: SubscribeOptions['from'],
): Promise<Offsets> {
  const found = await Promise.all(
    topics.map(async (topic) => ({ topic, ends: await untilLed(() => admin.fetchTopicOffsets(topic)) })),
  )
  // Read from the start, a partition that retention has emptied is none to catch up with: nothing of it will come.
  const end = (e: { high: string; low: string }) => (from === 'earliest' && e.high === e.low ? 0n : BigInt(e.high))
  return new Map(found.flatMap(({ topic, ends }) => ends.map((e) => [place(topic, e.partition), end(e)])))
}

/** The leaders of a topic that another process made a moment ago are not known everywhere yet. */
export async function untilLed<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!isRetriable(error) || tries === LEADER_TRIES) throw error
      await sleep(LEADER_RETRY_MS)
    }
  }
}

/** kafkajs marks its errors so. */
const isRetriable = (error: unknown) => error instanceof Error && 'retriable' in error && error.retriable === true

/** Partitions of which the group has committed nothing are left out. */
export async function fetchCommitted(admin: Admin, group: string, topics: readonly string[]): Promise<Offsets> {
  const found = await admin.fetchOffsets({ groupId: group, topics: [...topics] })
  const all = found.flatMap(({ topic, partitions }) =>
    partitions.map((p) => [place(topic, p.partition), BigInt(p.offset)] as const),
  )
  return new Map(all.filter(([, offset]) => offset >= 0n))
}

/** By topic: what is on it and the group has not committed. */
export async function fetchLag(
  admin: Admin,
  { group, topics, from }: Pick<SubscribeOptions, 'group' | 'topics' | 'from'>,
): Promise<Map<string, number>> {
  const committed = await fetchCommitted(admin, group, topics)
  const lags = topics.map(async (topic) => {
    const behind = (await admin.fetchTopicOffsets(topic)).map(({ partition, high, low }) => {
      const next = committed.get(place(topic, partition)) ?? BigInt(from === 'earliest' ? low : high)
      // What retention has deleted will not come.
      return Number(BigInt(high) - (next < BigInt(low) ? BigInt(low) : next))
    })
    return [topic, behind.reduce((sum, n) => sum + n, 0)] as const
  })
  return new Map(await Promise.all(lags))
}
