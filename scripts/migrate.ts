/**
 * npm run migrate -- flight|booking|user|notification|bus|all
 * DATABASE_URL: the server, and a user who may create tables; when it names a database, that one is migrated (for one
 * name), else <DATABASE_PREFIX>_<name>, skygraph unless set.
 */

import { MigrationError, migrate } from './migrate/apply.ts'
import { migrationsFolder } from './migrate/folders.ts'
import { withDatabase } from './services/connection.ts'
import { type DatabaseName, databaseNames } from './services/database-names.ts'

const usage = `Usage: DATABASE_URL=mysql://user:password@host:3306 npm run migrate -- ${databaseNames.join('|')}|all`

function urlOf(name: DatabaseName, server: string, alone: boolean): string {
  const named = new URL(server).pathname.length > 1
  if (named && alone) return server
  return withDatabase(server, `${process.env.DATABASE_PREFIX ?? 'skygraph'}_${name}`)
}

const wanted = process.argv[2]
const names = wanted === 'all' ? databaseNames : databaseNames.filter((name) => name === wanted)
const server = process.env.DATABASE_URL
if (names.length === 0 || !server) {
  console.error(usage)
  process.exit(2)
}
for (const name of names) {
  try {
    const url = urlOf(name, server, names.length === 1)
    const applied = await migrate(url, migrationsFolder(name), (line) => console.log(`${name}: ${line}`))
    if (applied.length === 0) console.log(`${name}: up to date`)
  } catch (error) {
    console.error(`${name}: ${error instanceof MigrationError ? error.message : String(error)}`)
    process.exit(1)
  }
}
