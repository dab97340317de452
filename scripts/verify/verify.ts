import { setTimeout as sleep } from 'node:timers/promises'
import { serverMessage } from '../services/connection.ts'
import type { Entry, Finding } from './entry.ts'
import type { System } from './system.ts'

/** How an entry ended: nothing against it, broken by some, nothing there to look at, or it could not be looked at. */
export type Result = { entry: Entry } & (
  | { state: 'ok'; seen?: string }
  | { state: 'broken'; offenders: string[] }
  | { state: 'nothing'; why: string }
  | { state: 'away'; why: string }
)

interface Options {
  /** How long what may be in passing has time to pass */
  graceMs: number
  /** How long between two looks at it */
  everyMs?: number
  /** Each as soon as it is known */
  onResult(result: Result): void
  /** Before the wait for these */
  onWaiting(entries: Entry[]): void
}

/** Looks at all there is. What settles counts as broken only by offenders that are there each time until the grace is over. */
export async function verify(entries: readonly Entry[], system: System, options: Options): Promise<Result[]> {
  const { graceMs, everyMs = 1000, onResult, onWaiting } = options
  const results: Result[] = []
  const tell = (result: Result) => {
    results.push(result)
    onResult(result)
  }
  let open: Array<Extract<Result, { state: 'broken' }>> = []
  for (const entry of entries) {
    const result = await look(entry, system)
    if (result.state === 'broken' && entry.settles) open.push(result)
    else tell(result)
  }
  if (open.length > 0) onWaiting(open.map(({ entry }) => entry))
  const deadline = Date.now() + graceMs
  while (open.length > 0 && Date.now() < deadline) {
    await sleep(Math.min(everyMs, deadline - Date.now()))
    const still: typeof open = []
    for (const before of open) {
      const result = remaining(before, await look(before.entry, system))
      if (result.state === 'broken') still.push(result)
      else tell(result)
    }
    open = still
  }
  open.forEach(tell)
  return results
}

/** Only what was there before, too. */
function remaining(before: Extract<Result, { state: 'broken' }>, now: Result): Result {
  if (now.state !== 'broken') return now
  const found = new Set(now.offenders)
  const offenders = before.offenders.filter((offender) => found.has(offender))
  return offenders.length > 0 ? { ...now, offenders } : { entry: now.entry, state: 'ok' }
}

async function look(entry: Entry, system: System): Promise<Result> {
  try {
    return resultOf(entry, await entry.look(system))
  } catch (error) {
    // Whatever the reason, the line says it and the exit code too: nobody knows whether the invariant holds.
    return { entry, state: 'away', why: serverMessage(error) }
  }
}

function resultOf(entry: Entry, finding: Finding): Result {
  if ('nothing' in finding) return { entry, state: 'nothing', why: finding.nothing }
  const { offenders, seen } = finding
  if (offenders.length > 0) return { entry, state: 'broken', offenders }
  return { entry, state: 'ok', ...(seen !== undefined && { seen }) }
}

export function exitCode(results: readonly Result[]): 0 | 1 | 2 {
  if (results.some(({ state }) => state === 'broken')) return 1
  return results.some(({ state }) => state === 'away') ? 2 : 0
}
