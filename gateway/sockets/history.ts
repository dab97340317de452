import type { StreamEvent } from './stream-event.ts'

/** What a stream keeps for those who join it later or fell behind: the last whole state and the changes since. */
export interface History {
  /** An event of the stream itself. */
  add(event: StreamEvent): void
  /** A whole state had from elsewhere; false where changes that should follow it are no longer kept. */
  adopt(whole: StreamEvent): boolean
  /** What brings a reader at `version` up to date, a whole state first; undefined where that is not kept. */
  since(version: number | undefined): readonly StreamEvent[] | undefined
  /** A whole state came at some time. */
  hasBegun(): boolean
}

const MAX_CHANGES = 100
const MAX_CHARACTERS = 256 << 10

/** @param freshMs for how long a state may be given to others, where more than its events changes it */
export function createHistory(freshMs: number): History {
  let whole: StreamEvent | undefined
  let changes: StreamEvent[] = []
  let characters = 0
  /** Of the newest change that is kept no more. */
  let dropped = Number.NEGATIVE_INFINITY
  let begun = false
  const last = () => changes.at(-1)?.version ?? whole?.version ?? dropped
  const begin = (event: StreamEvent) => {
    whole = event
    begun = true
    changes = changes.filter(({ version }) => isAfter(version, event.version))
    characters = changes.reduce((sum, { text }) => sum + text.length, 0)
  }
  const append = (change: StreamEvent) => {
    if (!isAfter(change.version, last())) return
    changes.push(change)
    characters += change.text.length
    while (changes.length > MAX_CHANGES || characters > MAX_CHARACTERS) {
      const oldest = changes.shift()
      whole = undefined
      characters -= oldest?.text.length ?? 0
      dropped = oldest?.version ?? dropped
    }
  }
  return {
    add(event) {
      if (event.part === 'whole' && !isAfter(whole?.version, event.version)) begin(event)
      if (event.part === 'change') append(event)
    },
    adopt(event) {
      if (event.version !== undefined && event.version < dropped) return false
      // One that came by itself meanwhile may be newer.
      if (!whole || !isAfter(whole.version ?? whole.atMs, event.version ?? event.atMs)) begin(event)
      return true
    },
    since(version) {
      if (!whole || Date.now() - whole.atMs > freshMs || isAfter(version, whole.version)) return undefined
      return [whole, ...changes]
    },
    hasBegun: () => begun,
  }
}

const isAfter = (a: number | undefined, b: number | undefined) => a !== undefined && b !== undefined && a > b
