import { type Logger, type LoggerOptions, pino } from 'pino'

export type Log = Logger

export const logLevel = (): string => process.env.LOG_LEVEL ?? 'info'

const optionsOf = (service: string): LoggerOptions => ({
  name: service,
  level: logLevel(),
  base: { service },
  timestamp: timeField,
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

let now = 0
let written = ''

/** `,"time":` and ISO 8601; made once a millisecond, for it costs as much as a quarter of a line. */
export function timeField(): string {
  const at = Date.now()
  if (at !== now) {
    now = at
    written = `,"time":"${new Date(at).toISOString()}"`
  }
  return written
}
