import { Gauge, type Registry } from 'prom-client'
import type { Log } from '#lib/log.ts'
import { connectRedis } from '#lib/redis.ts'
import { createMemoryStore } from './rate-limit-memory.ts'
import { createSharedStore } from './rate-limit-redis.ts'
import type { RateLimitStore } from './rate-limit-store.ts'

interface Options {
  /** Unset: this gateway counts by itself. */
  redisUrl: string | undefined
  log: Log
  registry: Registry
  redisTimeoutMs?: number
}

/** What rate limits are counted in, and whether all gateways count together just now. */
export function openRateLimitStore(options: Options): RateLimitStore & { close(): Promise<void> } {
  const { redisUrl, log, registry, redisTimeoutMs } = options
  if (redisUrl === undefined) return { ...createMemoryStore(), close: async () => {} }
  const redis = connectRedis({
    url: redisUrl,
    name: 'skygraph-gateway',
    log,
    ...(redisTimeoutMs !== undefined && { timeoutMs: redisTimeoutMs }),
  })
  new Gauge({
    name: 'skygraph_gateway_rate_limits_shared',
    help: '1 while all gateways count rate limits together in Redis, 0 while each counts by itself',
    registers: [registry],
    collect() {
      this.set(redis.available() ? 1 : 0)
    },
  })
  return { ...createSharedStore(redis), close: () => redis.close() }
}
