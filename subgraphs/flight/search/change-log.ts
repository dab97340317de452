/** More than this are quicker worked out anew than looked through. */
const KEPT = 2048

/** The last changes, each a version. */
export interface ChangeLog<T> {
  readonly version: number
  note(change: T): void
  /** What came after a version, or undefined where that was too much to be kept. */
  since(version: number): T[] | undefined
}

export function createChangeLog<T>(): ChangeLog<T> {
  const kept: T[] = []
  let version = 0
  return {
    get version() {
      return version
    },
    note(change) {
      version++
      kept[version % KEPT] = change
    },
    since(past) {
      if (version - past > KEPT) return undefined
      return Array.from({ length: version - past }, (_, n) => kept[(past + 1 + n) % KEPT] as T)
    },
  }
}
