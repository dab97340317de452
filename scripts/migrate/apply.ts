/**
 * Applies hand-written migrations in Prisma's layout and keeps Prisma's own record of them, so that
 * `prisma migrate deploy` can take over at any time. Its engine is a download of its own and not always to be had;
 * table, checksum and lock name are those of the engine's MySQL flavour.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, connect, serverMessage } from '../services/connection.ts'

const LOCK_NAME = 'prisma_migrate'
const LOCK_WAIT_SECONDS = 60

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at DATETIME(3),
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at DATETIME(3),
  started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of migration.sql, hex */
  checksum: string
}

interface Recorded {
  migration_name: string
  checksum: string
  finished_at: Date | null
  logs: string | null
}

/** A migration that cannot go on without a person; the message says which and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * Brings the database that `connectionUrl` names up to the last migration of `folder` (prisma/<name>/migrations) and
 * returns the names it applied. Two at once are safe: the second waits for the first. Throws MigrationError.
 */
export async function migrate(
  connectionUrl: string,
  folder: string,
  onProgress: (line: string) => void = () => {},
): Promise<string[]> {
  const migrations = readMigrations(folder)
  const connection = await connect(connectionUrl, { multipleStatements: true })
  try {
    await takeLock(connection)
    await connection.query(MIGRATIONS_TABLE)
    const waiting = migrationsToApply(migrations, await readRecord(connection))
    for (const migration of waiting) {
      onProgress(`migration ${migration.name}`)
      await apply(connection, migration)
    }
    return waiting.map(({ name }) => name)
  } finally {
    // Ends the session and with it the lock.
    await connection.end()
  }
}

export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/** Which migrations are left, in order; refuses a record that does not fit the folder. */
export function migrationsToApply(migrations: Migration[], record: Recorded[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const recorded of record) refuseMisfit(known.get(recorded.migration_name), recorded)
  const done = new Set(record.map(({ migration_name }) => migration_name))
  return migrations.filter(({ name }) => !done.has(name))
}

function refuseMisfit(
  migration: Migration | undefined,
  { migration_name, checksum, finished_at, logs }: Recorded,
): void {
  if (!finished_at) {
    throw new MigrationError(
      `Migration ${migration_name} failed half-way earlier${logs ? `: ${logs}` : ''}. ` +
        'MySQL keeps the tables it had made. Repair the database by hand, then set finished_at ' +
        `(it is done) or rolled_back_at (it is undone) of its row in _prisma_migrations.`,
    )
  }
  if (!migration) {
    throw new MigrationError(
      `The database has migration ${migration_name}, which this version does not know: it is newer.`,
    )
  }
  if (migration.checksum !== checksum) {
    throw new MigrationError(
      `Migration ${migration_name} was changed after it was applied. Undo that and add a new one.`,
    )
  }
}

async function takeLock(connection: Connection): Promise<void> {
  const [row] = await connection.query('SELECT GET_LOCK(?, ?) AS taken', [LOCK_NAME, LOCK_WAIT_SECONDS])
  if (Number(row.taken) !== 1) {
    throw new MigrationError(`Another migration has been running on this server for ${LOCK_WAIT_SECONDS} s.`)
  }
}

function readRecord(connection: Connection): Promise<Recorded[]> {
  return connection.query(
    'SELECT migration_name, checksum, finished_at, logs FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  )
}

/** No transaction: MySQL commits at every CREATE and ALTER. */
async function apply(connection: Connection, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await connection.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES (?, ?, ?)', [
    id,
    checksum,
    name,
  ])
  try {
    await connection.query(sql)
  } catch (error) {
    await connection.query('UPDATE _prisma_migrations SET logs = ? WHERE id = ?', [serverMessage(error), id])
    throw new MigrationError(`Migration ${name} failed: ${serverMessage(error)}`, { cause: error })
  }
  await connection.query(
    'UPDATE _prisma_migrations SET finished_at = CURRENT_TIMESTAMP(3), applied_steps_count = 1 WHERE id = ?',
    [id],
  )
}
