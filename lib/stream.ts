/** What was pushed and not yet taken. */
export interface Queue<T> {
  /** All that waits, once there is something; undefined when the reader is gone. */
  take(): Promise<T[] | undefined>
}

/**
 * An async iterator over pushed items. A plain async generator that waits for its next item ignores return() until the
 * item comes, so a subscription nobody reads any more would stay; here return() ends the wait at once.
 */
export function streamOf<In, Out>(
  listen: (push: (item: In) => void) => () => void,
  read: (queue: Queue<In>) => AsyncGenerator<Out, void>,
): AsyncIterableIterator<Out, void> {
  let waiting: In[] = []
  let ended = false
  let wake = () => {}
  const unlisten = listen((item) => {
    waiting.push(item)
    wake()
  })
  const end = () => {
    if (ended) return
    ended = true
    unlisten()
    wake()
  }
  const generator = read({
    async take() {
      if (waiting.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve))
      if (ended) return undefined
      const items = waiting
      waiting = []
      return items
    },
  })
  return {
    async next() {
      try {
        const result = await generator.next()
        if (result.done) end()
        return result
      } catch (error) {
        // for await does not call return() on an iterator whose next() failed.
        end()
        throw error
      }
    },
    return() {
      end()
      return generator.return()
    },
    throw(error) {
      end()
      return generator.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
