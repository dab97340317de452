import { z } from 'zod'
import { durationMs, httpUrl, port, readConfig, redisUrl, secret } from '#lib/config.ts'
import type { GatewayConfig } from './app.ts'
import { areProxies } from './identity/caller.ts'

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').flatMap((item) => item.trim() || []))

const proxies = list.refine(areProxies, 'must be addresses, networks (10.0.0.0/8), loopback, linklocal or uniquelocal')

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

const logRequests = z.string().transform((text, context) => {
  const share = text === 'all' ? 1 : text === 'errors' || text === 'none' ? 0 : Number(text)
  if (share >= 0 && share <= 1) return { share, failures: text !== 'none' }
  context.addIssue({ code: 'custom', message: 'must be all, errors, none, or a share between 0 and 1' })
  return z.NEVER
})

/** `booking=PT10S,user=PT5S`: by the subgraph's name in the supergraph. */
const timeouts = list.transform((items, context) => {
  const named: Record<string, number> = {}
  for (const item of items) {
    const [name = '', duration] = item.split('=', 2)
    const ms = durationMs.safeParse(duration)
    if (ms.success && name !== '') named[name] = ms.data
    else context.addIssue({ code: 'custom', message: `must be name=duration, such as booking=PT10S: ${item}` })
  }
  return named
})

const shape = {
  PORT: port.default(4000),
  HOST: z.string().default('127.0.0.1'),
  NODE_ENV: z.string().default('development'),
  SUPERGRAPH_FILE: z.string().default(new URL('../schema/supergraph.graphql', import.meta.url).pathname),
  FLIGHT_URL: httpUrl.optional(),
  BOOKING_URL: httpUrl.optional(),
  USER_URL: httpUrl.optional(),
  NOTIFICATION_URL: httpUrl.optional(),
  MAILBOX_URL: httpUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  SUBGRAPH_TIMEOUT: durationMs.default(30_000),
  SUBGRAPH_TIMEOUTS: timeouts,
  OPERATION_TIMEOUT: durationMs.default(60_000),
  MAX_COST: z.coerce.number().int().positive().optional(),
  MAX_CONCURRENT_OPERATIONS: z.coerce.number().int().positive().default(2_000),
  LOG_REQUESTS: logRequests.default({ share: 1, failures: true }),
  TRUSTED_PROXIES: proxies,
  CORS_ORIGINS: list,
  INTROSPECTION: flag.optional(),
  WARM_OPERATIONS: z.string().optional(),
  TRUSTED_DOCUMENTS: z.string().optional(),
  TRUSTED_DOCUMENTS_ONLY: flag.default(false),
  PUBLIC_CACHE: durationMs.default(0),
  BATCH_LIMIT: z.coerce.number().int().min(0).default(0),
  /** Many people may sit behind one address, and all of a load test does. */
  SOCKETS_PER_ADDRESS: z.coerce.number().int().positive().default(1_000),
}

/**
 * The gateway's settings. With SUPERGRAPH_FILE alone it serves any supergraph to anonymous callers; with USER_URL it
 * checks tokens, and then needs GATEWAY_SECRET to tell subgraphs who asks.
 */
export function readGatewayConfig(
  env: NodeJS.ProcessEnv = process.env,
): GatewayConfig & { host: string; port: number } {
  const config = readConfig({ ...shape, GATEWAY_SECRET: env.USER_URL ? secret : secret.optional() }, env)
  const production = config.NODE_ENV === 'production'
  const urls = {
    flight: config.FLIGHT_URL,
    booking: config.BOOKING_URL,
    user: config.USER_URL,
    notification: config.NOTIFICATION_URL,
  }
  return {
    host: config.HOST,
    port: config.PORT,
    production,
    supergraphFile: config.SUPERGRAPH_FILE,
    baseUrls: Object.fromEntries(Object.entries(urls).flatMap(([name, url]) => (url ? [[name, url]] : []))),
    mailboxUrl: production ? undefined : config.MAILBOX_URL,
    gatewaySecret: config.GATEWAY_SECRET,
    redisUrl: config.REDIS_URL,
    subgraphTimeoutMs: config.SUBGRAPH_TIMEOUT,
    subgraphTimeoutsMs: config.SUBGRAPH_TIMEOUTS,
    operationTimeoutMs: config.OPERATION_TIMEOUT,
    maxCost: config.MAX_COST,
    maxConcurrentOperations: config.MAX_CONCURRENT_OPERATIONS,
    logRequests: config.LOG_REQUESTS,
    trustedProxies: config.TRUSTED_PROXIES,
    corsOrigins: config.CORS_ORIGINS,
    socketsPerAddress: config.SOCKETS_PER_ADDRESS,
    introspection: config.INTROSPECTION ?? !production,
    warmOperations: config.WARM_OPERATIONS,
    trustedDocuments: config.TRUSTED_DOCUMENTS,
    trustedDocumentsOnly: config.TRUSTED_DOCUMENTS_ONLY,
    publicCacheSeconds: Math.floor(config.PUBLIC_CACHE / 1000),
    batchLimit: config.BATCH_LIMIT,
  }
}
