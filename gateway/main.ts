import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { createGatewayApp } from './app.ts'
import { readGatewayConfig } from './config.ts'

const log = createLog('gateway')

await runMain(log, async () => {
  const config = readGatewayConfig()
  const gateway = await createGatewayApp({ ...config, log })
  onStop(log, [() => gateway.stop()])
  const address = await gateway.listen(config)
  log.info({ address }, 'gateway listens')
})
