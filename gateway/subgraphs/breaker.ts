/** Failures in a row, without one answer between them. */
const FAILURES = 5
const PAUSE_MS = 1_000

/** Keeps requests from a subgraph that does not answer. The clock is an argument. */
export interface Breaker {
  /** Whether a request may go. While it is open one does each second, to see whether the subgraph is back. */
  mayPass(nowMs: number): boolean
  /** @returns whether that closed it */
  succeeded(): boolean
  /** @returns whether that opened it */
  failed(nowMs: number): boolean
  isOpen(): boolean
}

/**
 * Opens after five failures in a row, closes with the first answer. A request that is let through to try need not end
 * before the next one may, so that one that hangs keeps nobody out.
 */
export function createBreaker(): Breaker {
  let failures = 0
  let open = false
  let nextAt = 0
  return {
    mayPass(nowMs) {
      if (!open) return true
      if (nowMs < nextAt) return false
      nextAt = nowMs + PAUSE_MS
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
      nextAt = nowMs + PAUSE_MS
      return true
    },
    isOpen: () => open,
  }
}
