import { driverFault } from '#lib/driver-fault.ts'
import type { Log } from '#lib/log.ts'
import { startTracing, stopTracing } from '#lib/tracing.ts'

const LIMIT_MS = 10_000
/** For the last spans; a collector that is away is not waited for. */
const TRACES_LIMIT_MS = 1_500

/**
 * On SIGTERM or SIGINT runs `steps` in order (stop taking work, finish, close) and exits 0;
 * exits 1 when a step fails or all together take longer than 10 s.
 */
export function onStop(log: Log, steps: Array<() => Promise<unknown> | unknown>): void {
  let stopping = false
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => {
      log.error('did not stop in time')
      process.exit(1)
    }, LIMIT_MS).unref()
    try {
      for (const step of steps) await step()
      await stopTracing(TRACES_LIMIT_MS)
      log.info('stopped')
      process.exit(0)
    } catch (error) {
      log.error({ err: error }, 'failed while stopping')
      process.exit(1)
    }
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

/**
 * The database driver rejects a promise of its own that nobody holds when a new connection is lost while it is set up;
 * whoever waited for one is told by the pool. Any other rejection that nobody handles ends the process, as ever.
 */
function outliveLostConnections(log: Log): void {
  process.on('unhandledRejection', (reason) => {
    if (driverFault(reason) !== 'unavailable') throw reason
    log.warn({ err: reason }, 'a new connection to the database was lost')
  })
}

/** Runs a process's main function, traced where that is asked for; what it cannot start with is said in one line, exit 1. */
export async function runMain(log: Log, main: () => Promise<void>): Promise<void> {
  outliveLostConnections(log)
  try {
    await startTracing(String(log.bindings().service), log)
    await main()
  } catch (error) {
    log.fatal({ err: error }, error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}
