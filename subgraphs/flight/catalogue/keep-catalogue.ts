import type { Sql } from '#lib/sql.ts'
import type { Catalogue } from './catalogue.ts'
import { loadCatalogue } from './store.ts'

const FRESH_FOR_MS = 30_000

/** The catalogue from memory, read again every half minute: a new airport is known to all instances by then. */
export function keepCatalogue(sql: Sql): () => Promise<Catalogue> {
  let kept: Promise<Catalogue> | undefined
  let until = 0
  return () => {
    if (kept && Date.now() < until) return kept
    until = Date.now() + FRESH_FOR_MS
    const loading = loadCatalogue(sql)
    loading.catch(() => {
      until = 0
    })
    kept = loading
    return loading
  }
}
