import { unavailable } from '#lib/errors.ts'

export interface EventQueue<T> extends AsyncIterable<T> {
  push(event: T): void
  /** What is waiting is still read, then the reader gets the error. */
  fail(error: unknown): void
  end(): void
  /** The reader has gone: what waits is dropped, and whoever feeds the queue is told. */
  stop(): void
  onStop(listener: () => void): void
}

const RETRY_AFTER_SECONDS = 1

/**
 * Hands events from a source that pushes to one reader; a reader more than `limit` events behind is let go. lib's streamOf
 * knows neither a limit, nor a source that ends or fails after what waits has been read.
 */
export function createEventQueue<T>(limit: number): EventQueue<T> {
  const waiting: T[] = []
  const listeners: Array<() => void> = []
  let outcome: { error?: unknown } | undefined
  let wake: () => void = () => undefined
  const finish = (how: { error?: unknown }) => {
    outcome ??= how
    wake()
  }
  const stop = () => {
    waiting.length = 0
    finish({})
    for (const listener of listeners.splice(0)) listener()
  }
  return {
    push(event) {
      if (outcome) return
      if (waiting.length < limit) {
        waiting.push(event)
        wake()
      } else {
        finish({ error: unavailable(RETRY_AFTER_SECONDS) })
        stop()
      }
    },
    fail: (error) => finish({ error }),
    end: () => finish({}),
    stop,
    onStop: (listener) => void listeners.push(listener),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift() as T
        if (outcome) {
          if ('error' in outcome) throw outcome.error
          return
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
