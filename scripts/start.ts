/**
 * npm start [-- --reset]: the whole system from one command. Finds or starts MySQL, migrates, loads demo data,
 * runs every service as a process of its own, and stops all of them again. --reset begins with no data.
 */
import { existsSync } from 'node:fs'
import { ConfigError } from '#lib/config.ts'
import { MigrationError } from './migrate/apply.ts'
import { StartError } from './services/start-error.ts'
import { launch } from './start/launcher.ts'
import { paint } from './start/output.ts'
import { readSettings } from './start/settings.ts'

function fail(error: unknown): void {
  const forPerson = [StartError, ConfigError, MigrationError].some((kind) => error instanceof kind)
  const text = error instanceof Error ? (forPerson ? error.message : error.stack) : String(error)
  console.error(`\n${paint('red', 'Skygraph did not start.')} ${text}`)
}

try {
  if (existsSync('.env')) process.loadEnvFile('.env')
  await launch(readSettings(process.argv.slice(2), process.env))
} catch (error) {
  fail(error)
  process.exitCode = 1
}
// Not left to the event loop: an interrupted start may still have a step under way.
process.exit()
