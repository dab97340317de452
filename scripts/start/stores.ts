import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { migrate } from '../migrate/apply.ts'
import { migrationsFolder } from '../migrate/folders.ts'
import { withDatabase } from '../services/connection.ts'
import { databaseNames } from '../services/database-names.ts'
import { type DatabaseUrls, dropDatabases, ensureDatabases } from '../services/databases.ts'
import { findMysql } from '../services/find-mysql.ts'
import type { Leash } from '../services/leash.ts'
import type { MysqlServer } from '../services/mysql-server.ts'
import type { Secrets } from '../services/secrets.ts'
import { StartError } from '../services/start-error.ts'
import { waitForKafka } from '../services/wait-for-kafka.ts'
import type { Output } from './output.ts'
import type { Settings } from './settings.ts'

/** Ends in a row, each sooner than STEADY_MS after a start, before it is given up. */
const RESTARTS = 5
const STEADY_MS = 60_000

export interface Stores {
  urls: DatabaseUrls
  /** Ends an embedded server; one of DATABASE_URL goes on. */
  stop(): Promise<void>
}

export interface StoreParts {
  settings: Settings
  secrets: Secrets
  leash: Leash
  output: Output
  /** The embedded server ended and could not be brought back */
  onLost(error: Error): void
}

/** A MySQL server with the five databases, migrated; and the broker, where one was named, answers. */
export async function openStores(parts: StoreParts): Promise<Stores> {
  const { settings, secrets, output } = parts
  if (settings.kafkaBrokers) await waitForKafka(settings.kafkaBrokers)
  const server = await keepRunning(parts)
  try {
    const { databasePrefix: prefix } = settings
    if (settings.reset) await dropDatabases(server.adminUrl, prefix)
    const urls = await ensureDatabases({ adminUrl: server.adminUrl, prefix, passwords: secrets.databasePasswords })
    for (const name of databaseNames) {
      const url = withDatabase(server.adminUrl, `${prefix}_${name}`)
      await migrate(url, migrationsFolder(name), (line) => output.say('mysql', `${name}: ${line}`))
    }
    return { urls, stop: server.stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** An embedded server that ends by itself is started again, on the same port, so that the services find it. */
async function keepRunning({
  settings,
  leash,
  output,
  onLost,
}: StoreParts): Promise<Pick<MysqlServer, 'adminUrl' | 'stop'>> {
  const open = () =>
    findMysql({
      databaseUrl: settings.databaseUrl,
      folder: join(settings.dataFolder, 'mysql'),
      leash,
      onProgress: (line) => output.say('mysql', line),
    })
  let server = await open()
  let stopping = false
  const watch = async () => {
    for (let quickEnds = 0; ; ) {
      const began = Date.now()
      await server.ended
      if (stopping) return
      quickEnds = Date.now() - began < STEADY_MS ? quickEnds + 1 : 1
      if (quickEnds > RESTARTS)
        throw new StartError(`Cannot go on: the MySQL server ended ${quickEnds} times in a row.`)
      output.warn('mysql', 'the server ended unexpectedly, starting it again')
      await sleep(500 * (quickEnds - 1))
      const { adminUrl } = server
      server = await open()
      // The services know the old port.
      if (server.adminUrl !== adminUrl) throw new StartError('Cannot go on: the port of the MySQL server was taken.')
    }
  }
  watch().catch(onLost)
  return {
    adminUrl: server.adminUrl,
    async stop() {
      stopping = true
      await server.stop()
    },
  }
}
