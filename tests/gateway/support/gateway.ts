import { createGatewayApp, type GatewayDeps } from '../../../gateway/app.ts'
import { SECRET, silent } from './fake-subgraphs.ts'

export interface TestGateway {
  url: string
  stop(): Promise<void>
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they asked for.
  data?: any
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  errors?: any[]
}

export const SUPERGRAPH_FILE = new URL('../../../schema/supergraph.graphql', import.meta.url).pathname

export async function startGateway(deps: Partial<GatewayDeps> = {}): Promise<TestGateway> {
  const gateway = await createGatewayApp({
    production: false,
    supergraphFile: SUPERGRAPH_FILE,
    baseUrls: {},
    gatewaySecret: SECRET,
    redisUrl: undefined,
    mailboxUrl: undefined,
    subgraphTimeoutMs: 5_000,
    operationTimeoutMs: 10_000,
    maxConcurrentOperations: 1_000,
    logRequests: { share: 1, failures: true },
    trustedProxies: ['127.0.0.1'],
    corsOrigins: [],
    warmOperations: undefined,
    trustedDocuments: undefined,
    trustedDocumentsOnly: false,
    publicCacheSeconds: 0,
    batchLimit: 0,
    introspection: true,
    maxCost: undefined,
    socketsPerAddress: 1_000,
    log: silent,
    pollMs: 200,
    healingMs: 10_000,
    ...deps,
  })
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 })
  let stopped: Promise<void> | undefined
  return {
    url,
    stop() {
      stopped ??= gateway.stop()
      return stopped
    },
  }
}

interface Asking {
  variables?: object
  operationName?: string | undefined
  token?: string | undefined
  headers?: Record<string, string>
}

export async function ask(url: string, query: string, asking: Asking = {}): Promise<Answer> {
  const { variables, operationName, token, headers } = asking
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
  })
  return { status: response.status, headers: response.headers, ...((await response.json()) as object) }
}

/** Waits for a condition, at most `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  const end = Date.now() + ms
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
