import { randomBytes } from 'node:crypto'
import { connect } from '../../scripts/services/connection.ts'
import { binaryOrInstall } from '../../scripts/services/find-mysql.ts'
import type { Leash } from '../../scripts/services/leash.ts'
import { fetchMysql8 } from '../../scripts/services/mysql-8.ts'
import { startMysqlServer } from '../../scripts/services/mysql-server.ts'

export interface TestMysql {
  adminUrl: string
  /** Who reads and writes rows in every test database, and can do nothing else */
  user: string
  password: string
}

/** The server on the machine, or the real MySQL 8.0.15 with TEST_MYSQL=8.0.15. */
export async function startTestMysql(folder: string, leash: Leash): Promise<TestMysql> {
  const wanted = process.env.TEST_MYSQL
  if (wanted && wanted !== '8.0.15') throw new Error(`TEST_MYSQL can be 8.0.15, not ${wanted}`)
  const binary = wanted ? await fetchMysql8() : await binaryOrInstall(console.log)
  const { adminUrl } = await startMysqlServer({ binary, folder, leash, onProgress: () => {}, durable: false })
  const mysql = { adminUrl, user: 'test', password: randomBytes(12).toString('base64url') }
  const connection = await connect(adminUrl)
  await connection.query(`CREATE USER '${mysql.user}'@'%' IDENTIFIED BY '${mysql.password}'`)
  await connection.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON \`t\\_%\`.* TO '${mysql.user}'@'%'`)
  await connection.end()
  return mysql
}
