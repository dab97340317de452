import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type DocumentNode, type ExecutionArgs, GraphQLError, getOperationAST, OperationTypeNode, parse } from 'graphql'
import { makeServer, type ServerOptions, type SubscribePayload } from 'graphql-ws'
import type { Log } from '#lib/log.ts'
import type { Engine } from '../engine/engine.ts'
import { type Admitted, type Caller, variablesOf } from '../engine/operations.ts'
import { codeOf, formatError } from '../errors.ts'
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
  production: boolean
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
  const format = (error: GraphQLError) => formatError(error.toJSON(), error, options)
  return makeServer<Record<string, unknown>, SocketExtra>({
    onConnect: ({ extra, connectionParams }) => extra.session.begin(connectionParams?.authorization),
    onPing: ({ extra }, payload) => extra.session.renew(payload?.authorization),
    onSubscribe: async ({ extra, subscriptions }, _, payload) => {
      try {
        if (Object.keys(subscriptions).length > LIMITS.operationsPerWebSocket) throw tooManyOperations()
        return await admitPayload(options, payload, callerOf(extra))
      } catch (error) {
        return [
          error instanceof GraphQLError
            ? error
            : new GraphQLError('Unexpected error', { originalError: error as Error }),
        ]
      }
    },
    execute: ({ contextValue }) => options.engine.run((contextValue as Running).admitted),
    subscribe: ({ contextValue }) => {
      const { admitted, leave } = contextValue as Running
      return subscribe(admitted, { ...options, onEnd: leave })
    },
    onOperation: (_, __, ___, { contextValue }) =>
      count(options, (contextValue as Running).admitted.prepared.kind, undefined),
    onNext: (_, __, ___, ____, { errors, ...result }) =>
      errors ? { ...result, errors: errors.map(format) } : undefined,
    onError: (_, __, ___, errors) => {
      count(options, 'unknown', errors[0])
      return errors.map(format)
    },
  } satisfies Options)
}

function callerOf({ session, address, requestId, request }: SocketExtra): Caller {
  return { viewer: session.viewer(), address, requestId, userAgent: request.headers['user-agent'] }
}

/** Parses, checks and admits what a subscribe message asks for, as the HTTP side does. */
async function admitPayload(
  { engine, places }: GraphqlWsOptions,
  { query, operationName, variables }: SubscribePayload,
  caller: Caller,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const document = parseDocument(query)
  const key = createHash('sha256').update(query).digest('hex')
  const faults = engine.check(key, document)
  if (faults.length > 0) return faults
  const operation = getOperationAST(document, operationName)
  if (!operation) throw fault('OPERATION_RESOLUTION_FAILURE', 'The document has no operation of that name.')
  const admitted = await engine.admit({ key, document, operation, variables: variablesOf(variables) }, caller)
  const schema = admitted.prepared.supergraph.apiSchema
  const isSubscription = operation.operation === OperationTypeNode.SUBSCRIPTION
  const leave = isSubscription ? places.subscriptions.take(callersOf(caller)) : () => {}
  if (!leave) throw tooManySubscriptions()
  const contextValue: Running = { admitted, leave }
  return { schema, document, contextValue, ...(operationName && { operationName }) }
}

const callersOf = ({ viewer, address }: Caller) => [`address ${address}`, ...(viewer ? [`user ${viewer.id}`] : [])]

function count({ metrics }: GraphqlWsOptions, kind: string, error: GraphQLError | undefined): void {
  metrics.operations.inc({ kind, outcome: outcomeOf(error && codeOf(error)), transport: 'ws' })
}

const fault = (code: string, message: string) => new GraphQLError(message, { extensions: { code } })
const tooManyOperations = () =>
  fault('RATE_LIMITED', `At most ${LIMITS.operationsPerWebSocket} operations at once on one WebSocket.`)
const tooManySubscriptions = () => fault('RATE_LIMITED', 'Too many subscriptions at once from one address or user.')

function parseDocument(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: LIMITS.tokens })
  } catch (error) {
    throw fault('GRAPHQL_PARSE_FAILED', error instanceof Error ? error.message : String(error))
  }
}
