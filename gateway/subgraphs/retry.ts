import { setTimeout as sleep } from 'node:timers/promises'
import type { RawAnswer, Sending } from './post.ts'
import { isAway, retryAfterOf } from './read-answer.ts'

/** The connection went away before a whole answer came: what keep-alive meets when a subgraph restarts. */
const LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'])
const REFUSED = 'ECONNREFUSED'
const PAUSE_MS = 100
/** One that asks for more time than this is not asked again. */
const MOST_RETRY_AFTER_SECONDS = 1

/**
 * A query, sent once more where its connection was lost, and after a pause where nobody listens or 502 to 504 comes
 * instead of GraphQL. A time-out is not tried again: it would take as long.
 * @param mayRetry takes from what retries the subgraph has left
 */
export function sendQuery(send: () => Sending, mayRetry: () => boolean): Sending {
  let cancelled: Error | undefined
  let current = send()
  return {
    answer: settle(),
    cancel(reason) {
      cancelled = reason
      current.cancel(reason)
    },
  }

  async function settle(): Promise<RawAnswer> {
    const first = await current.answer.catch((error: unknown) => ({ error }))
    const pauseMs = pauseAfter(first)
    if (pauseMs === undefined || cancelled || !mayRetry()) return unwrap(first)
    if (pauseMs > 0) await sleep(pauseMs)
    if (cancelled) throw cancelled
    current = send()
    return current.answer
  }
}

type First = RawAnswer | { error: unknown }

/** How long to wait before asking again, with jitter; undefined where there is an answer, or no use in asking. */
function pauseAfter(first: First): number | undefined {
  const withJitter = PAUSE_MS * (0.5 + Math.random())
  if (!('error' in first)) {
    return isAway(first) && retryAfterOf(first) <= MOST_RETRY_AFTER_SECONDS ? withJitter : undefined
  }
  const code = (first.error as { code?: string }).code ?? ''
  if (LOST.has(code)) return 0
  return code === REFUSED ? withJitter : undefined
}

function unwrap(first: First): RawAnswer {
  if ('error' in first) throw first.error
  return first
}
