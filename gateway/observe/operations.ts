import type { IncomingMessage } from 'node:http'
import type { Counter, Histogram } from 'prom-client'
import type { Viewer } from '#lib/identity.ts'
import type { LineLog } from '#lib/many-lines-log.ts'
import { activeTracer, type Span } from '#lib/tracing.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import { type GatewayMetrics, outcomeOf } from '../metrics.ts'
import { createOperationNames } from './operation-names.ts'
import { createRequestLog, type LogRequests, type Outcome, type Transport } from './request-log.ts'
import { endOperation, type FetchSpan, NO_SPAN, startFetch, startOperation } from './spans.ts'
import { traceParents } from './trace-parents.ts'

interface Beginning {
  transport: Transport
  requestId: string
  /** Of one HTTP request alone: its trace goes on, where it comes from who is trusted. */
  request?: IncomingMessage
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
  readonly fetches: number
  readonly traceId: string | undefined
  /** A request to a subgraph begins; its traceparent goes along, and it is to be ended. */
  fetching(subgraph: string, kind: string): FetchSpan
  /** A stretch of the gateway's own work, such as planning; undefined where nothing is traced. */
  span(name: string): Span | undefined
  /** A subscription that was accepted: its events are not the operation's time. */
  begun(): void
  /** To be called once, whatever happened; later calls do nothing. */
  end(outcome: Outcome): void
}

export interface OperationObserver {
  begin(from: Beginning): ObservedOperation
}

interface ObserverOptions {
  metrics: GatewayMetrics
  log: LineLog
  logRequests: LogRequests
  trustedProxies: readonly string[]
  /** Names of operations that always have a label, such as those of trusted documents. */
  knownNames?: Iterable<string>
}

/** Measures operations, traces them and writes one line for each: what every transport calls at the beginning and the end of one. */
export function createOperationObserver(o: ObserverOptions): OperationObserver {
  const { metrics } = o
  const labelOf = createOperationNames(o.knownNames)
  const measure = createMeasures(metrics)
  const write = createRequestLog(o.log, o.logRequests)
  const traceparentOf = traceParents(o.trustedProxies)
  const tracer = activeTracer()
  return {
    begin(from) {
      const { transport, request } = from
      const startedAt = performance.now()
      let phase: 'running' | 'subscribed' | 'ended' = 'running'
      let span = tracer && startOperation(tracer, { transport, traceparent: request && traceparentOf(request) })
      metrics.operationsInFlight.inc()
      /** Of a subscription this is when it was accepted: what happens later is no part of a request. */
      const answered = ({ code, status }: Outcome) => {
        const outcome = outcomeOf(code)
        const { prepared, cost } = observed
        const operation = prepared ? labelOf(prepared.name) : 'unknown'
        metrics.operationsInFlight.dec()
        const { count, duration } = measure(operation, { kind: prepared?.kind ?? 'unknown', outcome, transport })
        count.inc()
        duration.observe((performance.now() - startedAt) / 1000)
        if (cost !== undefined) metrics.operationCost.observe(cost)
        if (span) endOperation(span, { prepared, operation, outcome: code && outcome, status })
        span = undefined
      }
      const observed: Writable<ObservedOperation> = {
        prepared: undefined,
        viewer: null,
        cost: undefined,
        fetches: 0,
        traceId: span?.traceId,
        fetching(subgraph, kind) {
          observed.fetches++
          return span?.recorded && tracer ? startFetch(tracer, { parent: span, subgraph, kind }) : NO_SPAN
        },
        span: (name) => (span?.recorded ? tracer?.start(name, { kind: 'internal', parent: span }) : undefined),
        begun() {
          if (phase !== 'running') return
          phase = 'subscribed'
          answered({ code: undefined })
          write('subscription begins', { ...from, observed, startedAt, outcome: undefined })
        },
        end(outcome) {
          if (phase === 'ended') return
          if (phase === 'running') answered(outcome)
          write(phase === 'running' ? 'operation' : 'subscription ends', { ...from, observed, startedAt, outcome })
          phase = 'ended'
        },
      }
      return observed
    },
  }
}

/** What counts and times operations of one kind; looked up by labels each time it would cost as much as all the rest. */
function createMeasures({ operations, operationDuration }: GatewayMetrics) {
  const known = new Map<string, { count: Counter.Internal; duration: Histogram.Internal<'operation' | 'outcome'> }>()
  return (operation: string, labels: { kind: string; outcome: string; transport: Transport }) => {
    const key = `${operation} ${labels.kind} ${labels.outcome} ${labels.transport}`
    let its = known.get(key)
    if (!its) {
      const { outcome } = labels
      its = { count: operations.labels(labels), duration: operationDuration.labels({ operation, outcome }) }
      known.set(key, its)
    }
    return its
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }
