import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../scripts/migrate/apply.ts'
import { migrationsFolder } from '../../scripts/migrate/folders.ts'
import { connect, withDatabase } from '../../scripts/services/connection.ts'
import type { DatabaseName } from '../../scripts/services/database-names.ts'
import { binaryOrInstall } from '../../scripts/services/find-mysql.ts'
import { startKafkaServer } from '../../scripts/services/kafka-server.ts'
import { createLeash } from '../../scripts/services/leash.ts'
import { startMysqlServer } from '../../scripts/services/mysql-server.ts'
import { startRedisServer } from '../../scripts/services/redis.ts'

/** The services of one benchmark, on a folder that goes with it. */
export interface Scratch {
  /** What the server calls itself, for the report */
  mysql: string
  /** A migrated database of its own; the URL is of a user who may do everything. */
  database(name: DatabaseName): Promise<string>
  /** host:port of a broker, started when first asked for */
  kafka(): Promise<string>
  /** What REDIS_URL takes, of a server of its own */
  redis(): Promise<string>
  end(): Promise<void>
}

/** A MySQL server that flushes each commit to the disk, as a production one does. */
export async function openScratch(): Promise<Scratch> {
  const leash = createLeash()
  const folder = mkdtempSync(join(tmpdir(), 'skygraph-bench-'))
  leash.removeAtEnd(folder)
  const binary = await binaryOrInstall(console.error)
  const { adminUrl } = await startMysqlServer({
    binary,
    folder: join(folder, 'mysql'),
    leash,
    onProgress: () => {},
    durable: true,
  })
  let made = 0
  let broker: Promise<string> | undefined
  return {
    mysql: `${binary.flavour} ${binary.version}`,
    async database(name) {
      const database = `bench_${name}_${++made}`
      const connection = await connect(adminUrl)
      await connection.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
      await connection.end()
      const url = withDatabase(adminUrl, database)
      await migrate(url, migrationsFolder(name))
      return url
    },
    kafka() {
      broker ??= startKafkaServer(join(folder, 'kafka'), leash).then(({ brokers }) => brokers)
      return broker
    },
    redis: async () => (await startRedisServer({ folder: join(folder, 'redis'), leash })).url,
    end: () => leash.release(),
  }
}
