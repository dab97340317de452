import { type Connection, connect, errorCode, serverMessage, withDatabase } from './connection.ts'
import { type DatabaseName, databaseNames } from './database-names.ts'
import { StartError } from './start-error.ts'

/** A URL for each: of the user who only reads and writes rows of this one database. */
export type DatabaseUrls = Record<DatabaseName, string>

export interface DatabasesOptions {
  /** Of a user who may make databases and users */
  adminUrl: string
  /** Databases and users are called <prefix>_flight and so on, so that copies can share a server */
  prefix: string
  passwords: Record<DatabaseName, string>
}

/**
 * Makes what is missing of the five databases and their users; each user has rights on the rows of its own database
 * only. Tables are made by the admin's connection.
 */
export async function ensureDatabases({ adminUrl, prefix, passwords }: DatabasesOptions): Promise<DatabaseUrls> {
  if (!/^[a-z][a-z0-9_]{0,15}$/.test(prefix)) {
    throw new StartError('DATABASE_PREFIX must be 1 to 16 small letters, digits and underscores, a letter first.')
  }
  const connection = await connect(adminUrl)
  try {
    for (const name of databaseNames) await ensureDatabase(connection, `${prefix}_${name}`, passwords[name])
  } catch (error) {
    if (!errorCode(error)?.includes('ACCESS_DENIED')) throw error
    throw new StartError(
      `The user of DATABASE_URL may not make databases and users: it needs ALL PRIVILEGES on \`${prefix}\\_%\`.*, ` +
        `CREATE USER and GRANT OPTION. The server says: ${serverMessage(error)}`,
    )
  } finally {
    await connection.end()
  }
  const urls = databaseNames.map((name) => [name, userUrl(adminUrl, `${prefix}_${name}`, passwords[name])])
  return Object.fromEntries(urls) as DatabaseUrls
}

/** Takes the five databases away again, with their users; `--reset` on a server of DATABASE_URL. */
export async function dropDatabases(adminUrl: string, prefix: string): Promise<void> {
  const connection = await connect(adminUrl)
  try {
    for (const name of databaseNames) {
      await connection.query(`DROP DATABASE IF EXISTS \`${prefix}_${name}\``)
      await connection.query(`DROP USER IF EXISTS '${prefix}_${name}'@'%'`)
    }
  } finally {
    await connection.end()
  }
}

async function ensureDatabase(connection: Connection, name: string, password: string): Promise<void> {
  const known = await connection.query('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [name])
  if (known.length === 0) {
    await connection.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
  }
  await connection.query(`CREATE USER IF NOT EXISTS '${name}'@'%' IDENTIFIED BY ?`, [password])
  await connection.query(`ALTER USER '${name}'@'%' IDENTIFIED BY ?`, [password])
  // In a GRANT an underscore stands for any letter.
  const pattern = name.replaceAll('_', '\\_')
  await connection.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON \`${pattern}\`.* TO '${name}'@'%'`)
}

function userUrl(adminUrl: string, name: string, password: string): string {
  const url = new URL(withDatabase(adminUrl, name))
  url.username = name
  url.password = password
  return url.href
}
