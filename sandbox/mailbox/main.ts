import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError, port, readConfig } from '#lib/config.ts'
import { createLog } from '#lib/log.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { createPages } from './http.ts'
import { openMailStore } from './mail-store.ts'
import { listenForMail } from './smtp.ts'

const log = createLog('mailbox')

await runMain(log, async () => {
  if (process.env.NODE_ENV === 'production') {
    throw new ConfigError(
      'The mailbox keeps mails instead of sending them and is never started in production: set SMTP_URL.',
    )
  }
  const config = readConfig({ PORT: port, SMTP_PORT: port, SKYGRAPH_DATA: z.string().default('.skygraph') })
  const store = await openMailStore(join(config.SKYGRAPH_DATA, 'mailbox'))
  const smtp = await listenForMail(config.SMTP_PORT, store, log)
  const pages = createPages(store)
  // Never HOST: what is caught here is for this machine, and for who comes through the gateway.
  const url = await pages.listen({ host: '127.0.0.1', port: config.PORT })
  log.info({ url: `${url}/mailbox`, smtpPort: smtp.port }, 'mailbox listens')
  onStop(log, [() => smtp.stop(), () => pages.close()])
})
