import type { Usage } from './child.ts'

/** Loaded into each process before its own code, so that the gateway is measured as it is shipped. */
process.on('message', (message) => {
  if (message === 'usage') process.send?.(usage())
})
process.channel?.unref()

/** Spent here, on collecting garbage before memory is looked at: it is not what is measured. */
let ownMicros = 0

function usage(): Usage {
  const total = totalMicros()
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  const cpuMicros = total - ownMicros
  ownMicros += totalMicros() - total
  return { cpuMicros, rssBytes: rss, heapBytes: heapUsed }
}

function totalMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
