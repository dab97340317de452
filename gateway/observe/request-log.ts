import type { LineLog } from '#lib/many-lines-log.ts'
import { outcomeOf } from '../metrics.ts'
import type { ObservedOperation } from './operations.ts'

export type Transport = 'http' | 'sse' | 'ws'

export interface Outcome {
  /** Of the first error; undefined where there is none. */
  code: string | undefined
  /** Of the HTTP response, where there is one. */
  status?: number | undefined
}

/** Which operations have their line. */
export interface LogRequests {
  /** Of those that went well: 1 for all of them */
  share: number
  /** Whether all that failed or were refused have one. */
  failures: boolean
}

interface Line {
  transport: Transport
  requestId: string
  observed: ObservedOperation
  /** On the clock of performance.now() */
  startedAt: number
  /** Left out where it has none yet. */
  outcome: Outcome | undefined
}

/**
 * One line an operation. It names the operation and the role of who asked; never variables, texts, tokens or who it was,
 * for lines are kept longer and read by more people than the data they would tell of.
 */
export function createRequestLog(
  log: LineLog,
  { share, failures }: LogRequests,
): (message: string, line: Line) => void {
  if (!log.isLevelEnabled('info')) return () => {}
  const isWanted = (code: string | undefined) => (code === undefined ? share === 1 || Math.random() < share : failures)
  return (message, { transport, requestId, observed, startedAt, outcome }) => {
    if (!isWanted(outcome?.code)) return
    const { prepared, viewer, cost, fetches, traceId } = observed
    log.info(
      {
        operation: prepared?.name,
        hash: prepared?.hash,
        kind: prepared?.kind,
        transport,
        outcome: outcome && outcomeOf(outcome.code),
        status: outcome?.status,
        durationMs: Math.round((performance.now() - startedAt) * 100) / 100,
        cost,
        fetches,
        role: viewer?.role,
        requestId,
        traceId,
      },
      message,
    )
  }
}
