import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContext } from '@apollo/server'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ExecutionResult, GraphQLError } from 'graphql'
import type { Log } from '#lib/log.ts'
import { apolloLog } from '../engine/apollo-log.ts'
import type { Engine } from '../engine/engine.ts'
import { type Caller, variablesOf } from '../engine/operations.ts'
import { codeOf, formatError, withHttpStatus } from '../errors.ts'
import { refreshCookie, requestIdOf } from '../identity/caller.ts'
import type { Identity } from '../identity/identity.ts'
import { type GatewayMetrics, outcomeOf } from '../metrics.ts'
import { LIMITS } from '../policies/limits.ts'

export interface GraphqlHttpOptions {
  engine: Engine
  identity: Identity
  metrics: GatewayMetrics
  log: Log
  production: boolean
  addressOf(request: FastifyRequest['raw']): string
}

/**
 * GraphQL over HTTP at /graphql. ApolloServer speaks the protocol (status codes, content types, CSRF prevention, the
 * Sandbox page for browsers); our engine decides and executes.
 */
export async function serveGraphqlHttp(
  app: FastifyInstance,
  options: GraphqlHttpOptions,
): Promise<ApolloServer<Caller>> {
  const { engine, log, production } = options
  const gateway = engine.asGateway()
  const server = new ApolloServer<Caller>({
    gateway: {
      ...gateway,
      load: async (config) => {
        await gateway.load(config)
        return { executor: (context) => execute(engine, context as unknown as GraphQLRequestContext<Caller>) }
      },
    },
    parseOptions: { maxTokens: LIMITS.tokens },
    // Done by the engine's own checker, for WebSockets too: it looks at sizes first, which validation cannot stand.
    dangerouslyDisableValidation: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => formatError(formatted, error, { log, production }),
    plugins: [ApolloServerPluginLandingPageLocalDefault({ embed: true }), watchOperations(options.metrics)],
    logger: apolloLog(log),
  })
  await server.start()
  const handler = fastifyApolloHandler(server, {
    context: (request: FastifyRequest, reply: FastifyReply) => callerOf(options, request, reply),
  })
  app.route({ method: ['GET', 'POST'], url: '/graphql', handler })
  return server
}

async function execute(
  engine: Engine,
  {
    document,
    operation,
    queryHash,
    request,
    contextValue,
    context,
  }: GraphQLRequestContext<Caller> & { context?: Caller },
): Promise<ExecutionResult> {
  const caller = context ?? contextValue
  if (!document || queryHash === undefined) throw new Error('ApolloServer executes without a document.')
  const faults = engine.check(queryHash, document)
  if (faults.length > 0) return { errors: faults.map(withHttpStatus) }
  if (!operation) return { errors: [whichOperation()] }
  if (operation.operation === 'subscription') return { errors: [needsWebSocket()] }
  try {
    const variables = variablesOf(request.variables)
    return await engine.run(await engine.admit({ key: queryHash, document, operation, variables }, caller))
  } catch (error) {
    // Refused as a whole: no data, and the status says why.
    if (error instanceof GraphQLError) return { errors: [withHttpStatus(error)] }
    throw error
  }
}

const badRequest = (message: string) =>
  withHttpStatus(new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } }))
const whichOperation = () => badRequest('The document has no operation of that name, or several and no name was given.')
const needsWebSocket = () => badRequest('Subscriptions need a WebSocket: graphql-transport-ws at this address.')

async function callerOf(
  { identity, addressOf }: GraphqlHttpOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller> {
  const session = await identity.authenticate(request.headers.authorization).catch((error: unknown) => {
    throw error instanceof GraphQLError ? withHttpStatus(error) : error
  })
  const gone = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return {
    viewer: session?.viewer ?? null,
    address: addressOf(request.raw),
    requestId: requestIdOf(request.headers['x-request-id']),
    userAgent: request.headers['user-agent'],
    refreshCookie: refreshCookie(request.headers.cookie),
    onSetCookie: (cookies) => void reply.header('set-cookie', cookies),
    signal: gone.signal,
  }
}

/** Counts every operation by its outcome. */
function watchOperations(metrics: GatewayMetrics): ApolloServerPlugin<Caller> {
  const count = (kind: string, code: string | undefined) =>
    metrics.operations.inc({ kind, outcome: outcomeOf(code), transport: 'http' })
  return {
    async contextCreationDidFail({ error }) {
      count('unknown', error instanceof GraphQLError ? codeOf(error) : 'INTERNAL_SERVER_ERROR')
    },
    async requestDidStart() {
      return {
        async willSendResponse({ operation, response }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined
          count(operation?.operation ?? 'unknown', errors?.[0] && codeOf(errors[0]))
        },
      }
    },
  }
}
