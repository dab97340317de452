import { createLog } from '#lib/log.ts'
import { createManyLinesLog } from '#lib/many-lines-log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { createGatewayApp } from './app.ts'
import { readGatewayConfig } from './config.ts'

const log = createLog('gateway')

await runMain(log, async () => {
  const config = readGatewayConfig()
  const requests = createManyLinesLog('gateway')
  const gateway = await createGatewayApp({ ...config, log, requestLog: requests })
  onStop(log, [() => gateway.stop(), () => requests.flush()])
  const address = await gateway.listen(config)
  log.info({ address }, 'gateway listens')
})
