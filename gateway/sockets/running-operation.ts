/** How an operation ended: with the code of the first error in its answer, or the error it failed with. */
export interface Ending {
  code?: string | undefined
  error?: unknown
}

export type RunningOperation = AsyncGenerator<never, void, undefined>

/**
 * An operation as graphql-ws wants it: something to iterate and to leave. It yields nothing, for results go to the client
 * as ready text past the library, which would put each together anew; only its end is seen. `start` runs with the first
 * next(); what it returns, when the client leaves before the end; `onOver` once, whatever happened, without an ending where
 * the client left. Then the library sees no end either: it would end what has taken the id meanwhile.
 */
export function runningOperation(
  start: (end: (ending: Ending) => void) => () => void,
  onOver: (ending: Ending | undefined) => void,
): RunningOperation {
  const { promise, resolve, reject } = Promise.withResolvers<IteratorReturnResult<undefined>>()
  const done = { done: true, value: undefined } as const
  let leave: (() => void) | undefined
  let state: 'ready' | 'running' | 'over' = 'ready'
  const over = (ending: Ending | undefined) => {
    if (state === 'over') return false
    state = 'over'
    onOver(ending)
    return true
  }
  const end = (ending: Ending) => {
    if (!over(ending)) return
    if ('error' in ending) reject(ending.error)
    else resolve(done)
  }
  const stop = async () => {
    if (over(undefined)) leave?.()
    return done
  }
  const generator: RunningOperation = {
    next() {
      if (state === 'ready') {
        state = 'running'
        try {
          leave = start(end)
        } catch (error) {
          end({ error })
        }
      }
      return promise
    },
    return: stop,
    throw: stop,
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => void (await stop()),
  }
  return generator
}
