import type { ApolloServerPlugin, BaseContext } from '@apollo/server'
import type { FastifyInstance } from 'fastify'
import { currentSpan, inSpan, type Tracer } from '#lib/tracing.ts'

const GRAPHQL = '/graphql'

/**
 * A span for what a subgraph is asked: GraphQL goes on in the trace of the gateway, which says where one is recorded; what
 * is posted elsewhere, such as webhooks, comes from anybody and begins a trace. Probes and scrapes make none.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer): void {
  // Not earlier: what reads the body goes on in the connection's context, not in the request's.
  app.addHook('preHandler', (request, reply, done) => {
    const { url = '' } = request.routeOptions
    const parent = url === GRAPHQL ? request.headers.traceparent : undefined
    if (request.method !== 'POST' || (url === GRAPHQL && parent === undefined)) return done()
    const span = tracer.start(`POST ${url}`, {
      kind: 'server',
      parent: typeof parent === 'string' ? parent : undefined,
      attributes: { 'http.request.method': 'POST', 'http.route': url },
    })
    reply.raw.once('close', () => {
      const { statusCode } = reply.raw
      span.set({ 'http.response.status_code': statusCode })
      span.end(statusCode >= 500 ? String(statusCode) : undefined)
    })
    inSpan(span, done)
  })
}

/** Names the span of a request by what GraphQL is asked. */
export const operationSpans: ApolloServerPlugin<BaseContext> = {
  async requestDidStart() {
    const span = currentSpan()
    if (!span?.recorded) return
    return {
      async didResolveOperation({ operation, operationName }) {
        if (!operation) return
        // The name is a stranger's text: as an attribute its length is bounded.
        span.rename(operation.operation)
        span.set({
          'graphql.operation.type': operation.operation,
          ...(operationName !== null && { 'graphql.operation.name': operationName }),
        })
      },
      async didEncounterErrors({ errors }) {
        const code = errors[0]?.extensions.code
        span.set({ 'error.type': typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR' })
      },
    }
  },
}
