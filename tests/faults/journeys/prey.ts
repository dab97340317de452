import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from '../../../scripts/services/mysql-server.ts'
import { processesOf } from '../../support/launcher.ts'
import type { TestProcess, TestProcesses } from '../../support/process.ts'
import { until } from '../../support/wait.ts'

const RESTARTS = 5

/** A process of the system that may be killed, and comes back. */
export interface Prey {
  name: string
  kill(): Promise<void>
}

/** A service that the launcher supervises, by the file it runs; the launcher starts it again. */
export function supervised(dataFolder: string, name: string, main: string): Prey {
  const find = () => processesOf(dataFolder).find((line) => line.includes(main))
  return {
    name,
    async kill() {
      const line = await until(find, { timeoutMs: 60_000 })
      process.kill(Number.parseInt(line, 10), 'SIGKILL')
    },
  }
}

/** The embedded database server, which the launcher starts again, too. */
export function databaseServer(dataFolder: string): Prey {
  const pidFile = join(dataFolder, 'mysql', 'mysqld.pid')
  // A killed server leaves its file behind.
  const pid = () => {
    const written = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0
    return written > 0 && isAlive(written) && written
  }
  return {
    name: 'database',
    async kill() {
      process.kill(await until(pid, { timeoutMs: 60_000 }), 'SIGKILL')
    },
  }
}

/** One that the test started and starts again itself, where it was, as often as it takes, as any supervisor would. */
export function started(
  processes: TestProcesses,
  name: string,
  { main, env, first }: { main: string; env: NodeJS.ProcessEnv; first: TestProcess },
): Prey & { restarted(): Promise<TestProcess> } {
  const start = async (triesLeft: number): Promise<TestProcess> => {
    try {
      return await processes.start(main, env, { readyWithinMs: 120_000 })
    } catch (error) {
      if (triesLeft === 0) throw error
      console.warn(`${name} is started again: ${(error as Error).message.slice(0, 1000)}`)
      return start(triesLeft - 1)
    }
  }
  let running = Promise.resolve(first)
  return {
    name,
    restarted: () => running,
    async kill() {
      const before = await running
      await before.kill('SIGKILL')
      running = start(RESTARTS)
      // Whoever waits for it hears of a failure.
      running.catch(() => {})
    },
  }
}
