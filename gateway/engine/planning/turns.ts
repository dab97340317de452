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
      // Whoever goes early does not let the next in beside the one before.
      last = before.then(() => promise)
      count++
      try {
        if (!(await endsWithin(waitMs, before))) throw refuse()
        return await task()
      } finally {
        count--
        resolve()
      }
    },
    over: () => last,
  }
}

async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, ms, false)
  void work.then(() => resolve(true))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}
