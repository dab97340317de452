import { createServer, type RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import cors from 'cors'
import { type FastifyError, type FastifyInstance, fastify } from 'fastify'
import type { Log } from '#lib/log.ts'
import { LIMITS } from '../policies/limits.ts'
import { refuseHttp } from './http-errors.ts'
import { PAGE_HEADERS, STRICT_TRANSPORT } from './page-headers.ts'

export interface HttpServerOptions {
  log: Log
  production: boolean
  trustedProxies: readonly string[]
  /** Origins whose pages may call the gateway, with cookies. */
  corsOrigins: readonly string[]
  /** Answers at /graphql. */
  graphql: RequestListener
  requestTimeoutMs: number
  /** A client that takes nothing of its answer for so long is let go; it would keep the answer in memory for ever. */
  silenceMs: number
}

/** One answer to each operation goes by no framework: fastify with its hooks took 5 of 24 µs of CPU (docs/decisions/0010). */
export function createHttpServer({ graphql, ...options }: HttpServerOptions): FastifyInstance {
  const { log, production, trustedProxies, corsOrigins, requestTimeoutMs, silenceMs } = options
  const app = fastify({
    // A line for each request would drown the rest; metrics count them.
    loggerInstance: log.child({}, { level: log.level === 'silent' ? 'silent' : 'warn' }),
    bodyLimit: LIMITS.bodyBytes,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    serverFactory(others) {
      const route: RequestListener = (request, response) =>
        isGraphql(request.url) ? graphql(request, response) : others(request, response)
      const server = createServer(
        {
          requestTimeout: requestTimeoutMs,
          keepAliveTimeout: 72_000,
          connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, requestTimeoutMs),
          // Java's client offers HTTP/2 with its first request, which is to be answered all the same.
          shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
        },
        withShortQueues(corsOrigins.length > 0 ? withCors(corsOrigins, route) : route),
      )
      return server.setTimeout(silenceMs)
    },
  }) as unknown as FastifyInstance
  app.setErrorHandler<FastifyError>((error, request, reply) =>
    refuseHttp(error, { log: request.log, production }, reply),
  )
  const headers = { ...PAGE_HEADERS, ...(production && STRICT_TRANSPORT) }
  app.addHook('onSend', async (_, reply) => {
    reply.headers(headers)
  })
  return app
}

const CHECK_EVERY_MS = 5_000
const PATH = '/graphql'

/** Not parsed as a URL: a client may send what makes none, such as `//`. */
export const isGraphql = (url: string | undefined): boolean =>
  url !== undefined && (url === PATH || url.startsWith(`${PATH}?`))

const MAX_QUEUED = 32

/**
 * Requests may come before those ahead of them on their connection are answered: they run at once, and their answers
 * wait in memory for their turn. Hardly any client does so, and none to such a length that it may hurt others.
 */
function withShortQueues(next: RequestListener): RequestListener {
  const queued = new WeakMap<Socket, number>()
  return (request, response) => {
    // A response has its socket from the moment when it is its turn.
    if (response.socket === null) {
      const { socket } = request
      const count = queued.get(socket) ?? 0
      // What has been read of the connection still comes here.
      if (count === MAX_QUEUED) return void socket.destroy()
      queued.set(socket, count + 1)
      response.once('close', () => queued.set(socket, (queued.get(socket) ?? 1) - 1))
    }
    next(request, response)
  }
}

function withCors(origins: readonly string[], next: RequestListener): RequestListener {
  const allow = cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    credentials: true,
    maxAge: 600,
    exposedHeaders: ['retry-after', 'x-request-id'],
  })
  return (request, response) => allow(request, response, () => next(request, response))
}
