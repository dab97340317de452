import type { Sql } from '#lib/sql.ts'
import type { Catalogue } from './catalogue.ts'
import { loadCatalogue } from './store.ts'

const FRESH_FOR_MS = 30_000

/** The catalogue from memory; `anew` after a change of one's own. */
export type KeptCatalogue = (options?: { anew: boolean }) => Promise<Catalogue>

/** Reads the catalogue again every half minute: a new airport is known to all instances by then. */
export function keepCatalogue(sql: Sql): KeptCatalogue {
  let kept: Promise<Catalogue> | undefined
  let until = 0
  return ({ anew } = { anew: false }) => {
    if (kept && Date.now() < until && !anew) return kept
    until = Date.now() + FRESH_FOR_MS
    const loading = loadCatalogue(sql)
    loading.catch(() => {
      until = 0
    })
    kept = loading
    return loading
  }
}
