import { setTimeout as sleep } from 'node:timers/promises'
import { createPool, type Pool, type PoolConnection } from 'mariadb'
import {
  enterGroup,
  holdLease,
  LEASE_SECONDS,
  leaveGroup,
  positions,
  type Reader,
  tidyGroups,
} from '#lib/bus/embedded-groups.ts'
import type { BusMessage, BusSubscription, EventBus, SubscribeOptions } from '#lib/bus/event-bus.ts'
import { RETENTION_MS, TOPICS } from '#lib/bus/topics.ts'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { type Loop, startLoop } from '#lib/loop.ts'

const POLL_MS = 40
const BATCH = 500
const RETRY_MS = 500
const TIDY_EVERY_MS = 3_600_000
const TIDY_BATCH = 1000

/**
 * The bus on a MySQL database of its own, for a machine without a broker. A topic has one partition: publishers number
 * their messages under the lock of the topic's row, so that a reader that has seen offset n has seen all before it;
 * in a group one member at a time reads a topic, by a lease.
 */
export function openEmbeddedBus(url: string, log: Log): EventBus {
  const { hostname, port, username, password, pathname } = new URL(url)
  const pool = createPool({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    connectionLimit: 6,
    acquireTimeout: 4000,
    connectTimeout: 3000,
    allowPublicKeyRetrieval: true,
    // Errors are logged, and parameters are the data of people.
    logParam: false,
    initSql: 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  })
  const subscriptions = new Map<BusSubscription, SubscribeOptions>()
  const tidying = startTidying(pool, log, () => [...subscriptions.values()])
  return {
    publish: (messages) => publish(pool, messages),
    async subscribe(options) {
      const subscription = await subscribe(pool, options, log)
      subscriptions.set(subscription, options)
      return subscription
    },
    ping: async () => void (await pool.query('SELECT 1')),
    async close() {
      await Promise.all([tidying.stop(), ...[...subscriptions.keys()].map((s) => s.stop())])
      await pool.end()
    },
  }
}

function startTidying(pool: Pool, log: Log, living: () => SubscribeOptions[]): Loop {
  return startLoop({
    name: 'tidying the bus',
    log,
    everyMs: TIDY_EVERY_MS,
    async step() {
      await tidyGroups(
        pool,
        living().flatMap(({ group, ephemeral }) => (ephemeral ? [group] : [])),
      )
      const { affectedRows } = await pool.query(
        `DELETE FROM message WHERE created_at < UTC_TIMESTAMP(3) - INTERVAL ? SECOND LIMIT ${TIDY_BATCH}`,
        [RETENTION_MS / 1000],
      )
      return affectedRows === TIDY_BATCH
    },
  })
}

async function publish(pool: Pool, messages: BusMessage[]): Promise<void> {
  await inTransaction(pool, async (connection) => {
    // Sorted, so that two publishers take the topics' locks in the same order.
    for (const topic of [...new Set(messages.map((m) => m.topic))].sort()) {
      const mine = messages.filter((m) => m.topic === topic)
      await connection.query('UPDATE topic SET next_offset = next_offset + ? WHERE name = ?', [mine.length, topic])
      const [row] = await connection.query('SELECT next_offset AS next FROM topic WHERE name = ?', [topic])
      if (!row) throw new Error(`There is no topic ${topic}.`)
      const first = BigInt(row.next) - BigInt(mine.length)
      await connection.batch(
        'INSERT INTO message (topic, message_offset, message_key, value, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))',
        mine.map((m, n) => [topic, first + BigInt(n), m.key, m.value]),
      )
    }
  })
}

async function subscribe(pool: Pool, options: SubscribeOptions, log: Log): Promise<BusSubscription> {
  const { group, topics } = options
  const unknown = topics.find((topic) => !(TOPICS as readonly string[]).includes(topic))
  if (unknown) throw new Error(`There is no topic ${unknown}.`)
  const reader: Reader = { pool, options, holder: newId() }
  await enterGroup(reader)
  const targets = new Map((await positions(reader)).map(({ topic, end }) => [topic, end]))
  const stop = new AbortController()
  const retryAt = new Map<string, number>()
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
      if ((retryAt.get(topic) ?? 0) > Date.now() || !(await holdLease(reader, topic))) continue
      try {
        await readBatch(reader, topic)
        retryAt.delete(topic)
        busy = true
      } catch (error) {
        log.warn({ err: error, group, topic }, 'messages wait on the bus')
        retryAt.set(topic, Date.now() + RETRY_MS)
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
  await pool.query('UPDATE consumer_group SET next_offset = ? WHERE name = ? AND topic = ? AND holder = ?', [
    BigInt(String(last.at)) + 1n,
    options.group,
    topic,
    holder,
  ])
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

async function inTransaction(pool: Pool, work: (connection: PoolConnection) => Promise<void>): Promise<void> {
  const connection = await pool.getConnection()
  try {
    await connection.beginTransaction()
    await work(connection)
    await connection.commit()
  } catch (error) {
    await connection.rollback()
    throw error
  } finally {
    await connection.release()
  }
}
