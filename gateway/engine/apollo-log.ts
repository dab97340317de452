import type { Log } from '#lib/log.ts'

/** Apollo's packages tell at level info what nobody waits for; it stays available at debug. */
export function apolloLog(log: Log) {
  return {
    debug: (message?: unknown) => log.debug(message),
    info: (message?: unknown) => log.debug(message),
    warn: (message?: unknown) => log.warn(message),
    error: (message?: unknown) => log.error(message),
  }
}
