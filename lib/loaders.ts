import DataLoader from 'dataloader'

// A subscription has one context for all its events: what was remembered for the first would be shown with all.
const OPTIONS = { cache: false, maxBatchSize: 500 }

/** One query for all that is asked for at one moment; null for what is not there. Nothing is remembered. */
export function byId<K, V>(load: (ids: readonly K[]) => Promise<ReadonlyMap<K, V>>): DataLoader<K, V | null> {
  return new DataLoader(async (ids) => {
    const found = await load([...new Set(ids)])
    return ids.map((id) => found.get(id) ?? null)
  }, OPTIONS)
}

/** As `byId`, for lists; what is not there has an empty one. */
export function listsById<K, V>(load: (ids: readonly K[]) => Promise<ReadonlyMap<K, V[]>>): DataLoader<K, V[]> {
  return new DataLoader(async (ids) => {
    const found = await load([...new Set(ids)])
    return ids.map((id) => found.get(id) ?? [])
  }, OPTIONS)
}
