import { GraphQLError } from 'graphql'
import { Pool } from 'undici'
import type { Log } from '#lib/log.ts'
import type { GatewayMetrics } from '../metrics.ts'
import { createBreaker } from './breaker.ts'
import { post, type RawAnswer, type Sending } from './post.ts'
import { isAway } from './read-answer.ts'
import { sendQuery } from './retry.ts'
import { createRetryBudget } from './retry-budget.ts'
import { createSharing, type Sharing } from './sharing.ts'

/** One subgraph at one address: its connections, and what is known of its health. */
export interface Target {
  readonly name: string
  /** Of one request. */
  readonly timeoutMs: number
  readonly sharing: Sharing
  /** Whether a request may go now. */
  mayAsk(): boolean
  sendQuery(headers: string[], body: string): Sending
  sendMutation(headers: string[], body: string): Sending
  observe(outcome: 'ok' | 'errors' | 'failed', startedAtMs: number): void
  close(): Promise<unknown>
  destroy(): Promise<unknown>
}

export interface TargetOptions {
  metrics: GatewayMetrics
  log: Log
}

/** Searches that hang leave room for payments. */
const QUERY_CONNECTIONS = 64
const MUTATION_CONNECTIONS = 32
const MAX_ANSWER_BYTES = 64 << 20

export function createTarget(
  { name, url, timeoutMs }: { name: string; url: string; timeoutMs: number },
  { metrics, log }: TargetOptions,
): Target {
  const { origin, pathname, search } = new URL(url)
  const path = pathname + search
  const pools = { query: poolOf(origin, QUERY_CONNECTIONS), mutation: poolOf(origin, MUTATION_CONNECTIONS) }
  const budget = createRetryBudget()
  const health = healthOf(name, { metrics, log })
  const durations = {
    ok: metrics.fetchDuration.labels(name, 'ok'),
    errors: metrics.fetchDuration.labels(name, 'errors'),
    failed: metrics.fetchDuration.labels(name, 'failed'),
  }
  const retried = metrics.fetchRetries.labels(name)
  const shared = metrics.fetchesShared.labels(name)
  const mayRetry = () => {
    const may = budget.spend()
    if (may) retried.inc()
    return may
  }
  return {
    name,
    timeoutMs,
    sharing: createSharing(() => shared.inc()),
    mayAsk: health.mayAsk,
    sendQuery(headers, body) {
      budget.earn()
      const endsAt = performance.now() + timeoutMs
      const once = () => post(pools.query, { path, headers, body, timeoutMs: Math.ceil(endsAt - performance.now()) })
      return health.watch(sendQuery(once, mayRetry))
    },
    sendMutation: (headers, body) => health.watch(post(pools.mutation, { path, headers, body, timeoutMs })),
    observe: (outcome, startedAtMs) => durations[outcome].observe((performance.now() - startedAtMs) / 1_000),
    close: () => Promise.all([pools.query.close(), pools.mutation.close()]),
    destroy: () => Promise.all([pools.query.destroy(), pools.mutation.destroy()]),
  }
}

/**
 * One request at a time on a connection: with HTTP/1.1 pipelining what follows a slow one waits for it. The time-outs are
 * `post`'s, which count the wait for a connection as well.
 */
function poolOf(origin: string, connections: number): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    connectTimeout: 3_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_BYTES,
  })
}

/** Of the gauge, between 0 for closed and 1 for open. */
const TRYING = 0.5

function healthOf(name: string, { metrics, log }: TargetOptions) {
  const breaker = createBreaker()
  const gauge = metrics.breakerOpen.labels(name)
  gauge.set(0)
  const succeeded = () => {
    if (!breaker.succeeded()) return
    gauge.set(0)
    log.info({ subgraph: name }, 'the subgraph answers again')
  }
  const failed = (reason: unknown) => {
    const opened = breaker.failed(performance.now())
    if (breaker.isOpen()) gauge.set(1)
    if (opened) log.warn({ subgraph: name, err: reason }, 'the subgraph does not answer and is left alone for a while')
  }
  return {
    mayAsk() {
      const may = breaker.mayPass(performance.now())
      if (may && breaker.isOpen()) gauge.set(TRYING)
      return may
    },
    watch(sending: Sending): Sending {
      sending.answer.then(
        (raw: RawAnswer) => (isAway(raw) ? failed(`HTTP ${raw.status}`) : succeeded()),
        (error: unknown) => {
          // What was called off says nothing of the subgraph.
          if (!(error instanceof GraphQLError)) failed(error)
        },
      )
      return sending
    },
  }
}
