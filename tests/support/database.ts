import { randomBytes } from 'node:crypto'
import { type Connection, connect, withDatabase } from '../../scripts/services/connection.ts'
import type { DatabaseName } from '../../scripts/services/database-names.ts'
import { askServices } from './services.ts'
import type { Template } from './template.ts'
import { until } from './wait.ts'

export interface TestDatabase {
  /** Of a user with the rights a subgraph has: rows, no tables */
  url: string
  /** Of one who may do everything, for negative controls that take a guard away */
  adminUrl: string
  /** Fails when a connection to the database was left open. */
  drop(): Promise<void>
}

/** A migrated database of its own for a test file, cloned from one that the run migrated once. */
export async function testDatabase(name: DatabaseName): Promise<TestDatabase> {
  const template = await askServices<Template>(`/template/${name}`)
  const database = `t_${name}_${randomBytes(5).toString('hex')}`
  const connection = await connect(template.adminUrl, { multipleStatements: true })
  await connection.query(
    [
      `CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`,
      `USE ${database}`,
      'SET foreign_key_checks = 0',
      ...template.statements,
    ].join(';\n'),
  )
  await connection.end()
  const adminUrl = withDatabase(template.adminUrl, database)
  const url = new URL(adminUrl)
  url.username = template.user
  url.password = template.password
  return { url: url.href, adminUrl, drop: () => drop(template.adminUrl, database) }
}

async function drop(adminUrl: string, database: string): Promise<void> {
  const connection = await connect(adminUrl)
  try {
    await allClosed(connection, database)
  } finally {
    await connection.query(`DROP DATABASE ${database}`)
    await connection.end()
  }
}

async function allClosed(connection: Connection, database: string): Promise<void> {
  let open = 0
  const none = async () => {
    const [row] = await connection.query(
      'SELECT COUNT(*) AS open_now FROM information_schema.processlist WHERE db = ?',
      [database],
    )
    open = Number(row.open_now)
    return open === 0
  }
  await until(none, { timeoutMs: 3000 }).catch((cause: unknown) => {
    throw new Error(`${open} connections to ${database} were left open`, { cause })
  })
}
