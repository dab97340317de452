import type { Viewer } from '#lib/identity.ts'
import type { Log } from '#lib/log.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import { type GatewayMetrics, outcomeOf } from '../metrics.ts'
import { createOperationNames } from './operation-names.ts'

export type Transport = 'http' | 'sse' | 'ws'

interface Outcome {
  /** Of the first error; undefined where there is none. */
  code: string | undefined
  /** Of the HTTP response, where there is one. */
  status?: number | undefined
}

/**
 * One operation on its way, from the first byte that is looked at to the last that is answered. Who knows something
 * about it writes it here; nothing of it is the client's text but its name.
 */
export interface ObservedOperation {
  /** As soon as it is known. */
  prepared: Pick<PreparedOperation, 'name' | 'hash' | 'kind'> | undefined
  viewer: Viewer | null
  cost: number | undefined
  /** Requests to subgraphs so far. */
  fetches: number
  /** A subscription that was accepted: its events are not the operation's time. */
  begun(): void
  /** To be called once, whatever happened; later calls do nothing. */
  end(outcome: Outcome): void
}

export interface OperationObserver {
  begin(from: { transport: Transport; requestId: string }): ObservedOperation
}

/** Measures operations and writes one line for each: what every transport calls at the beginning and the end of one. */
export function createOperationObserver({ metrics, log }: { metrics: GatewayMetrics; log: Log }): OperationObserver {
  const labelOf = createOperationNames()
  return {
    begin({ transport, requestId }) {
      const startedAt = performance.now()
      let phase: 'running' | 'subscribed' | 'ended' = 'running'
      metrics.operationsInFlight.inc()
      const measure = (code: string | undefined) => {
        const outcome = outcomeOf(code)
        metrics.operationsInFlight.dec()
        metrics.operations.inc({ kind: observed.prepared?.kind ?? 'unknown', outcome, transport })
        const operation = observed.prepared ? labelOf(observed.prepared.name) : 'unknown'
        metrics.operationDuration.observe({ operation, outcome }, (performance.now() - startedAt) / 1000)
        if (observed.cost !== undefined) metrics.operationCost.observe(observed.cost)
      }
      const write = (message: string, { code, status }: Outcome) =>
        log.info(
          {
            operation: observed.prepared?.name,
            hash: observed.prepared?.hash,
            kind: observed.prepared?.kind,
            transport,
            outcome: outcomeOf(code),
            status,
            durationMs: Math.round((performance.now() - startedAt) * 100) / 100,
            cost: observed.cost,
            fetches: observed.fetches,
            role: observed.viewer?.role,
            requestId,
          },
          message,
        )
      const observed: ObservedOperation = {
        prepared: undefined,
        viewer: null,
        cost: undefined,
        fetches: 0,
        begun() {
          if (phase !== 'running') return
          phase = 'subscribed'
          measure(undefined)
          write('subscription begins', { code: undefined })
        },
        end(outcome) {
          if (phase === 'ended') return
          if (phase === 'running') measure(outcome.code)
          write(phase === 'running' ? 'operation' : 'subscription ends', outcome)
          phase = 'ended'
        },
      }
      return observed
    },
  }
}
