import type { Pool, PoolConnection } from 'mariadb'
import { tidyGroups } from '#lib/bus/embedded-groups.ts'
import { subscribeToEmbedded } from '#lib/bus/embedded-subscription.ts'
import type { BusMessage, BusSubscription, EventBus, SubscribeOptions } from '#lib/bus/event-bus.ts'
import { RETENTION_MS, TOPICS } from '#lib/bus/topics.ts'
import type { Log } from '#lib/log.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import { openPool } from '#lib/pool.ts'

const TIDY_EVERY_MS = 3_600_000
const TIDY_BATCH = 1000

/**
 * The bus on a MySQL database of its own, for a machine without a broker. A topic has one partition: publishers number
 * their messages under the lock of the topic's row, so that a reader that has seen offset n has seen all before it;
 * in a group one member at a time reads a topic, by a lease.
 */
export function openEmbeddedBus(url: string, log: Log): EventBus {
  const pool = openPool(url, 6)
  const subscriptions = new Map<BusSubscription, SubscribeOptions>()
  const tidying = startTidying(pool, log, () => [...subscriptions.values()])
  let ensured: Promise<unknown> | undefined
  /** On first use: tables and rights are there by then, and who only opens the bus need not wait. */
  const topicsThere = async () => {
    ensured ??= addMissingTopics(pool)
    try {
      await ensured
    } catch (error) {
      ensured = undefined
      throw error
    }
  }
  return {
    async publish(messages) {
      await topicsThere()
      await publish(pool, messages)
    },
    async subscribe(options) {
      await topicsThere()
      const subscription = await subscribeToEmbedded(pool, options, log)
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

/** Only those: INSERT IGNORE waits for the lock of a row that is there, and publishers take these in another order. */
async function addMissingTopics(pool: Pool): Promise<void> {
  const found: Array<{ name: string }> = await pool.query('SELECT name FROM topic')
  const missing = TOPICS.filter((topic) => !found.some(({ name }) => name === topic))
  if (missing.length === 0) return
  await pool.batch(
    'INSERT IGNORE INTO topic (name, next_offset) VALUES (?, 0)',
    missing.map((name) => [name]),
  )
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
