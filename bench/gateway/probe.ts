import type { Memory } from './child.ts'

/** Loaded into each process before its own code, so that the gateway is measured as it is shipped. */
process.on('message', (message) => {
  if (message === 'cpu') process.send?.(cpuMicros())
  if (message === 'memory') process.send?.(memory())
})
process.channel?.unref()
// A benchmark that was killed leaves nothing behind.
process.on('disconnect', () => process.exit())

function cpuMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function memory(): Memory {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { rssBytes: rss, heapBytes: heapUsed }
}
