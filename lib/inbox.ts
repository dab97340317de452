import { randomInt } from 'node:crypto'
import { join, rows, type Sql } from '#lib/sql.ts'

const CLAIMS = 2 ** 48 - 1

/**
 * Marks events as done by `consumer` in the transaction of their effects and returns the ids not done before. Waits for
 * another transaction that is doing the same event (a rebalance, say), and knows after its commit that it was done.
 */
export async function firstSeen(tx: Sql, consumer: string, eventIds: string[]): Promise<Set<string>> {
  if (eventIds.length === 0) return new Set()
  // Sorted, so that two who have the same events wait for each other and do not deadlock.
  const ids = [...new Set(eventIds)].sort()
  const claim = randomInt(CLAIMS)
  const now = new Date()
  const inserted = await tx.$executeRaw`
    INSERT IGNORE INTO inbox (consumer, event_id, seen_at, claim)
    VALUES ${rows(ids.map((id) => [consumer, id, now, claim]))}`
  if (inserted === ids.length) return new Set(ids)
  if (inserted === 0) return new Set()
  const mine = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT event_id AS id FROM inbox WHERE consumer = ${consumer} AND event_id IN (${join(ids)}) AND claim = ${claim}`
  return new Set(mine.map(({ id }) => id))
}
