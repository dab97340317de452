import type { FastifyInstance } from 'fastify'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { VIEWER_HEADER, verifyViewer } from '#lib/identity.ts'
import { startInvariantWatch } from '#lib/invariant-watch.ts'
import { commonChecks } from '#lib/invariants.ts'
import type { Log } from '#lib/log.ts'
import { startRelay } from '#lib/relay.ts'
import { startSubgraph } from '#lib/subgraph-server.ts'
import { startTidying } from '#lib/tidy.ts'
import { createContext } from './context.ts'
import type { UserDb } from './database.ts'
import type { UserDeps } from './deps.ts'
import { startAnsweringResets } from './mail-tokens/answer-reset-requests.ts'
import { createResolvers } from './resolvers.ts'
import { createTokenSigner } from './sessions/access-token.ts'
import { listRevocations } from './sessions/revocations.ts'
import type { SigningKeys } from './sessions/signing-keys.ts'

export interface UserAppDeps {
  db: UserDb
  bus: EventBus
  log: Log
  signingKeys: SigningKeys
  accessTokenTtlMs: number
  gatewaySecret: string
  linkSecret: string
  /** How often what breaks an invariant is looked for; default: every five minutes */
  verifyEveryMs?: number | undefined
  host?: string | undefined
  port: number
}

export interface UserApp {
  url: string
  /** Stops taking work, then the relay; `db` and `bus` stay their owner's to close. */
  stop(): Promise<void>
}

export async function createUserApp(app: UserAppDeps): Promise<UserApp> {
  const { db, bus, log, signingKeys, gatewaySecret } = app
  const tokens = createTokenSigner(signingKeys, app.accessTokenTtlMs)
  const deps: UserDeps = { db, tokens, linkSecret: app.linkSecret }
  const relay = startRelay(db, bus, log)
  const invariants = startInvariantWatch({ db: db.client, checks: commonChecks, log, everyMs: app.verifyEveryMs })
  const server = await startSubgraph({
    name: 'user',
    resolvers: createResolvers(deps),
    context: (viewer, http) => createContext(db, viewer, http),
    gatewaySecret,
    ...(app.host !== undefined && { host: app.host }),
    port: app.port,
    log,
    ready: { database: () => db.client.$queryRaw`SELECT 1`, bus: () => bus.ping() },
    measured: [relay, invariants],
    routes: (fastify) => addRoutes(fastify, { deps, signingKeys, gatewaySecret }),
  })
  const loops = [startTidying(db, log), startAnsweringResets(deps, log), invariants]
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await Promise.all(loops.map((loop) => loop.stop()))
      await relay.stop()
    },
  }
}

/** What gateways ask to verify tokens with: the public keys, and what voids tokens before their time. */
function addRoutes(
  fastify: FastifyInstance,
  { deps, signingKeys, gatewaySecret }: { deps: UserDeps; signingKeys: SigningKeys; gatewaySecret: string },
): void {
  fastify.get('/.well-known/jwks.json', async (_, reply) =>
    reply.header('cache-control', 'no-cache').send({ keys: signingKeys.published }),
  )
  fastify.get('/revocations', async (request, reply) => {
    const identity = verifyViewer(gatewaySecret, request.headers[VIEWER_HEADER] as string | undefined)
    if (!identity) return reply.code(401).send({ error: 'Revocations are told to the gateway alone.' })
    return reply.header('cache-control', 'no-store').send(await listRevocations(deps))
  })
}
