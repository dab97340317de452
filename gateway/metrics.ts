import { Counter, Gauge, Histogram } from 'prom-client'
import { createMetrics, type Metrics } from '#lib/metrics.ts'

export interface GatewayMetrics extends Metrics {
  operations: Counter<'kind' | 'outcome' | 'transport'>
  fetchDuration: Histogram<'subgraph' | 'outcome'>
  sockets: Gauge
  subscriptions: Gauge
}

/** Every outcome that is counted by name; a client or subgraph that makes up codes makes up no labels. */
const OUTCOMES = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'NOT_IMPLEMENTED',
  'INTERNAL_SERVER_ERROR',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
])

export const outcomeOf = (code: string | undefined): string =>
  code === undefined ? 'ok' : OUTCOMES.has(code) ? code : 'OTHER'

export function createGatewayMetrics(): GatewayMetrics {
  const metrics = createMetrics('gateway')
  const registers = [metrics.registry]
  return {
    ...metrics,
    operations: new Counter({
      name: 'skygraph_gateway_operations_total',
      help: 'Operations by kind, transport and the code of their first error',
      labelNames: ['kind', 'outcome', 'transport'],
      registers,
    }),
    fetchDuration: new Histogram({
      name: 'skygraph_gateway_subgraph_fetch_seconds',
      help: 'Time of one request to a subgraph',
      labelNames: ['subgraph', 'outcome'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    sockets: new Gauge({ name: 'skygraph_gateway_sockets', help: 'Open client WebSockets', registers }),
    subscriptions: new Gauge({ name: 'skygraph_gateway_subscriptions', help: 'Active subscriptions', registers }),
  }
}
