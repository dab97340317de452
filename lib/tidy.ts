import type { Database } from '#lib/database.ts'
import type { Log } from '#lib/log.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import type { Sql } from '#lib/sql.ts'

const EVERY_MS = 3_600_000
/** Rows a statement, so that none holds many locks for long. */
const BATCH = 1000

/** Deletes up to `limit` rows and returns how many it was. */
type Forget = (db: Sql, limit: number) => PromiseLike<number>

// No event comes again after the 7 days that topics keep it; the contract promises keys for 24 hours at least.
const forgetEvents: Forget = (db, limit) => db.$executeRaw`
  DELETE FROM inbox WHERE seen_at < UTC_TIMESTAMP(3) - INTERVAL 14 DAY LIMIT ${limit}`
const forgetKeys: Forget = (db, limit) => db.$executeRaw`
  DELETE FROM idempotency_key WHERE created_at < UTC_TIMESTAMP(3) - INTERVAL 48 HOUR LIMIT ${limit}`

/**
 * Deletes, hourly and in any number of instances, what the tables that every service has need not keep any longer, and
 * what the service itself says.
 */
export function startTidying(
  { client }: Pick<Database<Sql, Sql>, 'client'>,
  log: Log,
  own: readonly Forget[] = [],
): Loop {
  return startLoop({
    name: 'tidying',
    log,
    everyMs: EVERY_MS,
    async step() {
      let more = false
      for (const forget of [forgetEvents, forgetKeys, ...own]) more = (await forget(client, BATCH)) === BATCH || more
      return more
    },
  })
}
