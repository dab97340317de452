import { z } from 'zod'
import { busConfig, openBus } from '#lib/bus/open-bus.ts'
import { durationMs, mysqlUrl, port, readConfig, redisUrl, secret } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { createFlightApp } from './app.ts'
import { openFlightDb } from './database.ts'

const log = createLog('flight')
const SIXTY_DAYS_MS = 60 * 86_400_000

await runMain(log, async () => {
  const config = readConfig({
    PORT: port,
    HOST: z.string().optional(),
    DATABASE_URL: mysqlUrl,
    GATEWAY_SECRET: secret,
    REDIS_URL: redisUrl.optional(),
    SALES_WINDOW: durationMs.default(SIXTY_DAYS_MS),
    VERIFY_EVERY: durationMs.optional(),
    ...busConfig,
  })
  const db = openFlightDb(config.DATABASE_URL)
  const bus = await openBus(config, 'flight', log)
  const app = await createFlightApp({
    db,
    bus,
    log,
    gatewaySecret: config.GATEWAY_SECRET,
    salesWindowMs: config.SALES_WINDOW,
    redisUrl: config.REDIS_URL,
    verifyEveryMs: config.VERIFY_EVERY,
    ...(config.HOST !== undefined && { host: config.HOST }),
    port: config.PORT,
  })
  log.info({ url: app.url }, 'ready to serve')
  onStop(log, [() => app.stop(), () => bus.close(), () => db.close()])
})
