import { z } from 'zod'
import { busConfig, openBus } from '#lib/bus/open-bus.ts'
import { durationMs, httpUrl, mysqlUrl, port, readConfig, secret } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { createNotificationApp } from './app.ts'

const log = createLog('notification')

await runMain(log, async () => {
  const config = readConfig({
    PORT: port,
    HOST: z.string().optional(),
    DATABASE_URL: mysqlUrl,
    GATEWAY_SECRET: secret,
    LINK_SECRET: secret,
    BOOKING_URL: httpUrl,
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must look like smtp://user:password@host:port' }),
    MAIL_FROM: z.string().default('Skygraph <tickets@skygraph.test>'),
    MAIL_RATE: z.coerce.number('must be a number of mails a second').positive().optional(),
    SMS_URL: httpUrl.optional(),
    SMS_TOKEN: z.string().optional(),
    PUBLIC_URL: httpUrl,
    VERIFY_EVERY: durationMs.optional(),
    ...busConfig,
  })
  const bus = await openBus(config, 'notification', log)
  const app = await createNotificationApp({
    log,
    bus,
    databaseUrl: config.DATABASE_URL,
    gatewaySecret: config.GATEWAY_SECRET,
    linkSecret: config.LINK_SECRET,
    bookingUrl: config.BOOKING_URL,
    smtpUrl: config.SMTP_URL,
    mailFrom: config.MAIL_FROM,
    publicUrl: config.PUBLIC_URL,
    verifyEveryMs: config.VERIFY_EVERY,
    mailRate: config.MAIL_RATE,
    smsUrl: config.SMS_URL,
    smsToken: config.SMS_TOKEN,
    host: config.HOST,
    port: config.PORT,
  })
  log.info({ url: app.url }, 'notification listens')
  onStop(log, [() => app.stop(), () => bus.close()])
})
