import type { Session } from './tokens.ts'

/** setTimeout fires at once beyond this. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Calls back when the token that a session began with ends; the function returned calls that off. */
export function whenSessionEnds({ endsAtMs }: Session, listener: () => void): () => void {
  const timer = setTimeout(listener, Math.min(endsAtMs - Date.now(), LONGEST_TIMER_MS))
  return () => clearTimeout(timer)
}
