import { GraphQLError } from 'graphql'
import { Pool } from 'undici'
import { unavailable } from '#lib/errors.ts'
import { CLIENT_ADDRESS_HEADER, signViewer, VIEWER_HEADER } from '#lib/identity.ts'
import type { Caller } from '../engine/operations.ts'
import { isObject } from '../engine/own.ts'
import type { GatewayMetrics } from '../metrics.ts'
import type { FetchSubgraph, SubgraphRequest, SubgraphResponse } from './request.ts'

export interface SubgraphClientOptions {
  /** Without one (a supergraph that is not ours) requests go unsigned. */
  secret: string | undefined
  timeoutMs: number
  metrics: GatewayMetrics
}

/** The subgraph that sets and reads the refresh cookie, and is told where clients come from. */
const ACCOUNT_SUBGRAPH = 'user'
export const REFRESH_COOKIE = 'skygraph_refresh'

const CONNECTIONS = 64
const RETRY_AFTER_SECONDS = 1
/** The connection went away before an answer came: what keep-alive meets when a subgraph restarts. */
const LOST_CONNECTION = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])

/** Speaks GraphQL over HTTP to subgraphs, each over its own pool of connections. */
export class SubgraphClient {
  readonly #options: SubgraphClientOptions
  readonly #pools = new Map<string, Pool>()

  constructor(options: SubgraphClientOptions) {
    this.#options = options
  }

  /** For the requests of one operation of one caller. */
  for(caller: Caller, urls: ReadonlyMap<string, string>): FetchSubgraph {
    return async (request) => {
      const url = urls.get(request.subgraph)
      if (!url) throw new Error(`The supergraph has no address for ${request.subgraph}.`)
      const done = this.#options.metrics.fetchDuration.startTimer({ subgraph: request.subgraph })
      try {
        const response = await this.#fetch(new URL(url), request, caller)
        done({ outcome: response.errors?.length ? 'errors' : 'ok' })
        return response
      } catch (error) {
        done({ outcome: 'failed' })
        throw error
      }
    }
  }

  /** Lets what is asked be answered for `limitMs`, then cuts it off. */
  async close(limitMs: number): Promise<void> {
    const pools = [...this.#pools.values()]
    const late = setTimeout(() => {
      for (const pool of pools) void pool.destroy()
    }, limitMs)
    await Promise.all(pools.map((pool) => pool.close()))
    clearTimeout(late)
  }

  async #fetch(url: URL, request: SubgraphRequest, caller: Caller): Promise<SubgraphResponse> {
    const isQuery = request.kind === 'query'
    try {
      return await this.#once(url, request, caller)
    } catch (error) {
      const code = (error as { code?: string }).code ?? ''
      if (!isQuery || !LOST_CONNECTION.has(code) || caller.signal?.aborted) throw asUnavailable(error)
    }
    return this.#once(url, request, caller).catch((error: unknown) => {
      throw asUnavailable(error)
    })
  }

  async #once(url: URL, request: SubgraphRequest, caller: Caller): Promise<SubgraphResponse> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs)
    const response = await this.#pool(url.origin).request({
      method: 'POST',
      path: url.pathname + url.search,
      headers: this.#headers(request.subgraph, caller),
      body: request.body,
      // A mutation is never cancelled half-way: whether it took effect would be anyone's guess.
      signal: caller.signal && request.kind === 'query' ? AbortSignal.any([timeout, caller.signal]) : timeout,
    })
    const text = await response.body.text()
    if (request.subgraph === ACCOUNT_SUBGRAPH) passCookies(response.headers['set-cookie'], caller)
    return parseAnswer(request.subgraph, response.statusCode, text)
  }

  #headers(subgraph: string, caller: Caller): Record<string, string> {
    const { secret } = this.#options
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      'x-request-id': caller.requestId,
    }
    if (secret) headers[VIEWER_HEADER] = signViewer(secret, caller.viewer)
    if (subgraph === ACCOUNT_SUBGRAPH) Object.assign(headers, accountHeaders(caller))
    return headers
  }

  #pool(origin: string): Pool {
    let pool = this.#pools.get(origin)
    if (!pool) {
      pool = new Pool(origin, { connections: CONNECTIONS, connectTimeout: 3_000 })
      this.#pools.set(origin, pool)
    }
    return pool
  }
}

function accountHeaders({ address, userAgent, refreshCookie }: Caller): Record<string, string> {
  return {
    [CLIENT_ADDRESS_HEADER]: plain(address),
    ...(userAgent !== undefined && { 'user-agent': plain(userAgent) }),
    ...(refreshCookie !== undefined && { cookie: `${REFRESH_COOKIE}=${refreshCookie}` }),
  }
}

/** A client's text as a header may hold it, of a length that fills none. */
const plain = (text: string): string => text.slice(0, 512).replace(/[^\x20-\x7e]/g, '?')

function passCookies(header: string | string[] | undefined, caller: Caller): void {
  if (header !== undefined) caller.onSetCookie?.(Array.isArray(header) ? header : [header])
}

/** GraphQL answers come with any status; what is no GraphQL answer is a failure of the subgraph. */
function parseAnswer(subgraph: string, status: number, text: string): SubgraphResponse {
  const body = parseJson(text)
  if (isObject(body) && (isObject(body.data) || body.data === null || Array.isArray(body.errors)))
    return body as SubgraphResponse
  if (status === 502 || status === 503 || status === 504) throw unavailable(RETRY_AFTER_SECONDS)
  throw new GraphQLError(`${subgraph} answered ${status} and no GraphQL.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** No answer at all: refused, cut off or too late. Errors that already say something keep saying it. */
function asUnavailable(error: unknown): unknown {
  return error instanceof GraphQLError ? error : unavailable(RETRY_AFTER_SECONDS, error)
}
