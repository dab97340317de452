import { connect } from '../../scripts/services/connection.ts'
import { until } from './wait.ts'

const POLL_MS = 50

interface Barrier {
  /** Of a user who may see all transactions; names the database the race is in. */
  adminUrl: string
  /** A statement that takes the lock all of them will want, such as SELECT … FOR UPDATE. */
  lock: string
  values?: unknown[]
  /** How many must be waiting for a lock before they are let go; left out: the lock is held until all have ended. */
  waiting?: number
}

/**
 * Makes a race happen instead of hoping for one: takes a lock from outside, starts all, lets go once that many stand
 * before a lock, and gives back how each of them ended.
 */
export async function race<T>(
  { adminUrl, lock, values = [], waiting }: Barrier,
  start: () => Promise<T>[],
): Promise<PromiseSettledResult<T>[]> {
  const connection = await connect(adminUrl)
  try {
    await connection.beginTransaction()
    await connection.query(lock, values)
    const racers = Promise.allSettled(start())
    if (waiting === undefined) return await racers
    const gathered = until(async () => (await countWaiting(adminUrl)) >= waiting, { timeoutMs: 2800, everyMs: POLL_MS })
    // Nobody is left racing into the next test when they did not gather.
    await gathered.finally(() => connection.rollback().then(() => racers))
    return await racers
  } finally {
    await connection.end()
  }
}

/**
 * How many transactions on the database wait for a lock. From InnoDB's own report: information_schema.innodb_trx shows
 * what it last showed until nobody on the whole server has looked for 100 ms, and tests run beside each other.
 */
export async function countWaiting(adminUrl: string): Promise<number> {
  const connection = await connect(adminUrl)
  try {
    const [report] = await connection.query('SHOW ENGINE INNODB STATUS')
    const here = await connection.query('SELECT id FROM information_schema.processlist WHERE db = DATABASE()')
    const threads = new Set(here.map((row: { id: unknown }) => String(row.id)))
    // What comes before the first of them is of the past, such as the last deadlock.
    return String(report.Status)
      .split('---TRANSACTION')
      .slice(1)
      .filter((transaction) => /^LOCK WAIT /m.test(transaction))
      .filter((transaction) => threads.has(/ thread id (\d+)/.exec(transaction)?.[1] ?? '')).length
  } finally {
    await connection.end()
  }
}

/** What those that did not fail gave. */
export function values<T>(results: PromiseSettledResult<T>[]): T[] {
  return results.flatMap((r) => (r.status === 'fulfilled' ? [r.value] : []))
}

export function reasons(results: PromiseSettledResult<unknown>[]): unknown[] {
  return results.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []))
}
