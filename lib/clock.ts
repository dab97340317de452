import type { Sql } from '#lib/sql.ts'

let offsetMs = 0

/** Moves the time of this process's transactions, for tests alone. */
export function shiftClock(ms: number): void {
  if (ms !== 0 && process.env.NODE_ENV === 'production') throw new Error('The clock may not be shifted in production.')
  offsetMs = ms
}

/** The database's clock, the one all instances share, as it stands now; to be read once a transaction. */
export async function dbNow(sql: Sql): Promise<Date> {
  const [row] = await sql.$queryRaw<Array<{ now: Date }>>`SELECT UTC_TIMESTAMP(3) AS now`
  if (!row) throw new Error('The database told no time.')
  return shifted(row.now)
}

/** A time read in another statement with UTC_TIMESTAMP(3), moved as `dbNow` is. */
export const shifted = (now: Date): Date => new Date(now.getTime() + offsetMs)
