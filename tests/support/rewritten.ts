import { type Fragment, sql } from '#lib/sql.ts'
import type { BookingDb, Tx } from '../../subgraphs/booking/database.ts'

/** A guard of the real code, and what takes its place: for negative controls that show what it is there for. */
export interface Weakening {
  find: string
  replace: string
}

/** Rows are read without being locked. */
export const noLock: Weakening = { find: 'FOR UPDATE', replace: '' }
/** A claim is written over whatever is there. */
export const noSeatGuard: Weakening = { find: "(status = 'AVAILABLE' OR (", replace: '(TRUE OR (' }
export const noDiscountGuard: Weakening = { find: 'AND redemptions < max_redemptions', replace: '' }

type Query = TemplateStringsArray | Fragment

/** The same database, in whose transactions the SQL of the slices is rewritten on its way. */
export function weakened(db: BookingDb, weakenings: Weakening[]): BookingDb {
  return { ...db, transaction: (work) => db.transaction((tx) => work(rewriting(tx, weakenings))) }
}

function rewriting(tx: Tx, weakenings: Weakening[]): Tx {
  const rewrite = (query: Query, values: unknown[]): Fragment => {
    const whole = 'raw' in query ? sql(query, ...values) : query
    const strings = whole.strings.map((text) => weakenings.reduce((t, w) => t.replaceAll(w.find, w.replace), text))
    return sql(strings, ...whole.values)
  }
  return {
    $queryRaw: (query: Query, ...values: unknown[]) => tx.$queryRaw(rewrite(query, values)),
    $executeRaw: (query: Query, ...values: unknown[]) => tx.$executeRaw(rewrite(query, values)),
  } as Tx
}
