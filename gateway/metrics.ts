import { Counter, Gauge, Histogram } from 'prom-client'
import { createMetrics, type Metrics } from '#lib/metrics.ts'

/** What the gateway tells Prometheus; docs/observability.md says what each means. Every label has a bounded set of values. */
export interface GatewayMetrics extends Metrics {
  /** Counted by `observe/operations.ts`, which the transports call. */
  operations: Counter<'kind' | 'outcome' | 'transport'>
  operationDuration: Histogram<'operation' | 'outcome'>
  operationsInFlight: Gauge
  operationCost: Histogram
  /** Looks into the cache of prepared operations: `hit`, or `miss`, which is planned. */
  preparations: Counter<'result'>
  planDuration: Histogram
  fetchDuration: Histogram<'subgraph' | 'outcome'>
  /** Requests to subgraphs that were spared: an identical one was in flight. */
  fetchesShared: Counter<'subgraph'>
  fetchRetries: Counter<'subgraph'>
  /** 1 while the circuit breaker of a subgraph lets nothing through, 0.5 while it tries, else 0. */
  breakerOpen: Gauge<'subgraph'>
  /** Requests turned away because too many were running. */
  shed: Counter
  /** By the field whose limit it was, `Type.field` of the supergraph. */
  rateLimited: Counter<'field'>
  sockets: Gauge
  subscriptions: Gauge
  /** Subscriptions open at subgraphs, each shared by any number of clients. */
  upstreams: Gauge
  supergraphLoads: Counter<'outcome'>
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
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_IN_LIST',
  'QUERY_NOT_IN_SAFELIST',
  'CLIENT_GONE',
])

export const outcomeOf = (code: string | undefined): string =>
  code === undefined ? 'ok' : OUTCOMES.has(code) ? code : 'OTHER'

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** @param droppedLines lines of the request log that nobody read in time */
export function createGatewayMetrics(droppedLines: () => number = () => 0): GatewayMetrics {
  const metrics = createMetrics('gateway')
  const common = <Label extends string>(name: string, help: string, labelNames: Label[] = []) => ({
    name: `skygraph_gateway_${name}`,
    help,
    labelNames,
    registers: [metrics.registry],
  })
  const counter = <Label extends string>(...how: [string, string, Label[]?]) => new Counter<Label>(common(...how))
  const gauge = <Label extends string>(...how: [string, string, Label[]?]) => new Gauge<Label>(common(...how))
  const histogram = <Label extends string>(buckets: number[], ...how: [string, string, Label[]?]) =>
    new Histogram<Label>({ ...common(...how), buckets })
  new Counter({
    ...common('log_lines_dropped_total', 'Lines of the request log that were lost because nobody read them'),
    collect() {
      this.reset()
      this.inc(droppedLines())
    },
  })
  return {
    ...metrics,
    operations: counter('operations_total', 'Operations by kind, transport and the code of their first error', [
      'kind',
      'outcome',
      'transport',
    ]),
    operationDuration: histogram(SECONDS, 'operation_seconds', 'Time of one operation, of a subscription its start', [
      'operation',
      'outcome',
    ]),
    operationsInFlight: gauge('operations_in_flight', 'Operations that have begun and not ended'),
    operationCost: histogram(
      [1, 10, 30, 100, 300, 1000, 3000, 10_000],
      'operation_cost',
      'Cost of admitted operations',
    ),
    preparations: counter('preparations_total', 'Looks into the cache of prepared operations', ['result']),
    planDuration: histogram(SECONDS, 'plan_seconds', 'Time to check, plan and compile an operation that was not known'),
    fetchDuration: histogram(SECONDS, 'subgraph_fetch_seconds', 'Time of one request to a subgraph', [
      'subgraph',
      'outcome',
    ]),
    fetchesShared: counter('subgraph_fetches_shared_total', 'Requests that an identical one in flight spared', [
      'subgraph',
    ]),
    fetchRetries: counter('subgraph_retries_total', 'Requests to a subgraph that were sent again', ['subgraph']),
    breakerOpen: gauge('breaker_open', 'Whether a subgraph is not asked: 1 open, 0.5 trying, 0 closed', ['subgraph']),
    shed: counter('shed_total', 'Requests turned away because too many were running'),
    rateLimited: counter('rate_limited_total', 'Operations refused by the rate limit of a field', ['field']),
    sockets: gauge('sockets', 'Open client WebSockets'),
    subscriptions: gauge('subscriptions', 'Active subscriptions'),
    upstreams: gauge('upstreams', 'Subscriptions open at subgraphs, each shared by its clients'),
    supergraphLoads: counter('supergraph_loads_total', 'Supergraphs read: taken into use, or refused', ['outcome']),
  }
}
