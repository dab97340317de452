import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError } from 'graphql'
import { makeServer, type ServerOptions, type SubscribePayload } from 'graphql-ws'
import type { Engine } from '../engine/engine.ts'
import { type Admitted, type Caller, variablesOf } from '../engine/operations.ts'
import { codeOf, fault, refusalCodeOf, refusalsOf } from '../errors.ts'
import type { DocumentRequest, PersistedDocuments } from '../http/persisted-documents.ts'
import type { ObservedOperation, OperationObserver } from '../observe/operations.ts'
import { LIMITS } from '../policies/limits.ts'
import { createNextFrames, nextHead } from './next-frame.ts'
import { callersOf, type Places, tooManySubscriptions } from './places.ts'
import { type Ending, type RunningOperation, runningOperation } from './running-operation.ts'
import type { SocketSession } from './socket-session.ts'
import { streamKindOf } from './stream-kind.ts'
import type { Subscriptions } from './subscriptions.ts'
import type { Wire } from './wire.ts'

export interface GraphqlWsOptions {
  engine: Engine
  documents: PersistedDocuments
  subscriptions: Subscriptions
  observer: OperationObserver
  format(error: GraphQLError, requestId?: string): GraphQLFormattedError
  places: { subscriptions: Places }
}

/** What belongs to one client's socket. */
export interface SocketExtra {
  session: SocketSession
  wire: Wire
  address: string
  requestId: string
  userAgent: string | undefined
  /** Operations that have begun and not ended, also those that the client has completed but which still run. */
  running: number
  /** Those of them that wait for events; the others are on their way to an answer. */
  subscriptions: number
  /** What stops them, by id. graphql-ws knows nothing of an operation before it runs, nor once its id is taken again. */
  readonly operations: Map<string, AbortController>
}

/** A subscribe message on its way to be run. */
interface Subscribe {
  extra: SocketExtra
  id: string
  payload: SubscribePayload
  frames: ReturnType<typeof createNextFrames>
  /** Aborted when its client has left it, and when it is over. */
  left: AbortController
}

type DocumentPayload = SubscribePayload & { readonly documentId?: unknown }

const BAD_REQUEST_CLOSE = 4400

/** The graphql-transport-ws server: who connects, what he may run, and how results look; it knows no socket. */
export function createGraphqlWs(options: GraphqlWsOptions) {
  const frames = createNextFrames()
  return makeServer<Record<string, unknown>, SocketExtra>({
    onConnect: ({ extra, connectionParams }) => extra.session.begin(connectionParams?.authorization),
    onPing: ({ extra }, payload) => extra.session.renew(payload?.authorization),
    onSubscribe: ({ extra }, id, payload) =>
      prepareToRun(options, { extra, id, payload, frames, left: new AbortController() }),
    execute: ({ contextValue }) => contextValue as RunningOperation,
    subscribe: ({ contextValue }) => contextValue as RunningOperation,
    onError: ({ extra }, _, __, errors) => errors.map((error) => options.format(error, extra.requestId)),
  } satisfies ServerOptions<Record<string, unknown>, SocketExtra>)
}

/**
 * Prepares and admits what a subscribe message asks for, as the HTTP side does. An id that comes while it is still known
 * here was completed by the client. What he left so is not given back: graphql-ws would end his new one for it.
 */
async function prepareToRun(
  options: GraphqlWsOptions,
  subscribe: Subscribe,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { extra, id, left } = subscribe
  if (id.length > LIMITS.operationIdLength) {
    extra.wire.close(BAD_REQUEST_CLOSE, `An id has at most ${LIMITS.operationIdLength} characters.`)
    return [fault('BAD_REQUEST', 'The id is too long.')]
  }
  extra.operations.get(id)?.abort()
  extra.operations.set(id, left)
  const observed = options.observer.begin({ transport: 'ws', requestId: extra.requestId })
  extra.running++
  try {
    if (extra.running > LIMITS.operationsPerWebSocket) throw tooManyOperations()
    return await admitted(options, subscribe, observed)
  } catch (error) {
    forget(subscribe)
    observed.end({ code: left.signal.aborted ? CLIENT_GONE : refusalCodeOf(error) })
    return left.signal.aborted ? new Promise(() => undefined) : refusalsOf(error)
  }
}

function forget({ extra, id, left }: Subscribe): void {
  extra.running--
  if (extra.operations.get(id) === left) extra.operations.delete(id)
}

async function admitted(
  options: GraphqlWsOptions,
  subscribe: Subscribe,
  observed: ObservedOperation,
): Promise<ExecutionArgs> {
  const { extra, payload, left } = subscribe
  const asked = documentRequestOf(payload)
  const prepared = await options.engine.prepare(options.documents.textOf(asked), payload.operationName, observed)
  options.documents.keep(asked)
  observed.prepared = prepared
  const caller = callerOf(extra, observed, left.signal)
  const admitted = await options.engine.admit(prepared, variablesOf(payload.variables), caller)
  left.signal.throwIfAborted()
  const isSubscription = prepared.kind === 'subscription'
  if (isSubscription) streamKindOf(prepared)
  const leave = isSubscription ? options.places.subscriptions.take(callersOf(caller)) : () => undefined
  if (!leave) throw tooManySubscriptions()
  if (isSubscription) extra.subscriptions++
  const operation = runningOperation(
    (isSubscription ? startSubscription : startRequest)(options, subscribe, admitted),
    (ending) => {
      forget(subscribe)
      if (isSubscription) extra.subscriptions--
      leave()
      left.abort()
      observed.end({ code: ending ? endCode(ending) : isSubscription ? undefined : CLIENT_GONE })
    },
  )
  left.signal.addEventListener('abort', () => void operation.return(), { once: true })
  return { schema: prepared.supergraph.apiSchema, document: prepared.document, contextValue: operation }
}

/** The library wants `query` to be a string; it is empty where an id stands in for it. */
function documentRequestOf({ query, documentId, extensions }: DocumentPayload): DocumentRequest {
  const id = documentId ?? undefined
  if (id !== undefined && typeof id !== 'string') throw fault('BAD_REQUEST', '`documentId` must be a string.')
  return { query, documentId: id, extensions: extensions ?? undefined }
}

type Start = Parameters<typeof runningOperation>[0]

function startSubscription({ subscriptions }: GraphqlWsOptions, subscribe: Subscribe, admitted: Admitted): Start {
  const { id, frames } = subscribe
  const { wire } = subscribe.extra
  const head = nextHead(id)
  return (end) => {
    admitted.caller.observed?.begun()
    return subscriptions.join(admitted, {
      isFull: wire.isFull,
      onceRoom: wire.onceRoom,
      next: (event) => wire.frame(frames(event, head)),
      fail: (error) => end({ error }),
      complete: () => end({}),
    })
  }
}

/** A query or mutation. Leaving it does nothing here: its signal is aborted, which calls queries off. */
function startRequest({ engine }: GraphqlWsOptions, { extra, id }: Subscribe, admitted: Admitted): Start {
  return (end) => {
    const answer = async () => {
      const { text, code } = await engine.run(admitted)
      if (!admitted.caller.signal?.aborted) await extra.wire.text(`${nextHead(id)}${text}}`)
      end({ code })
    }
    answer().catch((error: unknown) => end({ error }))
    return () => undefined
  }
}

function callerOf(extra: SocketExtra, observed: ObservedOperation, signal: AbortSignal): Caller {
  const { session, address, requestId, userAgent } = extra
  const viewer = session.viewer()
  observed.viewer = viewer
  return { viewer, address, requestId, userAgent, observed, signal }
}

const endCode = ({ code, error }: Ending) => (error instanceof GraphQLError ? codeOf(error) : error ? FAULT : code)

const FAULT = 'INTERNAL_SERVER_ERROR'
const CLIENT_GONE = 'CLIENT_GONE'
const tooManyOperations = () =>
  fault('RATE_LIMITED', `At most ${LIMITS.operationsPerWebSocket} operations at once on one WebSocket.`)
