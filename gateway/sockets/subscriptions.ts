import { type ExecutionResult, GraphQLError } from 'graphql'
import type { Engine } from '../engine/engine.ts'
import type { Admitted } from '../engine/operations.ts'
import { getOwn, type JsonObject, setOwn } from '../engine/own.ts'
import { applyRewrites } from '../engine/rewrites.ts'
import type { GatewayMetrics } from '../metrics.ts'
import type { UpstreamEvent, UpstreamRequest, Upstreams } from './upstream.ts'

interface Parts {
  engine: Engine
  upstreams: Upstreams
  metrics: GatewayMetrics
  /** Called when the subscription is over, whoever ended it; perhaps more than once. */
  onEnd(): void
}

/**
 * The results of an admitted subscription: `primary` is opened at the subgraph that owns the field, the rest of the plan
 * runs for each event, one event after the other. `return()` unsubscribes at once, though it waits for an event: an async
 * generator alone would only notice with the next one.
 */
export function subscribe(admitted: Admitted, parts: Parts): AsyncGenerator<ExecutionResult, void, undefined> {
  const left = new AbortController()
  const caller = { ...admitted.caller, signal: left.signal }
  const results = resultsOf({ ...admitted, caller }, parts, left.signal)
  const leave = () => {
    left.abort()
    // An event that is on its way does not keep the place, and a generator that never began runs no finally.
    parts.onEnd()
  }
  const generator: AsyncGenerator<ExecutionResult, void, undefined> = {
    next: () => results.next(),
    return: () => {
      leave()
      return results.return()
    },
    throw: (error) => {
      leave()
      return results.throw(error)
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => {
      await generator.return()
    },
  }
  return generator
}

async function* resultsOf(
  admitted: Admitted,
  { engine, upstreams, metrics, onEnd }: Parts,
  signal: AbortSignal,
): AsyncGenerator<ExecutionResult, void, undefined> {
  metrics.subscriptions.inc()
  try {
    for await (const event of upstreams.open(requestOf(admitted), signal)) yield await resultOf(admitted, event, engine)
  } finally {
    metrics.subscriptions.dec()
    onEnd()
  }
}

function requestOf(admitted: Admitted): UpstreamRequest {
  const { prepared, caller } = admitted
  const { primary, supergraph } = prepared
  const url = primary && supergraph.urls.get(primary.serviceName)
  if (!primary || !url) throw new Error('The subscription has no subgraph to be opened at.')
  const variables = primaryVariables(admitted, primary.variableUsages ?? [])
  return { subgraph: primary.serviceName, url, query: primary.operation, variables, viewer: caller.viewer }
}

async function resultOf(admitted: Admitted, event: UpstreamEvent, engine: Engine): Promise<ExecutionResult> {
  const { primary, supergraph } = admitted.prepared
  const serviceName = primary?.serviceName
  const errors = (event.errors ?? []).map(
    ({ message, path, extensions }) =>
      new GraphQLError(message, { ...(path && { path }), extensions: { ...extensions, serviceName } }),
  )
  if (!event.data) return { errors, data: null }
  applyRewrites(supergraph.fullSchema, primary?.outputRewrites, event.data)
  return JSON.parse((await engine.run(admitted, { data: event.data, errors })).text)
}

function primaryVariables({ variables }: Admitted, names: readonly string[]): JsonObject {
  const used: JsonObject = {}
  for (const name of names) {
    const value = getOwn(variables, name)
    if (value !== undefined) setOwn(used, name, value)
  }
  return used
}
