import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import type { Engine } from '../engine/engine.ts'
import type { Admitted } from '../engine/operations.ts'
import { getOwn, type JsonObject, setOwn } from '../engine/own.ts'
import { applyRewrites } from '../engine/rewrites.ts'
import { internalError } from '../errors.ts'
import type { GatewayMetrics } from '../metrics.ts'
import { SharedStream } from './shared-stream.ts'
import { audienceOf, sharingKey } from './sharing-key.ts'
import type { Outlet, StreamEvent } from './stream-event.ts'
import { type StreamKind, streamKindOf } from './stream-kind.ts'
import type { UpstreamEvent, UpstreamRequest, Upstreams } from './upstream.ts'

interface Parts {
  engine: Engine
  upstreams: Upstreams
  metrics: GatewayMetrics
  log: Log
}

/** The subscriptions of all clients, those with the same events as one. */
export interface Subscriptions {
  /** Tells `outlet` the events of an admitted subscription until it ends or the returned function is called. */
  join(admitted: Admitted, outlet: Outlet): () => void
}

/** For how long fields of other subgraphs are taken as they were when a state came. */
const FRESH_MS = 1_000

export function createSubscriptions(parts: Parts): Subscriptions {
  const streams = new Map<string, SharedStream>()
  const { metrics } = parts
  const begin = (key: string, admitted: Admitted) => {
    const kind = streamKindOf(admitted.prepared)
    const stream = new SharedStream({
      open: (signal) => eventsOf(parts, asAudience(admitted, signal), kind),
      messages: kind.messages,
      freshMs: admitted.prepared.plan ? FRESH_MS : Number.POSITIVE_INFINITY,
      onEnd() {
        streams.delete(key)
      },
    })
    streams.set(key, stream)
    return stream
  }
  return {
    join(admitted, outlet) {
      const key = sharingKey(admitted)
      const stream = streams.get(key) ?? begin(key, admitted)
      metrics.subscriptions.inc()
      let joined = true
      const left = () => {
        if (joined) metrics.subscriptions.dec()
        joined = false
      }
      const leave = stream.join({
        isFull: outlet.isFull,
        onceRoom: outlet.onceRoom,
        next: outlet.next,
        fail(error) {
          left()
          outlet.fail(error)
        },
        complete() {
          left()
          outlet.complete()
        },
      })
      return () => {
        left()
        leave()
      }
    },
  }
}

/** Run for all who share it, the operation has nothing of the one who came first but what they have in common. */
function asAudience(admitted: Admitted, signal: AbortSignal): Admitted {
  const caller = { viewer: audienceOf(admitted), address: 'gateway', requestId: newId(), signal }
  return { ...admitted, caller }
}

/** `primary` is opened at the subgraph that owns the field; the rest of the plan runs for each event, one after another. */
async function* eventsOf(
  { engine, upstreams, metrics, log }: Parts,
  admitted: Admitted,
  kind: StreamKind,
): AsyncGenerator<StreamEvent, void, undefined> {
  const { signal } = admitted.caller
  if (!signal) throw new Error('A shared stream ends by its signal.')
  metrics.upstreams.inc()
  try {
    for await (const event of upstreams.open(requestOf(admitted, kind), signal)) {
      const part = kind.partOf(event.data, (event.errors?.length ?? 0) > 0)
      const { text } = await engine.run(admitted, rootOf(admitted, event))
      yield { ...part, text, atMs: Date.now() }
    }
  } catch (error) {
    // Once here, not once for each of those who share it.
    if (error instanceof GraphQLError) throw error
    const told = internalError('The subscription failed.')
    log.error({ err: error, requestId: told.extensions.requestId }, 'a subscription failed')
    throw told
  } finally {
    metrics.upstreams.dec()
  }
}

function requestOf({ prepared, variables, caller }: Admitted, { messages, query }: StreamKind): UpstreamRequest {
  const { primary, supergraph } = prepared
  const url = primary && supergraph.urls.get(primary.serviceName)
  if (!primary || !url) throw new Error('The subscription has no subgraph to be opened at.')
  const used: JsonObject = {}
  for (const name of primary.variableUsages ?? []) {
    const value = getOwn(variables, name)
    if (value !== undefined) setOwn(used, name, value)
  }
  return { subgraph: primary.serviceName, url, query, variables: used, viewer: caller.viewer, heals: !messages }
}

function rootOf({ prepared }: Admitted, { data, errors }: UpstreamEvent): { data: JsonObject; errors: GraphQLError[] } {
  const { primary, supergraph } = prepared
  applyRewrites(supergraph.fullSchema, primary?.outputRewrites, data)
  return { data: data ?? {}, errors: (errors ?? []).map((error) => errorOf(error, primary?.serviceName)) }
}

const errorOf = ({ message, path, extensions }: GraphQLFormattedError, serviceName: string | undefined) =>
  new GraphQLError(message, { ...(path && { path }), extensions: { ...extensions, serviceName } })
