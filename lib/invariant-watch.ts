import { setTimeout as sleep } from 'node:timers/promises'
import { findOffenders, type InvariantCheck, type Reader } from '#lib/invariants.ts'
import type { Log } from '#lib/log.ts'
import { type Loop, startLoop } from '#lib/loop.ts'
import type { Measure, Measured } from '#lib/metrics.ts'

/** A piece is followed by a pause of so many times what it took: a walk takes a fifth of one connection at most. */
const REST = 4
const SHOWN = 5
const FIVE_MINUTES_MS = 300_000

interface WatchOptions {
  db: Reader
  /** Those of whole tables are left to npm run verify. */
  checks: readonly InvariantCheck[]
  log: Log
  /** About: instances that start at one time drift apart. Default: five minutes */
  everyMs?: number | undefined
}

export type InvariantWatch = Measured & Pick<Loop, 'stop'>

/**
 * Looks again and again for what breaks an invariant, and keeps the counts, so that a scrape asks the database nothing.
 * Each instance looks for itself: it only reads, and an instance that lost a lease would go on telling old counts.
 */
export function startInvariantWatch({ db, checks, log, everyMs = FIVE_MINUTES_MS }: WatchOptions): InvariantWatch {
  const stopped = new AbortController()
  const counts = new Map<string, number>()
  /** Of checks that settle: what was found in the round before, and counts only when it is found again. */
  const passing = new Map<string, Set<string>>()
  let checkedAt: number | undefined
  let first = true

  const pause = async (tookMs: number) => {
    await sleep(tookMs * REST, undefined, { signal: stopped.signal, ref: false })
  }
  const look = async (check: InvariantCheck) => {
    const found = await findOffenders(db, check, { pause })
    const before = passing.get(check.name)
    const offenders = check.settles ? found.filter((offender) => before?.has(offender)) : found
    if (check.settles) passing.set(check.name, new Set(found))
    counts.set(check.name, offenders.length)
    if (offenders.length === 0) return
    const { invariant, name, words } = check
    log.error(
      { invariant, name, offenders: offenders.slice(0, SHOWN), count: offenders.length },
      `broken invariant: ${words}`,
    )
  }
  const loop = startLoop({
    name: 'invariants',
    log,
    everyMs: () => everyMs * (0.8 + 0.4 * Math.random()),
    async step() {
      // Not at once: a start has other things to do, and many start together.
      if (first) {
        first = false
        return false
      }
      let failed = 0
      for (const check of checks.filter(({ whole }) => !whole)) {
        // One that cannot be looked at keeps no other from it; the next round asks again.
        await look(check).catch((err: unknown) => {
          failed++
          const { invariant, name } = check
          if (!stopped.signal.aborted) log.warn({ err, invariant, name }, 'an invariant could not be looked at')
        })
        if (stopped.signal.aborted) return false
      }
      if (failed === 0) checkedAt = Date.now()
      return false
    },
  })
  return {
    measures: async () => measuresOf(counts, checkedAt),
    async stop() {
      stopped.abort()
      await loop.stop()
    },
  }
}

function measuresOf(counts: ReadonlyMap<string, number>, checkedAt: number | undefined): Measure[] {
  const offenders = [...counts].map(
    ([invariant, value]): Measure => ({
      name: 'skygraph_invariant_offenders',
      help: 'Rows found to break an invariant, by its name in npm run verify',
      type: 'gauge',
      labels: { invariant },
      value,
    }),
  )
  if (checkedAt === undefined) return offenders
  return [
    ...offenders,
    {
      name: 'skygraph_invariants_checked_timestamp_seconds',
      help: 'When all invariants a service watches were last looked at, in Unix time',
      type: 'gauge',
      value: checkedAt / 1000,
    },
  ]
}
