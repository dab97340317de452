import { createPool, type Pool } from 'mariadb'
import { readMysqlUrl } from '#lib/mysql-url.ts'
import { type Fragment, type Sql, sql } from '#lib/sql.ts'

/** Plain connections, for what must not wait behind a service's own or costs Prisma too much; its opener ends it. */
export function openPool(url: string, connectionLimit: number): Pool {
  return createPool({
    ...readMysqlUrl(url),
    connectionLimit,
    acquireTimeout: 4000,
    connectTimeout: 3000,
    allowPublicKeyRetrieval: true,
    // Errors are logged, and parameters are the data of people.
    logParam: false,
    timezone: 'Z',
    initSql: 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  })
}

/** The tagged templates of a Prisma client over plain connections, a statement at a time. */
export function sqlOver(pool: Pool): Sql {
  const query = (text: TemplateStringsArray | Fragment, values: unknown[]) => {
    const whole = 'raw' in text ? sql(text, ...values) : text
    return pool.query(whole.sql, whole.values)
  }
  return {
    $queryRaw: (text, ...values) => query(text, values),
    $executeRaw: async (text, ...values) => (await query(text, values)).affectedRows,
  }
}
