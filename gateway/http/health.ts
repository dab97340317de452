import type { FastifyInstance } from 'fastify'
import type { Engine } from '../engine/engine.ts'
import { fromInside } from '../identity/caller.ts'
import type { Identity } from '../identity/identity.ts'
import type { GatewayMetrics } from '../metrics.ts'

export interface HealthOptions {
  engine: Engine
  identity: Identity
  metrics: GatewayMetrics
  /** Whether /readyz asks subgraphs for theirs; those of a supergraph that is not ours may have none. */
  askSubgraphs: boolean
  isStopping(): boolean
}

const ASK_LIMIT_MS = 3_000
/** Probes come from several sides at once; the subgraphs are asked at most this often. */
const FRESH_MS = 500

/** /healthz: the process lives. /readyz: it and everything it needs can serve. /metrics: Prometheus text, not for clients. */
export function serveHealth(app: FastifyInstance, options: HealthOptions): void {
  const { metrics, isStopping } = options
  let asked = { at: 0, failing: Promise.resolve<string[]>([]) }
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/metrics', async (request, reply) => {
    if (!fromInside(request.raw)) return reply.callNotFound()
    return reply.type(metrics.contentType).send(await metrics.text())
  })
  app.get('/readyz', async (_, reply) => {
    if (Date.now() - asked.at > FRESH_MS) asked = { at: Date.now(), failing: findFailing(options) }
    const failing = isStopping() ? ['stopping'] : await asked.failing
    return reply.code(failing.length === 0 ? 200 : 503).send({ ok: failing.length === 0, failing })
  })
}

async function findFailing({ engine, identity, askSubgraphs }: HealthOptions): Promise<string[]> {
  const subgraphs = askSubgraphs ? [...engine.supergraph().urls] : []
  const answers = await Promise.all(subgraphs.map(async ([name, url]) => ((await isReady(url)) ? [] : [name])))
  return [...answers.flat(), ...(identity.ready() ? [] : ['identity'])]
}

async function isReady(graphqlUrl: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('/readyz', graphqlUrl), { signal: AbortSignal.timeout(ASK_LIMIT_MS) })
    await response.body?.cancel()
    return response.status === 200
  } catch {
    // Not reachable is an answer too: not ready.
    return false
  }
}
