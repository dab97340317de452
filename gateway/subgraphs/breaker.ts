/** Failures in a row, without one answer between them. */
const FAILURES = 5
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5_000

/** Keeps requests from a subgraph that does not answer. The clock is an argument. */
export interface Breaker {
  /** Whether a request may go. While it is open one does after each pause, to see whether the subgraph is back. */
  mayPass(nowMs: number): boolean
  /** @returns whether that closed it */
  succeeded(): boolean
  /** @returns whether that opened it */
  failed(nowMs: number): boolean
  isOpen(): boolean
  /** Seconds until one may ask again, at least 1. */
  retryAfter(nowMs: number): number
}

/**
 * Opens after five failures in a row, closes with the first answer. Each request let through after a pause makes the next
 * pause twice as long, up to five seconds; it need not end before another one may try, so one that hangs keeps nobody out.
 */
export function createBreaker(): Breaker {
  let failures = 0
  let open = false
  let pauseMs = FIRST_PAUSE_MS
  let nextAt = 0
  return {
    mayPass(nowMs) {
      if (!open) return true
      if (nowMs < nextAt) return false
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
      nextAt = nowMs + pauseMs
      return true
    },
    succeeded() {
      failures = 0
      if (!open) return false
      open = false
      return true
    },
    failed(nowMs) {
      failures++
      if (open || failures < FAILURES) return false
      open = true
      pauseMs = FIRST_PAUSE_MS
      nextAt = nowMs + pauseMs
      return true
    },
    isOpen: () => open,
    retryAfter: (nowMs) => Math.max(1, Math.ceil((nextAt - nowMs) / 1_000)),
  }
}
