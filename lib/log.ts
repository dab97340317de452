import { type Logger, pino } from 'pino'

export type Log = Logger

/** JSON lines on stdout, one an event; LOG_LEVEL sets how much (default `info`). */
export function createLog(service: string): Log {
  return pino({
    name: service,
    level: process.env.LOG_LEVEL ?? 'info',
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })
}
