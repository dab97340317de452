import { LRUCache } from 'lru-cache'
import { haveRoom, type RateLimitStore, type Taking } from './rate-limit-store.ts'

/** Budgets remembered; beyond that the one that was used longest ago is forgotten. Each holds at most `max` numbers. */
const MAX_BUDGETS = 100_000

export interface MemoryStore extends RateLimitStore {
  take(takings: readonly Taking[]): readonly number[]
  /** As take(), without taking. */
  waits(takings: readonly Taking[]): readonly number[]
  /** Takes, room or not, as of the given time of now(). */
  note(takings: readonly Taking[], at: number): void
  /** Milliseconds of a clock that nobody sets. */
  now(): number
  readonly size: number
}

interface Uses {
  windowMs: number
  /** The oldest first. */
  times: number[]
}

/** The uses of each budget in its last window, in this process; a step is one run of this code, which nothing interrupts. */
export function createMemoryStore({ now = () => performance.now(), maxBudgets = MAX_BUDGETS } = {}): MemoryStore {
  const budgets = new LRUCache<string, Uses>({ max: maxBudgets })

  /** Two for each that is added: what has expired goes faster than new ones come. */
  const forgetOld = (at: number) => {
    let forgotten = 0
    for (const key of budgets.rkeys()) {
      const { windowMs, times } = budgets.peek(key) as Uses
      const newest = times.at(-1)
      if (newest !== undefined && newest + windowMs > at) return
      budgets.delete(key)
      if (++forgotten === 2) return
    }
  }
  /** The uses of the last window. */
  const usesOf = ({ key, windowMs }: Taking, at: number): number[] => {
    let uses = budgets.get(key)
    if (!uses) {
      forgetOld(at)
      uses = { windowMs, times: [] }
      budgets.set(key, uses)
    }
    uses.windowMs = windowMs
    dropExpired(uses, at)
    return uses.times
  }
  const waits = (takings: readonly Taking[], at: number) =>
    takings.map((taking) => waitOf(taking, usesOf(taking, at), at))
  const note = (takings: readonly Taking[], at: number) => {
    for (const taking of takings) {
      const times = usesOf(taking, at)
      for (let i = 0; i < taking.uses; i++) times.push(at)
    }
  }
  return {
    take(takings) {
      const at = now()
      const found = waits(takings, at)
      if (haveRoom(found)) note(takings, at)
      return found
    },
    waits: (takings) => waits(takings, now()),
    note,
    now,
    get size() {
      return budgets.size
    },
  }
}

function waitOf({ max, windowMs, uses }: Taking, times: readonly number[], at: number): number {
  const tooMany = times.length + uses - max
  if (tooMany <= 0) return 0
  const lastToLeave = times[tooMany - 1]
  return lastToLeave === undefined ? windowMs : lastToLeave + windowMs - at
}

/** Each time is dropped once, so that a use costs the same however many the budget holds. */
function dropExpired({ times, windowMs }: Uses, at: number): void {
  let gone = 0
  while (gone < times.length && (times[gone] as number) + windowMs <= at) gone++
  if (gone > 0) times.splice(0, gone)
}
