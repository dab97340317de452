import { type Connection, createConnection } from 'mariadb'
import { readMysqlUrl } from '#lib/mysql-url.ts'

export type { Connection }

/** One raw connection, for what no Prisma client does: users, migrations, clones. The caller ends it. */
export function connect(url: string, { multipleStatements = false } = {}): Promise<Connection> {
  return createConnection({
    ...readMysqlUrl(url),
    allowPublicKeyRetrieval: true,
    // Errors are shown and logged, and parameters may be passwords.
    logParam: false,
    connectTimeout: 5000,
    timezone: 'Z',
    multipleStatements,
  })
}

/** The same server, another database; none with an empty name. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

/** `code` of what the driver threw, like ER_ACCESS_DENIED_ERROR or ECONNREFUSED. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What the server said, without the driver's connection number and without the statement it repeats. */
export function serverMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const said = 'sqlMessage' in error && typeof error.sqlMessage === 'string' ? error.sqlMessage : error.message
  return said.split('\n')[0] ?? said
}
