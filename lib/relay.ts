import type { EventBus } from '#lib/bus/event-bus.ts'
import type { Database } from '#lib/database.ts'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { startLoop } from '#lib/loop.ts'
import { join, type Sql } from '#lib/sql.ts'

const BATCH = 500
const LEASE_SECONDS = 5
const IDLE_POLL_MS = 250

export interface Relay {
  /** Whether everything that stood in the outbox at the start has left, carried by this instance or another. */
  drained(): boolean
  stop(): Promise<void>
}

interface OutboxRow {
  seq: bigint
  topic: string
  event_key: string
  event: string
}

/**
 * Carries outbox rows to the bus, in order, one instance of a service at a time. A lease decides which; should its
 * holder freeze and wake up late, rows go out twice, never lost, and consumers know an event by its id.
 */
export function startRelay(db: Database<Sql, Sql>, bus: EventBus, log: Log): Relay {
  const holder = newId()
  let drained = false
  let target: bigint | undefined
  const loop = startLoop({
    name: 'relay',
    log,
    everyMs: IDLE_POLL_MS,
    async step() {
      target ??= await lastRow(db.client)
      const moved = (await holdLease(db.client, holder)) ? await moveBatch(db.client, bus) : 0
      drained ||= !(await hasRowsUpTo(db.client, target))
      return moved === BATCH
    },
  })
  db.onEvents(loop.wake)
  return {
    drained: () => drained,
    async stop() {
      await loop.stop()
      await dropLease(db.client, holder).catch(() => log.warn('the lease of the relay runs out by itself'))
    },
  }
}

async function moveBatch(sql: Sql, bus: EventBus): Promise<number> {
  const batch = await sql.$queryRaw<
    OutboxRow[]
  >`SELECT seq, topic, event_key, event FROM outbox ORDER BY seq LIMIT ${BATCH}`
  if (batch.length === 0) return 0
  await bus.publish(batch.map(({ topic, event_key, event }) => ({ topic, key: event_key, value: event })))
  await sql.$executeRaw`DELETE FROM outbox WHERE seq IN (${join(batch.map(({ seq }) => seq))})`
  return batch.length
}

async function lastRow(sql: Sql): Promise<bigint> {
  const [row] = await sql.$queryRaw<Array<{ seq: bigint | null }>>`SELECT MAX(seq) AS seq FROM outbox`
  return row?.seq ?? 0n
}

async function hasRowsUpTo(sql: Sql, seq: bigint): Promise<boolean> {
  const found = await sql.$queryRaw<unknown[]>`SELECT seq FROM outbox WHERE seq <= ${seq} LIMIT 1`
  return found.length > 0
}

async function holdLease(sql: Sql, holder: string): Promise<boolean> {
  const taken = await sql.$executeRaw`
    UPDATE relay_lease SET holder = ${holder}, held_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
    WHERE id = 1 AND (holder = ${holder} OR held_until < UTC_TIMESTAMP(3))`
  return taken === 1
}

async function dropLease(sql: Sql, holder: string): Promise<void> {
  await sql.$executeRaw`UPDATE relay_lease SET held_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = 1 AND holder = ${holder}`
}
