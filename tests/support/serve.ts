/**
 * node tests/support/serve.ts: real Kafka and MySQL 8.0.15 until stdin ends. Prints KAFKA_BROKERS=… and
 * DATABASE_URL=… once both answer.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startKafkaServer } from '../../scripts/services/kafka-server.ts'
import { createLeash } from '../../scripts/services/leash.ts'
import { fetchMysql8 } from '../../scripts/services/mysql-8.ts'
import { startMysqlServer } from '../../scripts/services/mysql-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'skygraph-serve-'))
const leash = createLeash()
leash.removeAtEnd(folder)
try {
  const binary = await fetchMysql8()
  const [mysql, kafka] = await Promise.all([
    startMysqlServer({ binary, folder: join(folder, 'mysql'), leash, onProgress: () => {} }),
    startKafkaServer(join(folder, 'kafka'), leash),
  ])
  console.log(`KAFKA_BROKERS=${kafka.brokers}\nDATABASE_URL=${mysql.adminUrl}`)
  for await (const _ of process.stdin);
} finally {
  await leash.release()
}
