import type { Server } from 'node:http'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { type Viewer, verifyViewer } from '#lib/identity.ts'
import type { Log } from '#lib/log.ts'
import { publicError } from '#lib/public-error.ts'

interface Options<C> {
  server: Server
  schema: GraphQLSchema
  gatewaySecret: string
  context(viewer: Viewer | null): C
  log: Log
}

const FORBIDDEN_CLOSE = 4403
/** Far above what the gateway sends: a message too large closes the socket, and with it the subscriptions of all viewers. */
const MOST_MESSAGE_BYTES = 4 << 20

/**
 * graphql-transport-ws at /graphql for the gateway: the connection_init payload carries `viewer` signed by it, and so
 * does `extensions.viewer` of each subscribe message, for one socket carries the subscriptions of many viewers.
 */
export function serveSubscriptions<C>({ server, schema, gatewaySecret, context, log }: Options<C>) {
  const sockets = new WebSocketServer({ server, path: '/graphql', maxPayload: MOST_MESSAGE_BYTES })
  const signed = (value: unknown) => verifyViewer(gatewaySecret, typeof value === 'string' ? value : undefined)
  return useServer(
    {
      schema,
      onConnect: (ctx) => {
        if (signed(ctx.connectionParams?.viewer)) return true
        ctx.extra.socket.close(FORBIDDEN_CLOSE, 'Subgraphs answer the gateway alone.')
        return false
      },
      onSubscribe: (_, __, payload) => {
        if (signed(payload.extensions?.viewer)) return undefined
        return [new GraphQLError('Subgraphs answer the gateway alone.', { extensions: { code: 'UNAUTHENTICATED' } })]
      },
      context: (_, __, payload) => context(signed(payload.extensions?.viewer)?.viewer ?? null),
      onNext: (_, __, ___, ____, { errors, ...result }) =>
        errors ? { ...result, errors: errors.map((error) => publicError(error.toJSON(), error, log)) } : undefined,
      onError: (_, __, ___, errors) => errors.map((error) => publicError(error.toJSON(), error, log)),
    },
    sockets,
  )
}
