import type { FastifyInstance } from 'fastify'
import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { closeHttp } from '#lib/close-http.ts'
import type { Log } from '#lib/log.ts'
import type { ManyLinesLog } from '#lib/many-lines-log.ts'
import type { KnownOperation } from './engine/documents.ts'
import { createEngine } from './engine/engine.ts'
import { createGenerations } from './engine/generations.ts'
import { operationsOf } from './engine/known-operations.ts'
import { formatError } from './errors.ts'
import { serveAccountPages } from './http/account-pages.ts'
import { serveExplorer } from './http/explorer.ts'
import { createGraphqlListener } from './http/graphql-http.ts'
import { serveHealth } from './http/health.ts'
import { serveFrontPage } from './http/pages.ts'
import { createPersistedDocuments } from './http/persisted-documents.ts'
import { serveProxies } from './http/proxies.ts'
import { createHttpServer } from './http/server.ts'
import { readDocuments, readTrustedDocuments } from './http/trusted-documents.ts'
import { clientAddresses, requestIds } from './identity/caller.ts'
import { type Identity, noIdentity, startIdentity } from './identity/identity.ts'
import { createGatewayMetrics, type GatewayMetrics } from './metrics.ts'
import { createOperationObserver } from './observe/operations.ts'
import type { LogRequests } from './observe/request-log.ts'
import { LIMITS } from './policies/limits.ts'
import { createLoad } from './policies/load.ts'
import { openRateLimitStore } from './policies/open-rate-limit-store.ts'
import { createRateLimiter } from './policies/rate-limit.ts'
import { createEventStreams } from './sockets/event-streams.ts'
import { createGraphqlWs } from './sockets/graphql-ws.ts'
import { createPlaces } from './sockets/places.ts'
import { serveSockets } from './sockets/sockets.ts'
import { createSubscriptions } from './sockets/subscriptions.ts'
import { Upstreams } from './sockets/upstream.ts'
import { SubgraphClient } from './subgraphs/subgraph-client.ts'

export interface GatewayConfig {
  production: boolean
  supergraphFile: string
  /** Base address by subgraph name, over what the supergraph says. */
  baseUrls: Readonly<Record<string, string>>
  /** Signs who asks, for subgraphs; needed with a user subgraph. */
  gatewaySecret: string | undefined
  /** Where rate limits are counted for all gateways together; unset: for each by itself. */
  redisUrl: string | undefined
  mailboxUrl: string | undefined
  subgraphTimeoutMs: number
  /** Of subgraphs that have one of their own. */
  subgraphTimeoutsMs?: Readonly<Record<string, number>>
  /** Of all queries to subgraphs of one operation together. */
  operationTimeoutMs: number
  /** Operations that may run at once. */
  maxConcurrentOperations: number
  logRequests: LogRequests
  trustedProxies: readonly string[]
  corsOrigins: readonly string[]
  /** A JSON file of documents by id; their operations, and those of the trusted documents, are planned before the start is over. */
  warmOperations: string | undefined
  /** A JSON file of documents by id; with `trustedDocumentsOnly` no others are run. */
  trustedDocuments: string | undefined
  trustedDocumentsOnly: boolean
  /** For how many seconds caches may keep what anybody may read, asked for by GET. */
  publicCacheSeconds: number
  /** Operations that one request may carry as a batch; 0: none are taken. */
  batchLimit: number
  introspection: boolean
  /** What an operation may cost; where it is not set, what is usual for supergraphs that say what things cost. */
  maxCost: number | undefined
  /** WebSockets that one client address may have open at once. */
  socketsPerAddress: number
}

export interface GatewayDeps extends GatewayConfig {
  log: Log
  /** For the line of each request; the other where there is none of its own. */
  requestLog?: ManyLinesLog
  /** How often keys and revocations are asked for, and how long a lost stream is healed; tests are in a hurry. */
  pollMs?: number
  healingMs?: number
  /** How long Redis may take to answer; tests on a busy machine are patient. */
  redisTimeoutMs?: number
  /** How long a client may take to send a request, and how long nothing may move on a connection with a request. */
  requestTimeoutMs?: number
  silenceMs?: number
}

export interface GatewayApp {
  app: FastifyInstance
  /** Starts to listen; resolves to the address. */
  listen(address: { host: string; port: number }): Promise<string>
  /** Sends clients with streams away, finishes requests, closes; at most 8 s. */
  stop(): Promise<void>
}

const CLOSE_LIMIT_MS = 1_000
const REQUEST_TIMEOUT_MS = 60_000
const SILENCE_MS = 180_000

/** The gateway, ready to listen: what main starts, and tests too. */
export async function createGatewayApp(deps: GatewayDeps): Promise<GatewayApp> {
  const { log, gatewaySecret } = deps
  const documents = createPersistedDocuments(readTrustedDocuments(deps.trustedDocuments, deps.trustedDocumentsOnly))
  const metrics = createGatewayMetrics(deps.requestLog?.dropped)
  const identity = identityOf(deps)
  const format = (error: GraphQLError, requestId?: string) => formatError(error.toJSON(), error, { ...deps, requestId })
  const warmOperations = warmOperationsOf(deps)
  const { engine, closeParts } = createEngineParts(deps, { metrics, format, warmOperations })
  await engine.start()
  const upstreams = new Upstreams({
    secret: gatewaySecret,
    log,
    ...(deps.healingMs !== undefined && { healingMs: deps.healingMs }),
  })
  const knownNames = warmOperations.flatMap(({ operationName }) => operationName ?? [])
  const observer = createOperationObserver({ ...deps, knownNames, metrics, log: deps.requestLog?.log ?? log })
  const subscriptions = createSubscriptions({ engine, upstreams, metrics, log })
  let stopping = false
  const isStopping = () => stopping
  const shared = {
    ...deps,
    format,
    engine,
    documents,
    identity,
    metrics,
    observer,
    subscriptions,
    addressOf: clientAddresses(deps.trustedProxies),
    requestIdOf: requestIds(deps.trustedProxies),
    places: placesOf(deps),
    isStopping,
  }
  const eventStreams = createEventStreams(shared)
  const app = createHttpServer({
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    // Nothing moves while an operation runs.
    silenceMs: Math.max(SILENCE_MS, 2 * deps.operationTimeoutMs),
    ...deps,
    graphql: await createGraphqlListener({ ...shared, eventStream: eventStreams.serve }),
  })
  serveHealth(app, { ...shared, askSubgraphs: deps.baseUrls.user !== undefined })
  await servePages(app, deps)
  const sockets = serveSockets(app.server, { ...shared, graphql: createGraphqlWs(shared) })
  return {
    app,
    listen: (address) => app.listen(address),
    async stop() {
      stopping = true
      identity.stop()
      eventStreams.close()
      await sockets.close()
      await closeHttp(app)
      await Promise.all([closeParts(), upstreams.close()])
    },
  }
}

async function servePages(app: FastifyInstance, { baseUrls, mailboxUrl }: GatewayDeps): Promise<void> {
  serveAccountPages(app)
  serveFrontPage(app, { mailbox: mailboxUrl !== undefined })
  serveExplorer(app)
  await serveProxies(app, { bookingUrl: baseUrls.booking, userUrl: baseUrls.user, mailboxUrl })
}

const placesOf = ({ socketsPerAddress }: GatewayDeps) => ({
  sockets: createPlaces(socketsPerAddress),
  subscriptions: createPlaces(socketsPerAddress * LIMITS.subscriptionsPerSocket),
})

interface EngineParts {
  metrics: GatewayMetrics
  format(error: GraphQLError, requestId?: string): GraphQLFormattedError
  warmOperations: readonly KnownOperation[]
}

/** The engine over what it plans with, asks and counts. */
function createEngineParts(deps: GatewayDeps, { metrics, format, warmOperations }: EngineParts) {
  const { log } = deps
  const client = new SubgraphClient({
    secret: deps.gatewaySecret,
    timeoutMs: (subgraph) => deps.subgraphTimeoutsMs?.[subgraph] ?? deps.subgraphTimeoutMs,
    operationTimeoutMs: deps.operationTimeoutMs,
    metrics,
    log,
  })
  const generations = createGenerations({ ...deps, metrics, file: deps.supergraphFile, warmOperations })
  const load = createLoad({ maxConcurrent: deps.maxConcurrentOperations, shed: metrics.shed })
  const rateLimits = openRateLimitStore({ ...deps, registry: metrics.registry })
  const limiter = createRateLimiter(rateLimits, (field) => metrics.rateLimited.inc({ field }))
  const engine = createEngine({ generations, client, load, limiter, log, format })
  const closeParts = () => Promise.all([engine.stop(), client.close(CLOSE_LIMIT_MS), rateLimits.close()])
  return { engine, closeParts }
}

function warmOperationsOf({ warmOperations, trustedDocuments }: GatewayDeps) {
  const files = [warmOperations, trustedDocuments].filter((file) => file !== undefined)
  return operationsOf(files.flatMap(readDocuments).map(([, text]) => text))
}

function identityOf({ baseUrls, gatewaySecret, log, pollMs }: GatewayDeps): Identity {
  if (baseUrls.user === undefined || gatewaySecret === undefined) return noIdentity
  return startIdentity({ userUrl: baseUrls.user, secret: gatewaySecret, log, ...(pollMs !== undefined && { pollMs }) })
}
