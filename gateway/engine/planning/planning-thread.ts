import { unavailable } from '#lib/errors.ts'
import type { Log } from '#lib/log.ts'
import { createThreadPool } from '#lib/thread-pool.ts'
import { invalid, Refused } from '../../errors.ts'
import type { Plan } from './planner.ts'
import type * as worker from './planning-worker.ts'
import { createTurns } from './turns.ts'

/** Plans operations over one supergraph. */
export interface Planning {
  /**
   * @param text a valid document of one operation and the fragments it uses
   * @throws Refused where it cannot be planned within the limits; UNAVAILABLE where too many wait
   */
  plan(text: string): Promise<Plan>
  /** Ends the thread once what waits has been planned. */
  close(): Promise<void>
}

export interface PlanningLimits {
  /** For a thread to start and read the supergraph. */
  loadMs: number
  /** One operation's own time; a thread that takes longer is ended. */
  runMs: number
  /** Over a supergraph with many ways through it the planner fills 4 GB for four fields in one another. */
  heapMb: number
  waiting: number
  waitMs: number
}

export interface PlanningOptions {
  log: Log
  /** Ends at once whatever is loaded or planned. */
  signal: AbortSignal
  limits?: PlanningLimits
}

const LIMITS: PlanningLimits = { loadMs: 60_000, runMs: 3_000, heapMb: 512, waiting: 500, waitMs: 5_000 }
const RETRY_AFTER_SECONDS = 1

/**
 * A planner in a thread of its own: planning takes from a millisecond to for ever, and no request may wait for another's.
 * @throws what is wrong with the supergraph
 */
export async function startPlanning(sdl: string, { log, signal, limits = LIMITS }: PlanningOptions): Promise<Planning> {
  const pool = createThreadPool(log, {
    filename: new URL('./planning-worker.ts', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    workerData: sdl,
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
  })
  const run = <N extends keyof typeof worker>(name: N, ms: number, task?: string) =>
    pool.run(task, { name, signal: AbortSignal.any([signal, AbortSignal.timeout(ms)]) }) as Promise<
      ReturnType<(typeof worker)[N]>
    >
  const load = () => run('load', limits.loadMs)
  const turns = createTurns({ ...limits, refuse: () => unavailable(RETRY_AFTER_SECONDS) })
  try {
    await load()
  } catch (error) {
    await pool.destroy()
    throw error
  }
  return {
    plan: (text) =>
      turns.take(async () => {
        try {
          return await run('plan', limits.runMs, text)
        } catch (error) {
          if (signal.aborted) throw unavailable(RETRY_AFTER_SECONDS)
          if (!endedThread(error)) throw error
          // The time of whoever is next must not go to the start of the new thread.
          await load().catch((cause: unknown) => {
            throw unavailable(RETRY_AFTER_SECONDS, cause)
          })
          throw tooComplex()
        }
      }),
    async close() {
      await turns.over()
      await pool.destroy()
    },
  }
}

const endedThread = (error: unknown) =>
  error instanceof Error &&
  (error.name === 'AbortError' || (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')

const tooComplex = () => new Refused([invalid('The operation has too many ways to be planned.')])
