import type { OperationTypeNode } from 'graphql'
import { unavailable } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import type { Caller } from '../engine/operations.ts'
import type { LoadedSupergraph } from '../engine/supergraph.ts'
import type { GatewayMetrics } from '../metrics.ts'
import { type FetchSpan, NO_SPAN } from '../observe/spans.ts'
import { createViewerHeader, headersFor, isAccountSubgraph } from './headers.ts'
import { type RawAnswer, type Sending, SubgraphTimeout } from './post.ts'
import { asUnavailable, readAnswer } from './read-answer.ts'
import type { FetchSubgraph, SubgraphRequest, SubgraphResponse } from './request.ts'
import { createTarget, type Target } from './target.ts'

export interface SubgraphClientOptions {
  /** Without one (a supergraph that is not ours) requests go unsigned. */
  secret: string | undefined
  /** Of one request to this subgraph. */
  timeoutMs(subgraph: string): number
  /** Of all queries of one operation together; mutations run to their end. */
  operationTimeoutMs: number
  metrics: GatewayMetrics
  log: Log
}

/** The operation that asks. */
interface Asking {
  readonly kind: OperationTypeNode
  readonly supergraph: Pick<LoadedSupergraph, 'urls'>
}

/** What all requests of one run of an operation have in common. */
interface Scope {
  readonly caller: Caller
  readonly kind: OperationTypeNode
  /** On the clock of performance.now(). */
  readonly endsAt: number
}

const RETRY_AFTER_SECONDS = 1

/** Speaks GraphQL over HTTP to subgraphs, each over its own pools of connections. */
export class SubgraphClient {
  readonly #options: SubgraphClientOptions
  /** One that is no longer asked has no connections after some seconds. */
  readonly #targets = new Map<string, Target>()
  readonly #viewerHeader: ((viewer: Caller['viewer']) => string) | undefined

  constructor(options: SubgraphClientOptions) {
    this.#options = options
    this.#viewerHeader = options.secret === undefined ? undefined : createViewerHeader(options.secret)
  }

  /** For the requests of one run of an operation of one caller; its time runs from now. */
  for(caller: Caller, { kind, supergraph: { urls } }: Asking): FetchSubgraph {
    const scope = { caller, kind, endsAt: performance.now() + this.#options.operationTimeoutMs }
    return (request) => this.#fetch(this.#target(request.subgraph, urls), request, scope)
  }

  /** Lets what is asked be answered for `limitMs`, then cuts it off. */
  async close(limitMs: number): Promise<void> {
    const targets = [...this.#targets.values()]
    const late = setTimeout(() => {
      for (const target of targets) void target.destroy()
    }, limitMs)
    await Promise.all(targets.map((target) => target.close()))
    clearTimeout(late)
  }

  async #fetch(target: Target, request: SubgraphRequest, scope: Scope): Promise<SubgraphResponse> {
    if (!target.mayAsk()) throw unavailable(RETRY_AFTER_SECONDS)
    const startedAt = performance.now()
    const span = scope.caller.observed?.fetching(target.name, request.kind) ?? NO_SPAN
    try {
      const raw = await this.#ask(target, request, { ...scope, span })
      if (this.#viewerHeader && isAccountSubgraph(target.name)) passCookies(raw, scope.caller)
      const response = readAnswer(target.name, raw)
      const outcome = response.errors?.length ? 'errors' : 'ok'
      target.observe(outcome, startedAt)
      span.end(outcome, raw.status)
      return response
    } catch (error) {
      target.observe('failed', startedAt)
      span.end('failed')
      throw asUnavailable(error)
    }
  }

  #ask(target: Target, request: SubgraphRequest, scope: Scope & { span: FetchSpan }): Promise<RawAnswer> {
    const { caller, span } = scope
    const { body } = request
    const headers = headersFor(target.name, caller, this.#viewerHeader?.(caller.viewer))
    if (span.traceparent !== undefined) headers.push('traceparent', span.traceparent)
    if (request.kind !== 'query') return target.sendMutation(headers, body).answer
    const send = () => target.sendQuery(headers, body)
    // Who is signed in must see what he wrote himself; what follows a mutation or an event must not be from before it;
    // and the subgraph of accounts is told more than who asks.
    const mayShare = caller.viewer === null && scope.kind === 'query' && !isAccountSubgraph(target.name)
    return this.#within(target, scope, () => (mayShare ? target.sharing.join(body, send) : send()))
  }

  /** Waits as long as the operation may take and its client is there: then a query is called off. */
  async #within(target: Target, { caller: { signal }, endsAt }: Scope, send: () => Sending): Promise<RawAnswer> {
    const leftMs = endsAt - performance.now()
    if (leftMs <= 0 || signal?.aborted) throw unavailable(RETRY_AFTER_SECONDS)
    const sending = send()
    const callOff = () => sending.cancel(unavailable(RETRY_AFTER_SECONDS))
    signal?.addEventListener('abort', callOff, { once: true })
    // A request ends by itself before a far end. What had half of the operation's time counts against the subgraph.
    const isFair = leftMs >= this.#options.operationTimeoutMs / 2
    const giveUp = () => (isFair ? sending.cancel(noAnswerWithin(leftMs)) : callOff())
    const late = leftMs < target.timeoutMs ? setTimeout(giveUp, leftMs) : undefined
    try {
      return await sending.answer
    } finally {
      clearTimeout(late)
      signal?.removeEventListener('abort', callOff)
    }
  }

  #target(name: string, urls: ReadonlyMap<string, string>): Target {
    const url = urls.get(name)
    if (!url) throw new Error(`The supergraph has no address for ${name}.`)
    // A reloaded supergraph may have it elsewhere, while what began before still goes to the old place.
    const key = `${name} ${url}`
    let target = this.#targets.get(key)
    if (!target) {
      target = createTarget({ name, url, timeoutMs: this.#options.timeoutMs(name) }, this.#options)
      this.#targets.set(key, target)
    }
    return target
  }
}

const noAnswerWithin = (ms: number) => new SubgraphTimeout(`No answer within ${Math.round(ms)} ms.`)

function passCookies({ headers }: RawAnswer, caller: Caller): void {
  const cookies = headers['set-cookie']
  if (cookies !== undefined) caller.onSetCookie?.(cookies)
}
