import type { Pool } from 'mariadb'
import type { SubscribeOptions } from '#lib/bus/event-bus.ts'

export const LEASE_SECONDS = 5
/** How long an ephemeral group is kept after its process was last heard of, which is hourly. */
const KEPT_HOURS = 48

/** One member of a group. */
export interface Reader {
  pool: Pool
  options: SubscribeOptions
  holder: string
}

export interface Position {
  topic: string
  next: bigint
  end: bigint
}

/** Writes down where a group that is new begins. */
export async function enterGroup({ pool, options: { group, topics, from, ephemeral } }: Reader): Promise<void> {
  for (const topic of topics) {
    await pool.query(
      `INSERT IGNORE INTO consumer_group (name, topic, next_offset, holder, held_until, kept_until)
       SELECT ?, name, ${from === 'latest' ? 'next_offset' : '0'}, '', UTC_TIMESTAMP(3),
         ${ephemeral ? `UTC_TIMESTAMP(3) + INTERVAL ${KEPT_HOURS} HOUR` : 'NULL'}
       FROM topic WHERE name = ?`,
      [group, topic],
    )
  }
}

/** Gives up the leases of a member that leaves, or its whole group where that was its own. */
export async function leaveGroup({ pool, options: { group, ephemeral }, holder }: Reader): Promise<void> {
  if (ephemeral) await pool.query('DELETE FROM consumer_group WHERE name = ?', [group])
  else
    await pool.query(
      'UPDATE consumer_group SET held_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE name = ? AND holder = ?',
      [group, holder],
    )
}

/** Keeps the ephemeral groups that live, and deletes those of processes that ended without leaving. */
export async function tidyGroups(pool: Pool, living: string[]): Promise<void> {
  if (living.length > 0) {
    await pool.query(
      `UPDATE consumer_group SET kept_until = UTC_TIMESTAMP(3) + INTERVAL ${KEPT_HOURS} HOUR WHERE name IN (?)`,
      [living],
    )
  }
  await pool.query('DELETE FROM consumer_group WHERE kept_until < UTC_TIMESTAMP(3)')
}

export async function positions({ pool, options: { group, topics } }: Reader): Promise<Position[]> {
  const found = await pool.query(
    `SELECT t.name AS topic, g.next_offset AS next, t.next_offset AS end
     FROM topic t JOIN consumer_group g ON g.topic = t.name AND g.name = ? WHERE t.name IN (?)`,
    [group, topics],
  )
  return found.map((row: { topic: string; next: unknown; end: unknown }) => ({
    topic: row.topic,
    next: BigInt(String(row.next)),
    end: BigInt(String(row.end)),
  }))
}

export async function holdLease({ pool, options, holder }: Reader, topic: string): Promise<boolean> {
  const result = await pool.query(
    `UPDATE consumer_group SET holder = ?, held_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
     WHERE name = ? AND topic = ? AND (holder = ? OR held_until < UTC_TIMESTAMP(3))`,
    [holder, options.group, topic, holder],
  )
  return result.affectedRows === 1
}
