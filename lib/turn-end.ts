/** A turn may handle a crowd: who is ready first does not wait for the work of all of it. */
const LONGEST_WAIT_MS = 2

interface Turn extends PromiseWithResolvers<void> {
  readonly since: number
}

let turn: Turn | undefined

/**
 * Resolves, for all who wait, once the event loop has handled whatever had come, or after some milliseconds of that: what
 * they write then goes out together.
 */
export function turnEnd(): Promise<void> {
  const now = performance.now()
  if (turn && now - turn.since < LONGEST_WAIT_MS) return turn.promise
  if (turn) end(turn)
  const begun = { ...Promise.withResolvers<void>(), since: now }
  turn = begun
  setImmediate(() => end(begun))
  return begun.promise
}

function end(ended: Turn): void {
  if (turn === ended) turn = undefined
  ended.resolve()
}
