import { Piscina } from 'piscina'
import type { Log } from './log.ts'

export interface ThreadPool extends Pick<Piscina, 'destroy' | 'queueSize'> {
  /** @throws an AbortError when the signal says so, which ends the thread; a thread that cannot start answers never */
  run(task: unknown, options: { name: string; signal: AbortSignal }): Promise<unknown>
}

/** Threads whose end leaves the process alive: one may run out of memory when nobody waits for it any more. */
export function createThreadPool(log: Log, options: ConstructorParameters<typeof Piscina>[0]): ThreadPool {
  const pool = new Piscina(options)
  pool.on('error', (error) => log.warn({ err: error }, 'a thread ended that nobody waited for'))
  return pool
}
