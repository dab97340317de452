const LEAST_MS = 200
const MOST_MS = 5000

/** How long what has failed so often in a row waits before it comes again. */
export const retryPauseMs = (failures: number): number => Math.min(LEAST_MS * 2 ** (failures - 1), MOST_MS)
