import { LRUCache } from 'lru-cache'
import { haveRoom, type RateLimitStore, type Taking } from './rate-limit-store.ts'

/**
 * Budgets remembered of each kind, those with a part that the caller chooses and those without; beyond that the one that
 * was used longest ago is forgotten. Each holds at most `max` numbers.
 */
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
  askedAt: number
  /** The oldest first; those before `first` have left the window. */
  times: number[]
  first: number
}

/** As many at least are cut off at once: an array of a million is not moved for one. */
const CUT = 16

type Budgets = LRUCache<string, Uses>

/** The uses of each budget in its last window, in this process; a step is one run of this code, which nothing interrupts. */
export function createMemoryStore({ now = () => performance.now(), maxBudgets = MAX_BUDGETS } = {}): MemoryStore {
  const chosen: Budgets = new LRUCache({ max: maxBudgets })
  const given: Budgets = new LRUCache({ max: maxBudgets })

  /** The uses of the last window. */
  const usesOf = ({ key, windowMs, callersChoice }: Taking, at: number): Uses => {
    const budgets = callersChoice ? chosen : given
    let uses = budgets.get(key)
    if (!uses) {
      forgetOld(budgets, at)
      uses = { windowMs, askedAt: at, times: [], first: 0 }
      budgets.set(key, uses)
    }
    uses.windowMs = windowMs
    uses.askedAt = at
    dropExpired(uses, at)
    return uses
  }
  return {
    take(takings) {
      const at = now()
      const before = takings.map((taking) => usesOf(taking, at))
      const waits = before.map((uses, i) => waitOf(takings[i] as Taking, uses, at))
      if (haveRoom(waits)) for (const [i, uses] of before.entries()) add(uses, takings[i] as Taking, at)
      return waits
    },
    waits(takings) {
      const at = now()
      return takings.map((taking) => waitOf(taking, usesOf(taking, at), at))
    },
    note(takings, at) {
      for (const taking of takings) add(usesOf(taking, at), taking, at)
    },
    now,
    get size() {
      return chosen.size + given.size
    },
  }
}

function add({ times }: Uses, { uses }: Taking, at: number): void {
  for (let i = 0; i < uses; i++) times.push(at)
}

/** Two for each that is added: what has expired goes faster than new ones come. */
function forgetOld(budgets: Budgets, at: number): void {
  let forgotten = 0
  for (const key of budgets.rkeys()) {
    const { windowMs, askedAt } = budgets.peek(key) as Uses
    if (askedAt + windowMs > at) return
    budgets.delete(key)
    if (++forgotten === 2) return
  }
}

function waitOf({ max, windowMs, uses }: Taking, { times, first }: Uses, at: number): number {
  const tooMany = times.length - first + uses - max
  if (tooMany <= 0) return 0
  const lastToLeave = times[first + tooMany - 1]
  return lastToLeave === undefined ? windowMs : lastToLeave + windowMs - at
}

/** Each time is passed over once and cut off once, so that a use costs the same however many the budget holds. */
function dropExpired(uses: Uses, at: number): void {
  const { times, windowMs } = uses
  while (uses.first < times.length && (times[uses.first] as number) + windowMs <= at) uses.first++
  if (uses.first < CUT || uses.first * 2 < times.length) return
  times.splice(0, uses.first)
  uses.first = 0
}
