import type { Server } from 'node:http'

const FINISH_LIMIT_MS = 5_000
const IDLE_POLL_MS = 50

interface Closable {
  server: Server
  close(): PromiseLike<unknown>
}

/**
 * Takes no more requests and waits for those that run, at most `limitMs`: half of the 10 s a process has to stop.
 * Connections that were busy when closing began fall idle with keep-alive: nobody else closes those.
 */
export async function closeHttp(app: Closable, limitMs = FINISH_LIMIT_MS): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_POLL_MS)
  const late = setTimeout(() => app.server.closeAllConnections(), limitMs)
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(late)
  }
}
