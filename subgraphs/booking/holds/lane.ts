import { unavailable } from '#lib/errors.ts'
import { currentSpan, inSpan, type Span } from '#lib/tracing.ts'

const RETRY_AFTER_SECONDS = 1

/** What a batch gives each of its items, by position: an answer, one that is on its way, or what it failed with. */
export type LaneResults<R> = Array<R | Promise<R> | Error>

export interface LaneOptions<T, R> {
  run(batch: T[]): Promise<LaneResults<R>>
  /** As many of those that wait go together. */
  batchSize: number
  /** As many batches run at once. */
  atOnce: number
  /** As many may wait; who comes then is told to come back. */
  room: number
  /** Who has waited longer when the turn comes is told to come back, too: nobody may wait for the answer any more. */
  patienceMs: number
}

export interface Lane<T, R> {
  /** @throws UNAVAILABLE when too many wait, or when the turn does not come for too long */
  add(item: T): Promise<R>
  /** Settles when nothing waits or runs any more. */
  idle(): Promise<void>
}

interface Waiting<T, R> {
  item: T
  since: number
  span: Span | undefined
  resolve(answer: R | Promise<R>): void
  reject(error: unknown): void
}

/**
 * A queue whose items are worked on in batches, in the order in which they came: as soon as a batch has ended the next
 * takes all that has gathered meanwhile. Where nobody else waits an item goes alone, at once.
 */
export function createLane<T, R>({ run, batchSize, atOnce, room, patienceMs }: LaneOptions<T, R>): Lane<T, R> {
  let waiting: Waiting<T, R>[] = []
  let running = 0
  const workers = new Set<Promise<void>>()

  const work = async () => {
    // Those who come in one turn of the event loop go together.
    await new Promise((resolve) => setImmediate(resolve))
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize)
      waiting = waiting.slice(batchSize)
      await settle(batch.filter(isPatient))
    }
    // In the same breath as the look at the queue: who comes next must find that nobody works.
    running--
  }

  const isPatient = ({ since, reject }: Waiting<T, R>) => {
    const patient = performance.now() - since <= patienceMs
    if (!patient) reject(unavailable(RETRY_AFTER_SECONDS))
    return patient
  }

  const settle = async (batch: Waiting<T, R>[]) => {
    if (batch.length === 0) return
    try {
      // One of them stands for all: a transaction is in one trace.
      const results = await inSpan(batch[0]?.span, () => run(batch.map(({ item }) => item)))
      for (const [n, { resolve, reject }] of batch.entries()) {
        const result = results[n] as (typeof results)[number]
        if (result instanceof Error) reject(result)
        else resolve(result)
      }
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  return {
    add(item) {
      if (waiting.length >= room) return Promise.reject(unavailable(RETRY_AFTER_SECONDS))
      const { promise, resolve, reject } = Promise.withResolvers<R>()
      waiting.push({ item, since: performance.now(), span: currentSpan(), resolve, reject })
      if (running < atOnce) {
        running++
        const worker = work().then(() => void workers.delete(worker))
        workers.add(worker)
      }
      return promise
    },
    async idle() {
      while (workers.size > 0) await Promise.all(workers)
    },
  }
}
