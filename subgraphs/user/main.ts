import { z } from 'zod'
import { busConfig, openBus } from '#lib/bus/open-bus.ts'
import { ConfigError, durationMs, mysqlUrl, port, readConfig, secret } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { createUserApp } from './app.ts'
import { openUserDb } from './database.ts'
import { keptSigningKeys, readSigningKeys } from './sessions/signing-keys.ts'

const TEN_MINUTES_MS = 600_000
// Ended sessions are kept for a day; a token may not outlive what voids it.
const LONGEST_TOKEN_MS = 12 * 3_600_000

const log = createLog('user')

await runMain(log, async () => {
  const config = readConfig({
    PORT: port,
    HOST: z.string().optional(),
    DATABASE_URL: mysqlUrl,
    GATEWAY_SECRET: secret,
    LINK_SECRET: secret,
    AUTH_KEYS: z.string().optional(),
    ACCESS_TOKEN_TTL: durationMs
      .pipe(z.number().max(LONGEST_TOKEN_MS, 'must be at most PT12H'))
      .default(TEN_MINUTES_MS),
    SKYGRAPH_DATA: z.string().default('.skygraph'),
    NODE_ENV: z.string().optional(),
    VERIFY_EVERY: durationMs.optional(),
    ...busConfig,
  })
  if (config.NODE_ENV === 'production' && config.AUTH_KEYS === undefined)
    throw new ConfigError('AUTH_KEYS is required.')
  const signingKeys = await readSigningKeys(config.AUTH_KEYS ?? (await keptSigningKeys(config.SKYGRAPH_DATA)))
  const db = openUserDb(config.DATABASE_URL)
  const bus = await openBus(config, 'user', log)
  const app = await createUserApp({
    db,
    bus,
    log,
    signingKeys,
    accessTokenTtlMs: config.ACCESS_TOKEN_TTL,
    gatewaySecret: config.GATEWAY_SECRET,
    linkSecret: config.LINK_SECRET,
    verifyEveryMs: config.VERIFY_EVERY,
    host: config.HOST,
    port: config.PORT,
  })
  onStop(log, [() => app.stop(), () => bus.close(), () => db.close()])
  log.info({ url: app.url }, 'user is up')
})
