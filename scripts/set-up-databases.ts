/**
 * For a deployment, before its services start: makes the databases and their users, and migrates.
 * DATABASE_URL names the server and a user who may do that; FLIGHT_DATABASE_PASSWORD and so on are the passwords of
 * the users to make, DATABASE_PREFIX (skygraph) begins their names and the databases'. `--demo` loads demo data too.
 */
import { z } from 'zod'
import { ConfigError, mysqlUrl, readConfig } from '#lib/config.ts'
import { MigrationError, migrate } from './migrate/apply.ts'
import { migrationsFolder } from './migrate/folders.ts'
import { withDatabase } from './services/connection.ts'
import { type DatabaseName, databaseNames } from './services/database-names.ts'
import { ensureDatabases } from './services/databases.ts'
import { createLeash } from './services/leash.ts'
import { StartError } from './services/start-error.ts'
import { loadDemoData } from './start/demo-data.ts'
import { createOutput } from './start/output.ts'

const password = z.string('is required').min(12, 'must have at least 12 characters')

async function setUpDatabases(): Promise<void> {
  const config = readConfig({
    DATABASE_URL: mysqlUrl,
    DATABASE_PREFIX: z.string().default('skygraph'),
    FLIGHT_DATABASE_PASSWORD: password,
    BOOKING_DATABASE_PASSWORD: password,
    USER_DATABASE_PASSWORD: password,
    NOTIFICATION_DATABASE_PASSWORD: password,
    BUS_DATABASE_PASSWORD: password,
  })
  const { DATABASE_URL: adminUrl, DATABASE_PREFIX: prefix } = config
  const passwords: Record<DatabaseName, string> = {
    flight: config.FLIGHT_DATABASE_PASSWORD,
    booking: config.BOOKING_DATABASE_PASSWORD,
    user: config.USER_DATABASE_PASSWORD,
    notification: config.NOTIFICATION_DATABASE_PASSWORD,
    bus: config.BUS_DATABASE_PASSWORD,
  }
  const output = createOutput()
  const urls = await ensureDatabases({ adminUrl, prefix, passwords })
  for (const name of databaseNames) {
    const url = withDatabase(adminUrl, `${prefix}_${name}`)
    await migrate(url, migrationsFolder(name), (line) => output.say(name, line))
  }
  output.say('databases', 'ready')
  if (!process.argv.includes('--demo')) return
  if (process.env.NODE_ENV === 'production') throw new StartError('Demo data is never loaded in production.')
  const leash = createLeash()
  await loadDemoData({ urls, leash, output })
  await leash.release()
}

try {
  await setUpDatabases()
} catch (error) {
  const forPerson = [StartError, ConfigError, MigrationError].some((kind) => error instanceof kind)
  console.error(forPerson ? (error as Error).message : error)
  process.exit(1)
}
