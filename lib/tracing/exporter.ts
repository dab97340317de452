import { ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Log } from '#lib/log.ts'
import type { Protocol } from '#lib/tracing/tracing-config.ts'

/** The exporter to OTEL_EXPORTER_OTLP_ENDPOINT. When that is away spans are lost, and the log says so once. */
export function createExporter(protocol: Protocol, log: Log): SpanExporter {
  const inner = protocol === 'http/json' ? new JsonExporter() : new ProtobufExporter()
  let away = false
  return {
    export(spans, done) {
      inner.export(spans, (result) => {
        const failed = result.code === ExportResultCode.FAILED
        if (failed && !away) log.warn({ err: result.error }, 'traces cannot be sent, and are lost until they can')
        if (!failed && away) log.info('traces are sent again')
        away = failed
        done(result)
      })
    },
    shutdown: () => inner.shutdown(),
    forceFlush: () => inner.forceFlush(),
  }
}
