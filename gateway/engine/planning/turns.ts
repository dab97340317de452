export interface TurnsOptions {
  /** So many may wait, and each so long. */
  waiting: number
  waitMs: number
  refuse(): Error
}

export interface Turns {
  take<T>(task: () => Promise<T>): Promise<T>
  /** When all who wait now have had theirs. */
  over(): Promise<unknown>
}

/** One task at a time, in the order in which they came; a crowd is refused rather than kept waiting. */
export function createTurns({ waiting, waitMs, refuse }: TurnsOptions): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let count = 0
  return {
    async take(task) {
      if (count >= waiting) throw refuse()
      const before = last
      const { promise, resolve } = Promise.withResolvers<void>()
      last = promise
      count++
      try {
        const since = performance.now()
        await before
        if (performance.now() - since > waitMs) throw refuse()
        return await task()
      } finally {
        count--
        resolve()
      }
    },
    over: () => last,
  }
}
