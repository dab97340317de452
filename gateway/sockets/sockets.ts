import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { handleProtocols } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Log } from '#lib/log.ts'
import { isGraphql } from '../http/server.ts'
import type { Identity } from '../identity/identity.ts'
import type { GatewayMetrics } from '../metrics.ts'
import { LIMITS } from '../policies/limits.ts'
import type { createGraphqlWs, SocketExtra } from './graphql-ws.ts'
import type { Places } from './places.ts'
import { createSocketSession } from './socket-session.ts'
import { createWire } from './wire.ts'

export interface SocketsOptions {
  graphql: ReturnType<typeof createGraphqlWs>
  identity: Identity
  metrics: GatewayMetrics
  log: Log
  addressOf(request: IncomingMessage): string
  requestIdOf(request: IncomingMessage): string
  places: { sockets: Places }
}

const PING_EVERY_MS = 12_000
/** Together well below the 10 s a process has to stop. */
const ANSWERED_WITHIN_MS = 1_500
const CLOSED_WITHIN_MS = 1_000
const POLL_MS = 20
const NORMAL_CLOSE = 1000
const GOING_AWAY_CLOSE = 1001
const INTERNAL_ERROR_CLOSE = 1011
const TRY_AGAIN_CLOSE = 1013
/** For a client that is turned away to read why. */
const TURNED_AWAY_MS = 1_000

/** Carries graphql-transport-ws over the WebSockets that clients open at /graphql. */
export function serveSockets(server: Server, options: SocketsOptions): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.webSocketMessageBytes, handleProtocols })
  const clients = new Map<WebSocket, SocketExtra>()
  options.identity.onRevocations(() => {
    for (const { session } of clients.values()) session.checkRevoked()
  })
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Nobody else listens yet: a client that resets the connection would end the process.
    stream.on('error', () => stream.destroy())
    if (!isGraphql(request.url)) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => serve({ socket, stream }, request, clients, options))
  }
  server.on('upgrade', upgrade)
  return {
    async close() {
      server.off('upgrade', upgrade)
      await sendAway(clients)
      await closedWithin(sockets, CLOSED_WITHIN_MS)
    },
  }
}

function serve(
  { socket, stream }: { socket: WebSocket; stream: Duplex },
  request: IncomingMessage,
  clients: Map<WebSocket, SocketExtra>,
  { graphql, identity, metrics, log, addressOf, requestIdOf, places }: SocketsOptions,
): void {
  // A peer that breaks the WebSocket protocol: the library closes the socket with the right code.
  socket.on('error', (error) => log.debug({ err: error }, 'WebSocket error'))
  const address = addressOf(request)
  const leave = places.sockets.take([address])
  if (!leave) {
    turnAway(socket)
    return
  }
  const session = createSocketSession(identity, (code, reason) => socket.close(code, reason))
  metrics.sockets.inc()
  const stopPings = keepAlive(socket)
  const wire = createWire(socket, stream)
  const extra: SocketExtra = {
    session,
    wire,
    address,
    requestId: requestIdOf(request),
    // Of the request itself nothing is kept, for as long as its socket lives.
    userAgent: request.headers['user-agent'],
    running: 0,
    subscriptions: 0,
    operations: new Map(),
  }
  clients.set(socket, extra)
  const opened = graphql.opened(
    {
      protocol: socket.protocol,
      send: wire.text,
      close: (code = NORMAL_CLOSE, reason = '') => wire.close(code, reason),
      // A payload of a ping is a token: it is not sent back.
      onPing: () => wire.text('{"type":"pong"}'),
      onMessage: (take) =>
        socket.on('message', (data) => {
          // A client that is sent away may leave the closing unanswered, and go on asking.
          if (socket.readyState !== socket.OPEN) return
          take(String(data)).catch((error: unknown) => {
            log.error({ err: error }, 'a WebSocket message failed')
            socket.close(INTERNAL_ERROR_CLOSE, 'Internal error')
          })
        }),
    },
    extra,
  )
  socket.once('close', (code, reason) => {
    leave()
    stopPings()
    session.end()
    clients.delete(socket)
    metrics.sockets.dec()
    for (const left of extra.operations.values()) left.abort()
    opened(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'closing a WebSocket failed'))
  })
}

/** Who waits for an answer gets it first, if it comes soon. */
async function sendAway(clients: Map<WebSocket, SocketExtra>): Promise<void> {
  const staying = new Map(clients)
  for (let leftMs = ANSWERED_WITHIN_MS; staying.size > 0; leftMs -= POLL_MS) {
    for (const [socket, { running, subscriptions }] of staying) {
      if (running > subscriptions && leftMs > 0) continue
      socket.close(GOING_AWAY_CLOSE, 'The gateway is going away, connect again.')
      staying.delete(socket)
    }
    if (staying.size > 0) await sleep(POLL_MS)
  }
}

function turnAway(socket: WebSocket): void {
  socket.close(TRY_AGAIN_CLOSE, 'Too many WebSockets from this address.')
  const late = setTimeout(() => socket.terminate(), TURNED_AWAY_MS)
  socket.once('close', () => clearTimeout(late))
}

/** A client that vanished without a word is noticed by a pong that does not come. */
function keepAlive(socket: WebSocket): () => void {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    if (socket.readyState === socket.OPEN) socket.ping()
  }, PING_EVERY_MS)
  return () => clearInterval(timer)
}

async function closedWithin(sockets: WebSocketServer, ms: number): Promise<void> {
  const late = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate()
  }, ms)
  await new Promise<void>((resolve) => sockets.close(() => resolve()))
  clearTimeout(late)
}
