import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLeash, killGroup } from '../../scripts/services/leash.ts'
import { type RedisServer, startRedisServer } from '../../scripts/services/redis.ts'

export interface TestRedis {
  /** For REDIS_URL. */
  url: string
  /** SIGKILL: connections break, and all it kept is gone. */
  kill(): Promise<void>
  /** An empty one, where the one that was killed was. */
  startAgain(): Promise<void>
  /** SIGSTOP: connections stay, nothing is answered. */
  hang(): void
  goOn(): void
  stop(): Promise<void>
}

/** A real Redis for one test file, which dies with it whatever happens. */
export async function startTestRedis(): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'skygraph-redis-'))
  const leash = createLeash()
  leash.removeAtEnd(folder)
  const start = (url?: string) => startRedisServer({ folder, leash, url })
  let server: RedisServer = await start().catch(async (error: unknown) => {
    await leash.release()
    throw error
  })
  return {
    url: server.url,
    async kill() {
      const { child } = server
      const exited = new Promise((resolve) => child.once('exit', resolve))
      if (child.pid !== undefined) killGroup(child.pid)
      await exited
    },
    async startAgain() {
      server = await start(server.url)
    },
    hang: () => void server.child.kill('SIGSTOP'),
    goOn: () => void server.child.kill('SIGCONT'),
    stop: () => leash.release(),
  }
}
