import { z } from 'zod'
import { ConfigError, httpUrl, port, readConfig, secret } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { startPaymentSandbox } from './app.ts'
import { DISORDER } from './disorder.ts'

const log = createLog('payment-provider')

await runMain(log, async () => {
  if (process.env.NODE_ENV === 'production') throw new ConfigError('The payment sandbox never runs in production.')
  const config = readConfig({
    PORT: port.default(0),
    HOST: z.string().default('127.0.0.1'),
    SKYGRAPH_DATA: z.string().default('.skygraph'),
    PAYMENT_WEBHOOK_SECRET: secret,
    WEBHOOK_URL: httpUrl.optional(),
    WEBHOOK_DISORDER: z.coerce.number('must be 0 to 1').min(0).max(1).default(DISORDER.share),
    WEBHOOK_SEED: z.string().default(DISORDER.seed),
    PUBLIC_PAYMENT_URL: httpUrl.optional(),
  })
  const sandbox = await startPaymentSandbox({
    port: config.PORT,
    host: config.HOST,
    dataFolder: config.SKYGRAPH_DATA,
    secret: config.PAYMENT_WEBHOOK_SECRET,
    webhookUrl: config.WEBHOOK_URL,
    disorder: { share: config.WEBHOOK_DISORDER, seed: config.WEBHOOK_SEED },
    publicUrl: config.PUBLIC_PAYMENT_URL?.replace(/\/$/, ''),
    log,
  })
  log.info({ url: sandbox.url }, 'payment sandbox listens')
  onStop(log, [() => sandbox.stop()])
})
