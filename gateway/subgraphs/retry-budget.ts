/** A restart loses every connection at once: all of them may be asked again, and some more. */
const MOST = 100
const EARNED_BY_REQUEST = 0.1

/** How many requests of a subgraph may be sent again, so that an outage is met with a tenth more load, not with twice as much. */
export interface RetryBudget {
  /** Called for each request. */
  earn(): void
  /** Whether there is a retry left; takes it. */
  spend(): boolean
}

export function createRetryBudget(): RetryBudget {
  let left = MOST
  return {
    earn() {
      left = Math.min(MOST, left + EARNED_BY_REQUEST)
    },
    spend() {
      if (left < 1) return false
      left--
      return true
    },
  }
}
