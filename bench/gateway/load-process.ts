import { createServer } from 'node:http'
import { reportPort } from './child.ts'
import { applyLoad, type Load } from './load.ts'

/** The load comes from a process of its own: what it costs is not the gateway's. It listens, as all children do. */
process.on('message', async (load: Load) => {
  process.send?.(await applyLoad(load))
})
await reportPort(createServer().listen(0, '127.0.0.1'))
