import { type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

const optionsOf = (service: string): LoggerOptions => ({
  name: service,
  level: process.env.LOG_LEVEL ?? 'info',
  base: { service },
  timestamp: isoTime,
  formatters: { level: (label) => ({ level: label }) },
})

/** How long a reader of our stdout that hangs keeps a process from exiting; what he has not read then is lost. */
const EXIT_LIMIT_MS = 2_000
let giveUpAt = Number.POSITIVE_INFINITY
process.once('exit', () => {
  giveUpAt = Date.now() + EXIT_LIMIT_MS
})
const retryEAGAIN = () => Date.now() < giveUpAt

let stdout: ReturnType<typeof pino.destination> | undefined

/** Lines that a full pipe did not take wait in memory: pino writes those of its own destination no more at the exit. */
function stdoutDestination() {
  if (stdout) return stdout
  const destination = pino.destination({ dest: 1, sync: true, retryEAGAIN })
  process.once('exit', () => {
    try {
      destination.flushSync()
    } catch {
      // Nobody reads, so there is nobody to tell.
    }
  })
  stdout = destination
  return destination
}

/** JSON lines on stdout, one an event; LOG_LEVEL sets how much (default `info`). */
export const createLog = (service: string): Log => pino(optionsOf(service), stdoutDestination())

/** A pipe takes so many bytes whole, so that lines of this log and of the other are never mixed (PIPE_BUF of Linux). */
const ATOMIC_BYTES = 4096
const FLUSH_MS = 500
/** What a reader of our stdout that hangs may cost in memory; what comes then is lost. */
const MOST_WAITING_BYTES = 4 << 20

export interface ManyLinesLog {
  log: Log
  /** Resolves when all has been written. */
  flush(): Promise<void>
  /** Lines lost because nobody read stdout. */
  dropped(): number
}

/**
 * The same lines, gathered for half a second or 4 kB and written beside the event loop: for what has a line a request.
 * The rest goes when the process exits; a kill -9 takes it along.
 */
export function createManyLinesLog(service: string): ManyLinesLog {
  const destination = pino.destination({
    dest: 1,
    sync: false,
    retryEAGAIN,
    minLength: ATOMIC_BYTES - 1024,
    maxWrite: ATOMIC_BYTES,
    maxLength: MOST_WAITING_BYTES,
    periodicFlush: FLUSH_MS,
  })
  let dropped = 0
  destination.on('drop', () => dropped++)
  return {
    log: pino(optionsOf(service), destination),
    flush: () => new Promise((resolve) => destination.flush(() => resolve())),
    dropped: () => dropped,
  }
}

let now = 0
let written = ''

/** ISO 8601; made once a millisecond, for it costs as much as a quarter of a line. */
function isoTime(): string {
  const at = Date.now()
  if (at !== now) {
    now = at
    written = `,"time":"${new Date(at).toISOString()}"`
  }
  return written
}
