export interface Topic<T> {
  send(event: T): void
  /** `first`, then what is sent from now on, until the reader leaves. */
  read(first: T): AsyncGenerator<T>
  readers(): number
}

interface Reader<T> {
  waiting: T[]
  wake(): void
}

/** A source of events for subscriptions of fake subgraphs that knows who still listens. */
export function createTopic<T>(): Topic<T> {
  const readers = new Set<Reader<T>>()
  return {
    readers: () => readers.size,
    send(event) {
      for (const reader of readers) {
        reader.waiting.push(event)
        reader.wake()
      }
    },
    read(first) {
      let left = false
      const reader: Reader<T> = { waiting: [first], wake: () => undefined }
      readers.add(reader)
      const leave = async () => {
        left = true
        readers.delete(reader)
        reader.wake()
        return { value: undefined, done: true as const }
      }
      const generator: AsyncGenerator<T> = {
        async next() {
          while (!left && reader.waiting.length === 0) {
            await new Promise<void>((resolve) => {
              reader.wake = resolve
            })
          }
          return left ? { value: undefined, done: true } : { value: reader.waiting.shift() as T, done: false }
        },
        return: leave,
        throw: leave,
        [Symbol.asyncIterator]: () => generator,
        [Symbol.asyncDispose]: async () => void (await leave()),
      }
      return generator
    },
  }
}
