import type { Consumer, EachBatchPayload } from 'kafkajs'
import type { BusMessage, SubscribeOptions } from '#lib/bus/event-bus.ts'
import { place } from '#lib/bus/kafka-offsets.ts'
import { retryPauseMs } from '#lib/bus/retry-pause.ts'
import type { Log } from '#lib/log.ts'

export const HEARTBEAT_MS = 2000

interface Work {
  payload: EachBatchPayload
  done: PromiseWithResolvers<void>
}

/**
 * kafkajs gives batches a partition each. Those of one fetch are done as one, so that a few messages on each of six
 * partitions are one transaction and not six. When that fails, each is tried alone: a partition whose work fails is
 * paused and its batch comes again; thrown to kafkajs, it would hold up all partitions.
 */
export function createBatchWork(consumer: Consumer, log: Log, options: SubscribeOptions) {
  /** By `topic/partition`: how often in a row its next batch has failed. */
  const failures = new Map<string, number>()
  let gathered: Work[] = []

  const finish = async (payloads: EachBatchPayload[]) => {
    for (const { batch, resolveOffset } of payloads) {
      failures.delete(placeOf(batch))
      resolveOffset(batch.lastOffset())
    }
    await consumer.commitOffsets(
      payloads.map(({ batch }) => ({
        topic: batch.topic,
        partition: batch.partition,
        offset: String(BigInt(batch.lastOffset()) + 1n),
      })),
    )
  }
  const fail = ({ batch, pause }: EachBatchPayload, error: unknown) => {
    const times = (failures.get(placeOf(batch)) ?? 0) + 1
    failures.set(placeOf(batch), times)
    const { topic, partition } = batch
    log.warn({ err: error, group: options.group, topic, partition, times }, 'messages wait on the bus')
    setTimeout(pause(), retryPauseMs(times))
  }
  const attempt = async (payloads: EachBatchPayload[]): Promise<void> => {
    const [first, ...others] = payloads
    if (!first) return
    try {
      await options.onBatch(payloads.flatMap(messagesOf))
    } catch (error) {
      if (others.length === 0) return fail(first, error)
      for (const payload of payloads) await attempt([payload])
      return
    }
    await finish(payloads)
  }
  const flush = async () => {
    const all = gathered
    gathered = []
    const payloads = all.map(({ payload }) => payload).filter(({ isRunning, isStale }) => isRunning() && !isStale())
    // A heartbeat that fails (a rebalance, say) shows itself again in the commit.
    const beat = setInterval(() => void payloads[0]?.heartbeat().catch(() => {}), HEARTBEAT_MS)
    try {
      await attempt(payloads)
      await payloads[0]?.heartbeat()
      for (const { done } of all) done.resolve()
    } catch (error) {
      for (const { done } of all) done.reject(error)
    } finally {
      clearInterval(beat)
    }
  }
  return (payload: EachBatchPayload): Promise<void> => {
    const done = Promise.withResolvers<void>()
    gathered.push({ payload, done })
    if (gathered.length === 1) setImmediate(flush)
    return done.promise
  }
}

const placeOf = ({ topic, partition }: EachBatchPayload['batch']) => place(topic, partition)

const messagesOf = ({ batch }: EachBatchPayload): BusMessage[] =>
  batch.messages.map((m) => ({ topic: batch.topic, key: m.key?.toString() ?? '', value: m.value?.toString() ?? '' }))
