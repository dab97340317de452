import { z } from 'zod'
import { ConfigError, port, readConfig } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { startSmsSandbox } from './app.ts'

const log = createLog('sms')

await runMain(log, async () => {
  if (process.env.NODE_ENV === 'production') {
    throw new ConfigError('The SMS sandbox keeps messages instead of sending them and is never started in production.')
  }
  const config = readConfig({
    PORT: port,
    HOST: z.string().default('127.0.0.1'),
    SKYGRAPH_DATA: z.string().default('.skygraph'),
  })
  const sandbox = await startSmsSandbox({ port: config.PORT, host: config.HOST, dataFolder: config.SKYGRAPH_DATA, log })
  log.info({ url: sandbox.url }, 'SMS sandbox listens')
  onStop(log, [() => sandbox.stop()])
})
