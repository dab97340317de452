import type { IncomingMessage } from 'node:http'
import { type ExecutionArgs, GraphQLError, type GraphQLFormattedError } from 'graphql'
import { makeServer, type ServerOptions, type SubscribePayload } from 'graphql-ws'
import type { Log } from '#lib/log.ts'
import type { Answer } from '../engine/answer.ts'
import type { Engine } from '../engine/engine.ts'
import { type Admitted, type Caller, variablesOf } from '../engine/operations.ts'
import { codeOf, refusalsOf } from '../errors.ts'
import type { Identity } from '../identity/identity.ts'
import { type GatewayMetrics, outcomeOf } from '../metrics.ts'
import { LIMITS } from '../policies/limits.ts'
import type { Places } from './places.ts'
import type { SocketSession } from './socket-session.ts'
import { subscribe } from './subscriptions.ts'
import type { Upstreams } from './upstream.ts'

export interface GraphqlWsOptions {
  engine: Engine
  identity: Identity
  upstreams: Upstreams
  metrics: GatewayMetrics
  log: Log
  format(error: GraphQLError): GraphQLFormattedError
  places: { subscriptions: Places }
}

/** What belongs to one client's socket. */
export interface SocketExtra {
  session: SocketSession
  address: string
  requestId: string
  request: IncomingMessage
}

/** What is kept with an operation from its admission on. */
interface Running {
  admitted: Admitted
  /** Gives back the place of a subscription. */
  leave(): void
}

type Options = ServerOptions<Record<string, unknown>, SocketExtra>

/** The graphql-transport-ws server: who connects, what he may run, and how results look; it knows no socket. */
export function createGraphqlWs(options: GraphqlWsOptions) {
  return makeServer<Record<string, unknown>, SocketExtra>({
    onConnect: ({ extra, connectionParams }) => extra.session.begin(connectionParams?.authorization),
    onPing: ({ extra }, payload) => extra.session.renew(payload?.authorization),
    onSubscribe: async ({ extra, subscriptions }, _, payload) => {
      try {
        if (Object.keys(subscriptions).length > LIMITS.operationsPerWebSocket) throw tooManyOperations()
        return await admitPayload(options, payload, callerOf(extra))
      } catch (error) {
        return refusalsOf(error)
      }
    },
    execute: ({ contextValue }) => options.engine.run((contextValue as Running).admitted).then(parsed),
    subscribe: ({ contextValue }) => {
      const { admitted, leave } = contextValue as Running
      return subscribe(admitted, { ...options, onEnd: leave })
    },
    onOperation: (_, __, ___, { contextValue }) =>
      count(options, (contextValue as Running).admitted.prepared.kind, undefined),
    onError: (_, __, ___, errors) => {
      count(options, 'unknown', errors[0])
      return errors.map(options.format)
    },
  } satisfies Options)
}

const parsed = ({ text }: Answer) => JSON.parse(text)

function callerOf({ session, address, requestId, request }: SocketExtra): Caller {
  return { viewer: session.viewer(), address, requestId, userAgent: request.headers['user-agent'] }
}

/** Prepares and admits what a subscribe message asks for, as the HTTP side does. */
async function admitPayload(
  { engine, places }: GraphqlWsOptions,
  { query, operationName, variables }: SubscribePayload,
  caller: Caller,
): Promise<ExecutionArgs> {
  const prepared = await engine.prepare(query, operationName)
  const admitted = await engine.admit(prepared, variablesOf(variables), caller)
  const { supergraph, document, kind } = prepared
  const leave = kind === 'subscription' ? places.subscriptions.take(callersOf(caller)) : () => {}
  if (!leave) throw tooManySubscriptions()
  const contextValue: Running = { admitted, leave }
  return { schema: supergraph.apiSchema, document, contextValue, ...(operationName && { operationName }) }
}

const callersOf = ({ viewer, address }: Caller) => [`address ${address}`, ...(viewer ? [`user ${viewer.id}`] : [])]

function count({ metrics }: GraphqlWsOptions, kind: string, error: GraphQLError | undefined): void {
  metrics.operations.inc({ kind, outcome: outcomeOf(error && codeOf(error)), transport: 'ws' })
}

const fault = (code: string, message: string) => new GraphQLError(message, { extensions: { code } })
const tooManyOperations = () =>
  fault('RATE_LIMITED', `At most ${LIMITS.operationsPerWebSocket} operations at once on one WebSocket.`)
const tooManySubscriptions = () => fault('RATE_LIMITED', 'Too many subscriptions at once from one address or user.')
