import type { Usage } from './child.ts'

/** Loaded into each process before its own code, so that the gateway is measured as it is shipped. */
process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const usage: Usage = { cpuMicros: user + system, rssBytes: rss, heapBytes: heapUsed }
  process.send?.(usage)
})
process.channel?.unref()
