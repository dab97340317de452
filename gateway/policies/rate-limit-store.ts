/** Uses of one budget that an operation makes: the caller has at most `max` in any `windowMs`. */
export interface Taking {
  readonly key: string
  readonly max: number
  readonly windowMs: number
  readonly uses: number
  /** Part of the key is an argument of the caller's: as many budgets as he likes must not push out any other. */
  readonly callersChoice: boolean
}

/** Keeps when each budget was used. */
export interface RateLimitStore {
  /**
   * Takes from all budgets in one step, or, where one has no room, from none. Resolves to the milliseconds until each
   * has room: all 0 where the uses were taken.
   */
  take(takings: readonly Taking[]): readonly number[] | Promise<readonly number[]>
}

export const haveRoom = (waits: readonly number[]): boolean => waits.every((ms) => ms === 0)
