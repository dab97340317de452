import { expect, test } from 'vitest'
import { readTracingConfig, samplerOf } from '#lib/tracing/tracing-config.ts'

test('OpenTelemetry without further settings speaks protobuf over HTTP and records every trace that begins here', () => {
  const config = readTracingConfig({})
  expect(config).toEqual({ protocol: 'http/protobuf', sampler: 'parentbased_always_on', ratio: 1, batches: {} })
  expect(String(samplerOf(config))).toMatch(/^ParentBased\{root=AlwaysOnSampler/)
})

test('the variables of the trace signal come before the general ones', () => {
  const config = readTracingConfig({
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    OTEL_BSP_MAX_QUEUE_SIZE: '10',
  })
  expect(config.protocol).toBe('http/json')
  expect(config.batches).toEqual({ maxQueueSize: 10 })
})

test.each([
  ['always_on', 'AlwaysOnSampler'],
  ['always_off', 'AlwaysOffSampler'],
  ['traceidratio', 'TraceIdRatioBased{0.25}'],
  ['parentbased_always_off', 'ParentBased{root=AlwaysOffSampler'],
  ['parentbased_traceidratio', 'ParentBased{root=TraceIdRatioBased{0.25}'],
])('the sampler %s is OpenTelemetry’s', (name, said) => {
  const config = readTracingConfig({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '0.25' })
  expect(String(samplerOf(config))).toContain(said)
})

test('a protocol or sampler that is not built is named, and stops the start', () => {
  expect(() => readTracingConfig({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow('OTEL_EXPORTER_OTLP_PROTOCOL')
  expect(() => readTracingConfig({ OTEL_TRACES_SAMPLER: 'jaeger_remote' })).toThrow('OTEL_TRACES_SAMPLER')
  expect(() => readTracingConfig({ OTEL_TRACES_SAMPLER_ARG: '7' })).toThrow('OTEL_TRACES_SAMPLER_ARG')
})
