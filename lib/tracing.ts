import { AsyncLocalStorage } from 'node:async_hooks'
import type { Log } from '#lib/log.ts'

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer'

/** Names as OpenTelemetry's semantic conventions have them. Never what people typed: no variables, no texts, no tokens. */
export type Attributes = Record<string, string | number | boolean | undefined>

/** A stretch of work in a trace. */
export interface Span {
  readonly traceId: string
  /** The header of W3C Trace Context, for whoever is asked in the course of it. */
  readonly traceparent: string
  /** False where the sampler left it out: then its attributes need not be made. */
  readonly recorded: boolean
  rename(name: string): void
  set(attributes: Attributes): void
  /** @param failure what kind of error it was, of a bounded set; left out where all went well */
  end(failure?: string): void
}

export interface SpanStart {
  kind: SpanKind
  /** What it is a part of, also as its traceparent; left out, it begins a trace. */
  parent?: Span | string | undefined
  attributes?: Attributes
}

export interface Tracer {
  start(name: string, how: SpanStart): Span
  /** Sends what waits, for `limitMs` at most. */
  stop(limitMs: number): Promise<void>
}

const current = new AsyncLocalStorage<Span | undefined>()
let tracer: Tracer | undefined

/**
 * Traces this process where OpenTelemetry's variables name an endpoint; otherwise nothing of OpenTelemetry is loaded, and
 * all below costs one comparison.
 * @throws ConfigError
 */
export async function startTracing(service: string, log: Log): Promise<void> {
  if (!isWanted(process.env)) return
  const { createOtlpTracer } = await import('#lib/tracing/otlp-tracer.ts')
  tracer = createOtlpTracer(service, log)
}

export async function stopTracing(limitMs: number): Promise<void> {
  const stopped = tracer
  tracer = undefined
  await stopped?.stop(limitMs)
}

function isWanted(env: NodeJS.ProcessEnv): boolean {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

export const activeTracer = (): Tracer | undefined => tracer

/** What the work that runs is a part of. */
export const currentSpan = (): Span | undefined => (tracer ? current.getStore() : undefined)

/** Runs `work` as a part of `span`; with none as a part of nothing, whoever calls. */
export const inSpan = <T>(span: Span | undefined, work: () => T): T => (tracer ? current.run(span, work) : work())

/** A span around `work`, where it is a part of a trace that is recorded: of `parent`, or else of what runs. */
export async function traced<T>(name: string, how: SpanStart, work: () => Promise<T>): Promise<T> {
  const parent = how.parent ?? currentSpan()
  if (!tracer || parent === undefined || (typeof parent === 'object' && !parent.recorded)) return work()
  const span = tracer.start(name, { ...how, parent })
  try {
    const result = await current.run(span, work)
    span.end()
    return result
  } catch (error) {
    span.end(failureOf(error))
    throw error
  }
}

/** The kind of an error, which tells nothing of anybody: its code, or its class. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : error.name
}
