import { join, rows, type Sql } from '#lib/sql.ts'

/**
 * Marks events as done by `consumer` in the transaction of their effects and returns the ids not done before.
 * Waits for another transaction that is doing the same event.
 */
export async function firstSeen(tx: Sql, consumer: string, eventIds: string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set()
  const ids = [...new Set(eventIds)].sort()
  const seen = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT event_id AS id FROM inbox WHERE consumer = ${consumer} AND event_id IN (${join(ids)})`
  const known = new Set(seen.map(({ id }) => id))
  const fresh = new Set<string>()
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length === 0) return fresh
  const inserted = await tx.$executeRaw`
    INSERT IGNORE INTO inbox (consumer, event_id, seen_at) VALUES ${rows(unknown.map((id) => [consumer, id, new Date()]))}`
  if (inserted === unknown.length) return new Set(unknown)
  // Another consumer of the group did some of them in between (a rebalance): the batch comes again and finds them known.
  throw new Error('Events were consumed by two members of one group at once; the batch is tried again.')
}
