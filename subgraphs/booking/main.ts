import { z } from 'zod'
import { busConfig, openBus } from '#lib/bus/open-bus.ts'
import { shiftClock } from '#lib/clock.ts'
import { durationMs, httpUrl, mysqlUrl, port, readConfig, secret } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { createBookingApp } from './app.ts'
import { openBookingDb } from './database.ts'
import { openPaymentProvider, paymentConfig } from './payments/open-payment-provider.ts'

const log = createLog('booking')

await runMain(log, async () => {
  const config = readConfig({
    PORT: port,
    HOST: z.string().optional(),
    DATABASE_URL: mysqlUrl,
    GATEWAY_SECRET: secret,
    LINK_SECRET: secret,
    PUBLIC_URL: httpUrl,
    HOLD_TTL: durationMs.default(10 * 60_000),
    PAYMENT_TTL: durationMs.default(30 * 60_000),
    VERIFY_EVERY: durationMs.optional(),
    CLOCK_OFFSET: durationMs.optional(),
    ...busConfig,
    ...paymentConfig,
  })
  shiftClock(config.CLOCK_OFFSET ?? 0)
  const db = openBookingDb(config.DATABASE_URL)
  const bus = await openBus(config, 'booking', log)
  const app = await createBookingApp({
    deps: {
      db,
      log,
      provider: await openPaymentProvider(config),
      linkSecret: config.LINK_SECRET,
      publicUrl: config.PUBLIC_URL,
      holdTtlMs: config.HOLD_TTL,
      paymentTtlMs: config.PAYMENT_TTL,
    },
    bus,
    gatewaySecret: config.GATEWAY_SECRET,
    verifyEveryMs: config.VERIFY_EVERY,
    ...(config.HOST !== undefined && { host: config.HOST }),
    port: config.PORT,
  })
  log.info({ url: app.url }, 'ready to serve')
  onStop(log, [() => app.stop(), () => bus.close(), () => db.close()])
})
