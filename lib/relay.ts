import { setTimeout as sleep } from 'node:timers/promises'
import type { EventBus } from '#lib/bus/event-bus.ts'
import type { Database } from '#lib/database.ts'
import type { Log } from '#lib/log.ts'
import { startLoop } from '#lib/loop.ts'
import type { Measure, Measured } from '#lib/metrics.ts'
import { openPool, sqlOver } from '#lib/pool.ts'
import { createRelayLease, type RelayLease } from '#lib/relay-lease.ts'
import { createSentRows, type SentRows } from '#lib/sent-rows.ts'
import { join, type Sql } from '#lib/sql.ts'
import { startSending } from '#lib/tracing/event-spans.ts'

const BATCH = 500
/** Commits of this process wake the relay; what others write (scripts, say) is found by looking. */
const LOOK_MS = 500
/** While another instance lives: what its commits wait at most. A look at an empty table takes 0.3 ms. */
const LOOK_FOR_OTHERS_MS = 20
/** For a broker that does not answer while the process ends; the rows stay in the outbox. */
const STOP_PATIENCE_MS = 3000
/** Counting more would read the whole table at each scrape. */
const COUNT_LIMIT = 100_000
/** Of its own: behind 16 busy writers it waited for one of theirs until it gave up. */
const CONNECTIONS = 3

export interface Relay extends Measured {
  stop(): Promise<void>
}

interface OutboxRow {
  seq: bigint
  topic: string
  event_key: string
  event: string
}

interface Carrying {
  sql: Sql
  bus: EventBus
  lease: RelayLease
  sentRows: SentRows
  published: number
  failures: number
  stopping: boolean
}

/**
 * Carries outbox rows to the bus, one instance of a service at a time. Guaranteed: every row leaves at least once, and
 * the first arrivals of a key's events are in the order of its commits, whatever freezes, wakes up late or takes over:
 * each carrier sends a key's rows in order, and deletes a row only after it was sent. Late copies can follow;
 * consumers know an event by its id.
 */
export function startRelay(db: Pick<Database<Sql, Sql>, 'url' | 'onEvents'>, bus: EventBus, log: Log): Relay {
  const pool = openPool(db.url, CONNECTIONS)
  const sql = sqlOver(pool)
  const lease = createRelayLease(sql)
  const sentRows = createSentRows(sql, log)
  const carrying: Carrying = { sql, bus, lease, sentRows, published: 0, failures: 0, stopping: false }
  const loop = startLoop({
    name: 'relay',
    log,
    everyMs: () => (lease.isWanted() ? LOOK_FOR_OTHERS_MS : LOOK_MS),
    async step() {
      try {
        if (await lease.hold()) await carry(carrying)
        return false
      } catch (error) {
        carrying.failures++
        throw error
      }
    },
  })
  db.onEvents(loop.wake)
  return {
    measures: async () => measures(await look(sql), carrying),
    async stop() {
      carrying.stopping = true
      const ended = loop.stop().then(() => sentRows.finish())
      await Promise.race([ended, sleep(STOP_PATIENCE_MS, undefined, { ref: false })])
      await lease.drop().catch(() => log.warn('the lease of the relay runs out by itself'))
      await pool.end()
    },
  }
}

/** Until nothing is left to send: while one batch is sent the next is read. */
async function carry(carrying: Carrying): Promise<void> {
  const { sql, bus, lease, sentRows } = carrying
  let batch = await readRows(sql, sentRows.numbers())
  while (batch.length > 0 && !carrying.stopping && (await lease.hold())) {
    const numbers = batch.map(({ seq }) => seq)
    const [next] = await Promise.all([readRows(sql, [...sentRows.numbers(), ...numbers]), publish(bus, batch)])
    carrying.published += batch.length
    sentRows.add(numbers)
    batch = next
  }
}

async function publish(bus: EventBus, batch: OutboxRow[]): Promise<void> {
  const sent = startSending(batch)
  try {
    await bus.publish(batch.map(({ topic, event_key, event }) => ({ topic, key: event_key, value: event })))
    sent()
  } catch (error) {
    sent(error)
    throw error
  }
}

/**
 * The first rows in the order of their numbers, but for those under way. Numbers of different keys need not be in the
 * order of commits: one that commits late is found by the next look, because none begins behind a number.
 */
async function readRows(sql: Sql, underWay: bigint[]): Promise<OutboxRow[]> {
  if (underWay.length === 0) {
    return sql.$queryRaw`SELECT seq, topic, event_key, event FROM outbox ORDER BY seq LIMIT ${BATCH}`
  }
  return sql.$queryRaw`
    SELECT seq, topic, event_key, event FROM outbox WHERE seq NOT IN (${join(underWay)}) ORDER BY seq LIMIT ${BATCH}`
}

interface Waiting {
  rows: number
  oldestSeconds: number
}

async function look(sql: Sql): Promise<Waiting> {
  const [row] = await sql.$queryRaw<Array<{ total: bigint; oldest: number | null }>>`
    SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM outbox LIMIT ${COUNT_LIMIT}) AS few) AS total,
      (SELECT TIMESTAMPDIFF(SECOND, created_at, UTC_TIMESTAMP(3)) FROM outbox ORDER BY seq LIMIT 1) AS oldest`
  return { rows: Number(row?.total ?? 0), oldestSeconds: Math.max(0, Number(row?.oldest ?? 0)) }
}

const measures = (waiting: Waiting, state: { published: number; failures: number }): Measure[] => [
  {
    name: 'skygraph_outbox_rows',
    help: `Events that wait to leave for the bus, counted up to ${COUNT_LIMIT}`,
    type: 'gauge',
    value: waiting.rows,
  },
  {
    name: 'skygraph_outbox_oldest_seconds',
    help: 'How long the oldest event has waited to leave',
    type: 'gauge',
    value: waiting.oldestSeconds,
  },
  {
    name: 'skygraph_outbox_published_total',
    help: 'Events this instance brought to the bus',
    type: 'counter',
    value: state.published,
  },
  {
    name: 'skygraph_outbox_failures_total',
    help: 'Rounds of the relay that failed and were tried again',
    type: 'counter',
    value: state.failures,
  },
]
