/** What went wrong in the database, as far as it concerns us. */
export type DriverFault = 'deadlock' | 'lock-timeout' | 'too-long' | 'unavailable' | 'unique'

interface DriverCause {
  kind?: string
  code?: number | string
  constraint?: { index?: string; fields?: string[] }
}

// Errors of the driver's own pool and socket (mariadb lib/misc/errors.js), and the server's words for "going away".
const UNAVAILABLE = new Set<number | string>([
  1040,
  1053,
  1077,
  1079,
  1129,
  1152,
  1159,
  1161,
  1203,
  1290,
  1927,
  2006,
  2013,
  4031,
  45_000,
  45_009,
  45_010,
  45_012,
  45_013,
  45_025,
  45_026,
  45_027,
  45_028,
  45_030,
  45_044,
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
])

/**
 * Translates an error of Prisma or its driver; undefined is an error of another kind.
 * Raw SQL fails with P2010 and the driver's cause under meta.driverAdapterError, model calls with a code of their own.
 */
export function driverFault(error: unknown): DriverFault | undefined {
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'P2034') return 'deadlock'
  // P2028 is also what a transaction ends with that took longer than it may; it then says for how long it ran.
  if (code === 'P2028' && typeof (error as PrismaFault).meta?.timeTaken === 'number') return 'too-long'
  // P2024 and P2028: waited too long for the pool or for a transaction to start; P1xxx: server away.
  if (code === 'P2024' || code === 'P2028' || (typeof code === 'string' && /^P10(01|02|08|11|17)$/.test(code))) {
    return 'unavailable'
  }
  const cause = causeOf(error)
  if (code === 'P2002' || cause?.kind === 'UniqueConstraintViolation') return 'unique'
  if (cause?.kind === 'TransactionWriteConflict' || cause?.code === 1213) return 'deadlock'
  if (cause?.code === 1205) return 'lock-timeout'
  if (
    cause?.kind === 'TooManyConnections' ||
    cause?.kind === 'SocketTimeout' ||
    cause?.kind === 'DatabaseNotReachable'
  ) {
    return 'unavailable'
  }
  // A socket's own error has both: ECONNRESET as its code, and as errno the operating system's -104.
  const names = [cause?.code, (error as { errno?: number } | null)?.errno, code as string | undefined]
  return names.some((name) => name !== undefined && UNAVAILABLE.has(name)) ? 'unavailable' : undefined
}

/** Whether `error` is the violation of a unique key, and of `index` if one is named. */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  if (driverFault(error) !== 'unique') return false
  return index === undefined || causeOf(error)?.constraint?.index === index
}

interface PrismaFault {
  meta?: { driverAdapterError?: { cause?: DriverCause }; timeTaken?: unknown }
}

function causeOf(error: unknown): DriverCause | undefined {
  const meta = (error as PrismaFault | null)?.meta
  return meta?.driverAdapterError?.cause ?? (error as { cause?: DriverCause } | null)?.cause
}
