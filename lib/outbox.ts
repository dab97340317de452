import { newId } from '#lib/ids.ts'
import { rows, type Sql } from '#lib/sql.ts'
import { currentSpan } from '#lib/tracing.ts'
import { parseEvent, type SkyEvent, type SkyEventData, topicOf } from '#schema/events.ts'

/** An event to be written with the change it tells of; `key` orders it among the events of the same thing. */
export type NewEvent = { [T in SkyEvent['type']]: { type: T; key: string; data: SkyEventData<T> } }[SkyEvent['type']]

const wrote = new WeakSet<Sql>()

/** Whether a transaction wrote events, so that who carries them need not look after each commit. */
export const hasEvents = (tx: Sql): boolean => wrote.has(tx)

/**
 * Writes events to the outbox in the transaction of their change, checked against their schema. They leave in the order
 * of commits per key when the transaction holds the lock of the thing that `key` names. Each says which trace it is of,
 * where that is recorded.
 */
export async function writeEvents(tx: Sql, source: string, events: NewEvent[]): Promise<void> {
  if (events.length === 0) return
  const now = new Date()
  const span = currentSpan()
  const trace = span?.recorded ? { traceparent: span.traceparent } : {}
  const values = events.map(({ type, key, data }) => {
    const event = parseEvent({
      specversion: '1.0',
      id: newId(),
      source: `/skygraph/${source}`,
      type,
      subject: key,
      time: now.toISOString(),
      datacontenttype: 'application/json',
      ...trace,
      data,
    })
    return [event.id, topicOf(event.type), key, JSON.stringify(event), now]
  })
  await tx.$executeRaw`INSERT INTO outbox (id, topic, event_key, event, created_at) VALUES ${rows(values)}`
  wrote.add(tx)
}

/** Whether all events written so far have left. */
export async function isOutboxEmpty(sql: Sql): Promise<boolean> {
  return (await sql.$queryRaw<unknown[]>`SELECT seq FROM outbox LIMIT 1`).length === 0
}
