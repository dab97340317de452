import { type Fragment, sql } from '#lib/sql.ts'
import type { BookingDb, Tx } from '../../subgraphs/booking/database.ts'
import type { Weakening } from './weakenings.ts'

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
