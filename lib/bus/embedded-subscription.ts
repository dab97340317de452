import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'mariadb'
import { enterGroup, holdLease, LEASE_SECONDS, leaveGroup, positions, type Reader } from '#lib/bus/embedded-groups.ts'
import type { BusSubscription, SubscribeOptions } from '#lib/bus/event-bus.ts'
import { retryPauseMs } from '#lib/bus/retry-pause.ts'
import { TOPICS } from '#lib/bus/topics.ts'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'

const POLL_MS = 40
const BATCH = 500
const RETRY_MS = 500

/** One member of a group, which reads the topics whose lease it gets. */
export async function subscribeToEmbedded(pool: Pool, options: SubscribeOptions, log: Log): Promise<BusSubscription> {
  const { group, topics } = options
  const unknown = topics.find((topic) => !(TOPICS as readonly string[]).includes(topic))
  if (unknown) throw new Error(`There is no topic ${unknown}.`)
  const reader: Reader = { pool, options, holder: newId() }
  await enterGroup(reader)
  const targets = new Map((await positions(reader)).map(({ topic, end }) => [topic, end]))
  const stop = new AbortController()
  const retries = new Map<string, { at: number; failures: number }>()
  let ready = true
  let caughtUp = false

  /** Whether there was work. A topic whose batch failed waits by itself: it holds up no other. */
  const round = async (): Promise<boolean> => {
    const now = await positions(reader)
    // A machine that slept for days wakes to find its ephemeral groups tidied away.
    if (now.length < topics.length) await enterGroup(reader)
    caughtUp ||= now.every(({ topic, next }) => next >= (targets.get(topic) ?? 0n))
    let busy = false
    for (const { topic } of now.filter(({ next, end }) => next < end)) {
      if (stop.signal.aborted) break
      const retry = retries.get(topic)
      if ((retry && retry.at > Date.now()) || !(await holdLease(reader, topic))) continue
      try {
        await readBatch(reader, topic)
        retries.delete(topic)
        busy = true
      } catch (error) {
        const failures = (retry?.failures ?? 0) + 1
        log.warn({ err: error, group, topic, failures }, 'messages wait on the bus')
        retries.set(topic, { at: Date.now() + retryPauseMs(failures), failures })
      }
    }
    return busy
  }
  const run = async () => {
    while (!stop.signal.aborted) {
      try {
        const busy = await round()
        ready = true
        if (!busy) await sleep(POLL_MS)
      } catch (error) {
        ready = false
        log.warn({ err: error, group }, 'the bus is away')
        await sleep(RETRY_MS)
      }
    }
  }
  const running = run()
  return {
    ready: () => ready,
    caughtUp: () => caughtUp,
    lag: async () => new Map((await positions(reader)).map(({ topic, next, end }) => [topic, Number(end - next)])),
    async stop() {
      stop.abort()
      await running
      await leaveGroup(reader).catch(() => log.warn({ group }, 'the lease runs out by itself'))
    },
  }
}

/** Reads where the group stands only under the lease: what another member did meanwhile is not done again. */
async function readBatch(reader: Reader, topic: string): Promise<void> {
  const { pool, holder, options } = reader
  const found: Array<{ at: unknown; name: string; value: string }> = await pool.query(
    `SELECT m.message_offset AS at, m.message_key AS name, m.value FROM message m
     WHERE m.topic = ? AND m.message_offset >= (SELECT next_offset FROM consumer_group WHERE name = ? AND topic = ?)
     ORDER BY m.message_offset LIMIT ${BATCH}`,
    [topic, options.group, topic],
  )
  const last = found.at(-1)
  if (!last) {
    // All that was left is older than the retention and gone.
    await pool.query(
      'UPDATE consumer_group g JOIN topic t ON t.name = g.topic SET g.next_offset = t.next_offset WHERE g.name = ? AND g.topic = ? AND g.holder = ?',
      [options.group, topic, holder],
    )
    return
  }
  await underLease(reader, topic, () => options.onBatch(found.map(({ name, value }) => ({ topic, key: name, value }))))
  // Never back, should the lease have been lost and won again in between.
  await pool.query(
    'UPDATE consumer_group SET next_offset = GREATEST(next_offset, ?) WHERE name = ? AND topic = ? AND holder = ?',
    [BigInt(String(last.at)) + 1n, options.group, topic, holder],
  )
}

/** Renews the lease for as long as the work takes, so that a slow batch is not begun a second time by another member. */
async function underLease(reader: Reader, topic: string, work: () => Promise<void>): Promise<void> {
  // A renewal that fails is made up for by the next; should the lease be lost, the batch comes twice, never not at all.
  const renewal = setInterval(() => void holdLease(reader, topic).catch(() => false), (LEASE_SECONDS * 1000) / 3)
  try {
    await work()
  } finally {
    clearInterval(renewal)
  }
}
