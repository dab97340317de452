import { readFileSync } from 'node:fs'
import { ApolloServer, type BaseContext } from '@apollo/server'
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled'
import { buildSubgraphSchema } from '@apollo/subgraph'
import fastifyApollo from '@as-integrations/fastify'
import { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { type GraphQLSchema, parse } from 'graphql'
import { closeHttp } from '#lib/close-http.ts'
import { enforceRoles } from '#lib/enforce-roles.ts'
import { unauthenticated } from '#lib/errors.ts'
import { VIEWER_HEADER, type Viewer, verifyViewer } from '#lib/identity.ts'
import type { Log } from '#lib/log.ts'
import { createMetrics, type Measured } from '#lib/metrics.ts'
import { publicError } from '#lib/public-error.ts'
import { strictScalars } from '#lib/scalars.ts'
import { serveSubscriptions } from '#lib/subgraph-subscriptions.ts'
import { operationSpans, traceRequests } from '#lib/tracing/request-spans.ts'
import { activeTracer } from '#lib/tracing.ts'

// biome-ignore lint/suspicious/noExplicitAny: resolvers are typed by the generated Resolvers of their subgraph.
type ResolverMap = Record<string, any>

/** The gateway's request, for the few things that are not GraphQL, such as cookies. */
export interface HttpExchange {
  request: FastifyRequest
  reply: FastifyReply
}

export interface SubgraphOptions<C extends { viewer: Viewer | null }> {
  /** Names its SDL file, its logs and its metrics. */
  name: string
  resolvers: ResolverMap
  /** Made anew for each request; a subscription has one for all its events, and no `http`. */
  context(viewer: Viewer | null, http?: HttpExchange): C
  gatewaySecret: string
  host?: string
  port: number
  log: Log
  /** What /readyz asks; a check that rejects or answers false is named in a 503. */
  ready: Record<string, () => Promise<unknown> | boolean>
  /** What /metrics asks, besides what it knows of the process. */
  measured?: Measured[]
  /** Further HTTP routes, such as documents. */
  routes?(app: FastifyInstance): void
}

export interface RunningSubgraph {
  url: string
  /** Ends subscriptions, finishes requests within 5 s and cuts off what is left. */
  stop(): Promise<void>
}

/** The subgraph's part of the supergraph: common.graphql followed by its own file, roles of `@auth` enforced. */
export function subgraphSchema(name: string, resolvers: ResolverMap): GraphQLSchema {
  const read = (file: string) => readFileSync(new URL(`../schema/${file}.graphql`, import.meta.url), 'utf8')
  const schema = buildSubgraphSchema({ typeDefs: parse(`${read('common')}\n${read(name)}`), resolvers })
  return enforceRoles(strictScalars(schema))
}

/** Serves GraphQL over HTTP and WebSocket to the gateway alone, and /healthz, /readyz, /metrics to whoever runs it. */
export async function startSubgraph<C extends { viewer: Viewer | null }>(
  options: SubgraphOptions<C>,
): Promise<RunningSubgraph> {
  const { name, log, gatewaySecret, context } = options
  const schema = subgraphSchema(name, options.resolvers)
  const metrics = createMetrics(name, options.measured, log)
  const tracer = activeTracer()
  const app = fastify({
    loggerInstance: log.child({}, { level: 'warn' }) as FastifyBaseLogger,
    bodyLimit: 4 << 20,
  })
  const server = new ApolloServer<BaseContext & C>({
    schema,
    // Who may see the schema is the gateway's matter; here nobody gets in without its signature.
    introspection: true,
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    // lib/stop.ts does; two who stop one server wait for each other for ever.
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => publicError(formatted, error, log),
    plugins: [ApolloServerPluginInlineTraceDisabled(), ...(tracer ? [operationSpans] : [])],
    logger: log,
  })
  if (tracer) traceRequests(app, tracer)
  await server.start()
  const viewerOf = (request: FastifyRequest) => {
    const identity = verifyViewer(gatewaySecret, request.headers[VIEWER_HEADER] as string | undefined)
    if (!identity) throw unauthenticated('Subgraphs answer the gateway alone.')
    return identity.viewer
  }
  await app.register(fastifyApollo(server), {
    path: '/graphql',
    context: async (request: FastifyRequest, reply: FastifyReply) => context(viewerOf(request), { request, reply }),
  })
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_, reply) => {
    const failing = await failingChecks(options.ready)
    return reply.code(failing.length === 0 ? 200 : 503).send({ ok: failing.length === 0, failing })
  })
  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()))
  options.routes?.(app)
  const sockets = serveSubscriptions({ server: app.server, schema, gatewaySecret, context, log })
  await app.listen({ host: options.host ?? '127.0.0.1', port: options.port })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('Listens on no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      await sockets.dispose()
      await closeHttp(app)
      await server.stop()
    },
  }
}

const CHECK_LIMIT_MS = 2000

async function failingChecks(checks: SubgraphOptions<never>['ready']): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), CHECK_LIMIT_MS).unref())
      const answer = await Promise.race([
        Promise.resolve()
          .then(check)
          .catch(() => false),
        late,
      ])
      return answer === false ? name : undefined
    }),
  )
  return results.filter((name) => name !== undefined)
}
