import { streamOf } from '#lib/stream.ts'

/** Those who watch things of this process, by the id of what they watch. */
export interface Watchers<Id extends string> {
  /** Tells the watchers of these that something is other than before. */
  tell(ids: Iterable<Id>): void
  /** The id at once, then once after each change; changes that come while the reader is busy are one. */
  watch(id: Id): AsyncIterableIterator<Id, void>
}

export function createWatchers<Id extends string>(): Watchers<Id> {
  const listeners = new Map<Id, Set<() => void>>()
  const listen = (id: Id, listener: () => void) => {
    const those = listeners.get(id) ?? new Set()
    listeners.set(id, those.add(listener))
    return () => {
      those.delete(listener)
      if (those.size === 0) listeners.delete(id)
    }
  }
  return {
    tell(ids) {
      for (const id of new Set(ids)) for (const listener of listeners.get(id) ?? []) listener()
    },
    watch: (id) =>
      streamOf<true, Id>(
        (push) => listen(id, () => push(true)),
        async function* (queue) {
          yield id
          while (await queue.take()) yield id
        },
      ),
  }
}
