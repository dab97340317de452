import { setTimeout } from 'node:timers/promises'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import { badUserInput, unavailable } from '#lib/errors.ts'
import { signViewer, type Viewer } from '#lib/identity.ts'
import type { Log } from '#lib/log.ts'
import type { JsonObject } from '../engine/own.ts'
import { LIMITS } from '../policies/limits.ts'
import { createEventQueue } from './event-queue.ts'

export interface UpstreamRequest {
  subgraph: string
  url: string
  query: string
  variables: JsonObject
  viewer: Viewer | null
  /** Begins with a whole state, so that nothing is missed where it is lost and opened again. */
  heals: boolean
}

export interface UpstreamEvent {
  data?: JsonObject | null
  errors?: readonly GraphQLFormattedError[]
}

export interface UpstreamOptions {
  secret: string | undefined
  log: Log
  /** For how long a lost stream is asked for again before its client hears of it. */
  healingMs?: number
  /** For how long a subgraph may say nothing to a handshake, then to connection_init. */
  connectMs?: number
  /** From when on a connected stream that had nothing to say counts as whole again. */
  steadyMs?: number
}

interface Upstream {
  client: Client
  /** Since when the connection stands, or stood until it was lost; undefined while one is being made */
  connectedAt: number | undefined
}

const HEALING_MS = 60_000
const CONNECT_MS = 5_000
const STEADY_MS = 10_000
const CLOSE_MS = 1_000
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 2_000
const PING_EVERY_MS = 10_000
const IDLE_MS = 5_000
const RETRY_AFTER_SECONDS = 5
/** Far below what subgraphs take: one too large would close the socket that carries the subscriptions of all viewers. */
const MOST_REQUEST_BYTES = 512 << 10

/** Subscriptions of subgraphs, over one WebSocket each, opened with the first and closed after the last. */
export class Upstreams {
  readonly #options: UpstreamOptions
  readonly #upstreams = new Map<string, Upstream>()
  readonly #closed = new AbortController()

  constructor(options: UpstreamOptions) {
    this.#options = options
  }

  /**
   * The events of one subscription. A lost connection is healed by subscribing again, where that misses nothing. Ends when
   * the subgraph completes it; ends early, and unsubscribes, when `signal` is aborted.
   * @throws UNAVAILABLE when healing took too long or would have missed something; BAD_USER_INPUT of a request
   * too large; the subgraph's own refusal
   */
  async *open(request: UpstreamRequest, signal: AbortSignal): AsyncGenerator<UpstreamEvent, void, undefined> {
    const { healingMs = HEALING_MS, steadyMs = STEADY_MS, log } = this.#options
    const upstream = this.#upstream(request)
    const over = AbortSignal.any([signal, this.#closed.signal])
    let lostAt: number | undefined
    let attempt = 0
    while (!over.aborted) {
      const openedAt = Date.now()
      const queue = this.#subscribe(upstream.client, request)
      over.addEventListener('abort', queue.stop, { once: true })
      try {
        for await (const event of queue) {
          lostAt = undefined
          attempt = 0
          yield event
        }
        return
      } catch (error) {
        // A subgraph that says come back is healed as one that is lost.
        if (error instanceof GraphQLError && error.extensions.code !== 'UNAVAILABLE') throw error
        if (!request.heals) throw unavailable(RETRY_AFTER_SECONDS, error)
        const { connectedAt = Date.now() } = upstream
        if (Date.now() - Math.max(openedAt, connectedAt) > steadyMs) lostAt = undefined
        if (lostAt === undefined) attempt = 0
        lostAt ??= Date.now()
        if (Date.now() - lostAt > healingMs) throw unavailable(RETRY_AFTER_SECONDS)
        if (attempt === 0) log.warn({ subgraph: request.subgraph, close: closeOf(error) }, 'upstream lost, healing')
        await backoff(attempt++, over)
      } finally {
        over.removeEventListener('abort', queue.stop)
        queue.stop()
      }
    }
  }

  async close(): Promise<void> {
    this.#closed.abort()
    const disposed = Promise.allSettled([...this.#upstreams.values()].map(({ client }) => client.dispose()))
    // A client that is connecting is disposed of only when it has.
    await Promise.race([disposed, setTimeout(CLOSE_MS, undefined, { ref: false })])
  }

  #subscribe(client: Client, { subgraph, query, variables, viewer }: UpstreamRequest) {
    if (Buffer.byteLength(JSON.stringify({ query, variables, viewer })) > MOST_REQUEST_BYTES)
      throw badUserInput('The subscription is too large.')
    const queue = createEventQueue<UpstreamEvent>(LIMITS.waitingEvents)
    const sign = () => this.#sign(viewer)
    const dispose = client.subscribe<JsonObject, unknown>(
      { query, variables, ...(this.#options.secret !== undefined && { extensions: { viewer: sign() } }) },
      {
        next: (event) => queue.push(event as UpstreamEvent),
        error: (error) => queue.fail(Array.isArray(error) ? refusal(subgraph, error) : error),
        complete: () => queue.end(),
      },
    )
    queue.onStop(dispose)
    return queue
  }

  #upstream({ subgraph, url }: UpstreamRequest): Upstream {
    const address = url.replace(/^http/, 'ws')
    const known = this.#upstreams.get(address)
    if (known) return known
    const { secret, log, connectMs = CONNECT_MS } = this.#options
    const client = createClient({
      url: address,
      webSocketImpl: impatientSocket(connectMs),
      connectionParams: () => (secret === undefined ? {} : { viewer: this.#sign(null) }),
      lazyCloseTimeout: IDLE_MS,
      connectionAckWaitTimeout: connectMs,
      // Healing is ours: each stream by itself, with a limit, and signed anew.
      retryAttempts: 0,
      ...keepAlive(() => client.terminate()),
    })
    const upstream: Upstream = { client, connectedAt: undefined }
    this.#upstreams.set(address, upstream)
    client.on('connecting', () => {
      upstream.connectedAt = undefined
    })
    client.on('connected', () => {
      upstream.connectedAt = Date.now()
      log.debug({ subgraph }, 'upstream connected')
    })
    return upstream
  }

  #sign(viewer: Viewer | null): string {
    return signViewer(this.#options.secret ?? '', viewer)
  }
}

/** As made by graphql-ws, which passes no options: a peer that answers neither a handshake nor a close is given up. */
function impatientSocket(handshakeTimeout: number) {
  const options = { handshakeTimeout, closeTimeout: CLOSE_MS }
  return class extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol, options)
    }
  }
}

/** Grows from 100 ms to 2 s, with jitter so that a restarted subgraph is not met by all at once. */
async function backoff(attempt: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + Math.random() / 2)
  await setTimeout(ms, undefined, { signal }).catch(() => undefined)
}

/** A peer that vanished without a word is noticed by a pong that does not come. */
function keepAlive(terminate: () => void) {
  let late: ReturnType<typeof globalThis.setTimeout> | undefined
  return {
    keepAlive: PING_EVERY_MS,
    on: {
      ping: (received: boolean) => {
        if (!received) late = globalThis.setTimeout(terminate, PING_EVERY_MS / 2).unref()
      },
      pong: (received: boolean) => {
        if (received) clearTimeout(late)
      },
      closed: () => clearTimeout(late),
    },
  }
}

/** The subgraph refused the subscription itself; asking again would change nothing. */
function refusal(subgraph: string, errors: readonly GraphQLFormattedError[]): GraphQLError {
  const [first] = errors
  return new GraphQLError(first?.message ?? `${subgraph} refused the subscription.`, {
    ...(first?.path && { path: first.path }),
    extensions: { ...first?.extensions, serviceName: subgraph },
  })
}

function closeOf(error: unknown): unknown {
  const { code, reason } = error as { code?: unknown; reason?: unknown }
  return code === undefined ? String(error) : { code, reason }
}
