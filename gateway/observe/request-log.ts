import type { Log } from '#lib/log.ts'
import { outcomeOf } from '../metrics.ts'
import type { ObservedOperation } from './operations.ts'

export type Transport = 'http' | 'sse' | 'ws'

export interface Outcome {
  /** Of the first error; undefined where there is none. */
  code: string | undefined
  /** Of the HTTP response, where there is one. */
  status?: number | undefined
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
 * for lines are kept and read by more people than the data they tell of.
 */
export const writerOf =
  (log: Log) =>
  (message: string, { transport, requestId, observed, startedAt, outcome }: Line): void => {
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
