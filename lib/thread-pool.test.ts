import { type Logger, pino } from 'pino'
import { expect, test } from 'vitest'
import { createThreadPool } from './thread-pool.ts'

test('a thread that cannot start is told of, and who waits for it gets an error in time', async () => {
  const lines: string[] = []
  const log: Logger = pino({}, { write: (line) => void lines.push(line) })
  const filename = new URL('./no-such-file.ts', import.meta.url).href
  const pool = createThreadPool(log, { filename, minThreads: 0, maxThreads: 1 })
  try {
    const run = pool.run('task', { name: 'work', signal: AbortSignal.timeout(500) })
    await expect(run).rejects.toHaveProperty('name', 'AbortError')
    await expect.poll(() => lines.join(), { timeout: 10_000 }).toContain('nobody waited for')
  } finally {
    await pool.destroy()
  }
})
