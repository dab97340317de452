import type { OperationTypeNode } from 'graphql'
import type { Counter } from 'prom-client'
import { unavailable } from '#lib/errors.ts'

interface Weighed {
  kind: `${OperationTypeNode}`
  signedIn: boolean
}

/** How many operations run at once is bounded: with more, all would be late and memory would run out. */
export interface Load {
  /**
   * Before anything is known of an operation: turns away only what nobody could run.
   * @throws UNAVAILABLE with `retryAfter` where there is no place at all
   */
  check(): void
  /**
   * Takes a place for an operation; the caller gives it back once, by the function returned.
   * @throws UNAVAILABLE with `retryAfter` where there is none
   */
  enter(operation: Weighed): () => void
}

export interface LoadOptions {
  maxConcurrent: number
  shed: Counter
}

const RETRY_AFTER_SECONDS = 1
/** Of all places: what strangers search for leaves room for customers, and they for those who just pay. */
const SHARE = { anonymous: 0.9, signedIn: 0.95 }

export function createLoad({ maxConcurrent, shed }: LoadOptions): Load {
  const places = {
    anonymous: Math.ceil(maxConcurrent * SHARE.anonymous),
    signedIn: Math.ceil(maxConcurrent * SHARE.signedIn),
  }
  let running = 0
  const leave = () => {
    running--
  }
  const checkBelow = (most: number) => {
    if (running < most) return
    shed.inc()
    throw unavailable(RETRY_AFTER_SECONDS)
  }
  const mostFor = ({ kind, signedIn }: Weighed) =>
    kind === 'mutation' ? maxConcurrent : signedIn ? places.signedIn : places.anonymous
  return {
    check: () => checkBelow(maxConcurrent),
    enter(operation) {
      checkBelow(mostFor(operation))
      running++
      return leave
    },
  }
}
