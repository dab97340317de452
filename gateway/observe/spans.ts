import type { Span, Tracer } from '#lib/tracing.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import type { Transport } from './request-log.ts'

/** One request to a subgraph in a trace. */
export interface FetchSpan {
  /** For the request's header of that name; undefined where nothing is traced. */
  readonly traceparent: string | undefined
  end(outcome: 'ok' | 'errors' | 'failed', status?: number): void
}

export const NO_SPAN: FetchSpan = { traceparent: undefined, end: () => {} }

export function startOperation(tracer: Tracer, from: { transport: Transport; traceparent?: string | undefined }): Span {
  return tracer.start('graphql', {
    kind: 'server',
    parent: from.traceparent,
    attributes: { 'skygraph.transport': from.transport },
  })
}

interface Ended {
  prepared: Pick<PreparedOperation, 'name' | 'hash' | 'kind'> | undefined
  /** Its label, of a bounded set: the name of the span */
  operation: string
  outcome: string | undefined
  status: number | undefined
}

export function endOperation(span: Span, { prepared, operation, outcome, status }: Ended): void {
  if (span.recorded) {
    if (prepared) span.rename(`${prepared.kind} ${operation}`)
    span.set({
      ...(prepared && {
        'graphql.operation.type': prepared.kind,
        'graphql.document.hash': prepared.hash,
        ...(prepared.name !== undefined && { 'graphql.operation.name': prepared.name }),
      }),
      ...(status !== undefined && { 'http.response.status_code': status }),
    })
  }
  span.end(outcome)
}

export function startFetch(
  tracer: Tracer,
  { parent, subgraph, kind }: { parent: Span; subgraph: string; kind: string },
): FetchSpan {
  const attributes = { 'http.request.method': 'POST', 'graphql.operation.type': kind, 'skygraph.subgraph': subgraph }
  const span = tracer.start(`fetch ${subgraph}`, { kind: 'client', parent, attributes })
  return {
    traceparent: span.traceparent,
    end(outcome, status) {
      if (status !== undefined) span.set({ 'http.response.status_code': status })
      span.end(outcome === 'ok' ? undefined : outcome)
    },
  }
}
