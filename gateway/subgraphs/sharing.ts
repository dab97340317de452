import type { RawAnswer, Sending } from './post.ts'

interface Shared {
  readonly sending: Sending
  waiting: number
}

/** Joins a request to one that is the same and under way. */
export interface Sharing {
  /** What is under way under this key, or else what `send` sends. */
  join(key: string, send: () => Sending): Sending
}

/**
 * All who wait get the one answer's text, for each to parse: what is parsed is changed by whoever merges it. Who cancels
 * leaves the others waiting; the last one to leave cancels what was sent. Nothing is kept once the answer is there.
 */
export function createSharing(onJoined: () => void): Sharing {
  const underWay = new Map<string, Shared>()
  return {
    join(key, send) {
      const known = underWay.get(key)
      // What all have left is about to fail.
      if (known && known.waiting > 0) {
        onJoined()
        return takePart(known)
      }
      const shared = { sending: send(), waiting: 0 }
      underWay.set(key, shared)
      const over = () => {
        if (underWay.get(key) === shared) underWay.delete(key)
      }
      shared.sending.answer.then(over, over)
      return takePart(shared)
    },
  }
}

function takePart(shared: Shared): Sending {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
  let gone = false
  shared.waiting++
  shared.sending.answer.then(resolve, reject)
  return {
    answer: promise,
    cancel(reason) {
      if (gone) return
      gone = true
      reject(reason)
      if (--shared.waiting === 0) shared.sending.cancel(reason)
    },
  }
}
