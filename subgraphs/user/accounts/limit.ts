import { unavailable } from '#lib/errors.ts'

export interface Limit {
  /** @throws UNAVAILABLE where already too many wait */
  run<T>(work: () => Promise<T>): Promise<T>
}

const RETRY_AFTER_SECONDS = 2

/** At most `running` at once and `waiting` in line behind them; who comes then is told to come back. */
export function createLimit({ running, waiting }: { running: number; waiting: number }): Limit {
  const line: Array<() => void> = []
  let busy = 0
  return {
    async run(work) {
      if (busy < running) busy++
      else if (line.length < waiting) await new Promise<void>((resolve) => line.push(resolve))
      else throw unavailable(RETRY_AFTER_SECONDS)
      try {
        return await work()
      } finally {
        // Whoever is next takes over the place, so that nobody slips in between.
        const next = line.shift()
        if (next) next()
        else busy--
      }
    },
  }
}
