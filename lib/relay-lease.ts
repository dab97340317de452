import { newId } from '#lib/ids.ts'
import type { Sql } from '#lib/sql.ts'

const LEASE_SECONDS = 5
const RENEW_MS = (LEASE_SECONDS * 1000) / 2
/** How often who does not have it asks for it; it is his at the latest so long after the lease of another ran out. */
const ASK_MS = 1000

/** Which instance of a service carries its outbox: one row says who does, until when, and whether another asks. */
export interface RelayLease {
  /** Takes or renews it where that is due; whether it is this instance's. */
  hold(): Promise<boolean>
  /** Whether another instance lives, whose commits nobody tells us of. */
  isWanted(): boolean
  drop(): Promise<void>
}

export function createRelayLease(sql: Sql): RelayLease {
  const holder = newId()
  let askAt = 0
  let until = 0
  let wanted = false
  return {
    async hold() {
      // Of this process's own steady clock, read before the database's: a process that was frozen finds its time over.
      const now = performance.now()
      if (now < askAt) return now < until
      const taken = await take(sql, holder)
      until = taken ? now + LEASE_SECONDS * 1000 : 0
      askAt = now + (taken ? RENEW_MS : ASK_MS)
      wanted = taken && (await isWanted(sql))
      if (!taken) await want(sql)
      return taken && performance.now() < until
    },
    isWanted: () => wanted,
    async drop() {
      until = 0
      await sql.$executeRaw`
        UPDATE relay_lease SET held_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = 1 AND holder = ${holder}`
    },
  }
}

async function take(sql: Sql, holder: string): Promise<boolean> {
  const taken = await sql.$executeRaw`
    UPDATE relay_lease SET holder = ${holder}, held_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
    WHERE id = 1 AND (holder = ${holder} OR held_until < UTC_TIMESTAMP(3))`
  return taken === 1
}

async function isWanted(sql: Sql): Promise<boolean> {
  const found = await sql.$queryRaw<unknown[]>`
    SELECT id FROM relay_lease WHERE id = 1 AND wanted_until > UTC_TIMESTAMP(3)`
  return found.length > 0
}

async function want(sql: Sql): Promise<void> {
  await sql.$executeRaw`
    UPDATE relay_lease SET wanted_until = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND WHERE id = 1`
}
