import {
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind as SpanKinds,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { parseTraceParent } from '@opentelemetry/core'
import { detectResources, emptyResource, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Log } from '#lib/log.ts'
import { createExporter } from '#lib/tracing/exporter.ts'
import { readTracingConfig, samplerOf } from '#lib/tracing/tracing-config.ts'
import type { Attributes, Span, SpanStart, Tracer } from '#lib/tracing.ts'

const KINDS = {
  internal: SpanKinds.INTERNAL,
  server: SpanKinds.SERVER,
  client: SpanKinds.CLIENT,
  producer: SpanKinds.PRODUCER,
  consumer: SpanKinds.CONSUMER,
}
const NAMESPACE = 'skygraph'

/**
 * OpenTelemetry's SDK with what its environment variables ask for. It registers nothing globally: libraries that look
 * for a global tracer, as Apollo's do, find none and cost nothing.
 */
export function createOtlpTracer(service: string, log: Log): Tracer {
  const config = readTracingConfig()
  const own = resourceFromAttributes({ 'service.name': service, 'service.namespace': NAMESPACE })
  const provider = new TracerProvider({
    resource: emptyResource()
      .merge(own)
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(config),
    spanLimits: { attributeValueLengthLimit: 500 },
    spanProcessors: [new BatchSpanProcessor({ ...config.batches, exporter: createExporter(config.protocol, log) })],
  })
  const tracer = provider.getTracer(NAMESPACE)
  return {
    start(name, { kind, parent, attributes }) {
      const options = { kind: KINDS[kind], ...(attributes && { attributes }) }
      return new TracedSpan(tracer.startSpan(name, options, contextOf(parent)))
    },
    async stop(limitMs) {
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, limitMs)
      // A collector that refuses the last spans was told of when it refused the first.
      await Promise.race([provider.shutdown().catch(() => undefined), late])
      clearTimeout(timer)
    },
  }
}

/** One allocation a span: there are several a request. */
class TracedSpan implements Span {
  readonly otel: OtelSpan
  readonly traceId: string
  readonly recorded: boolean

  constructor(otel: OtelSpan) {
    this.otel = otel
    this.traceId = otel.spanContext().traceId
    this.recorded = otel.isRecording()
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.otel.spanContext()
    return `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`
  }

  rename(name: string): void {
    this.otel.updateName(name)
  }

  set(attributes: Attributes): void {
    this.otel.setAttributes(attributes)
  }

  end(failure?: string): void {
    if (failure !== undefined) {
      this.otel.setAttribute('error.type', failure)
      this.otel.setStatus({ code: SpanStatusCode.ERROR })
    }
    this.otel.end()
  }
}

function contextOf(parent: SpanStart['parent']) {
  if (parent === undefined) return ROOT_CONTEXT
  if (parent instanceof TracedSpan) return trace.setSpan(ROOT_CONTEXT, parent.otel)
  // One that is none begins a new trace, as W3C Trace Context asks.
  const remote = parseTraceParent(typeof parent === 'string' ? parent : parent.traceparent)
  return remote ? trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true }) : ROOT_CONTEXT
}
