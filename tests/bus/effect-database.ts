import { connect } from '../../scripts/services/connection.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

/** A service's database with a table of effects that nothing keeps from happening twice but the inbox. */
export async function effectDatabase(): Promise<TestDatabase> {
  const database = await testDatabase('notification')
  const connection = await connect(database.adminUrl)
  await connection.query(
    `CREATE TABLE effect (
      seq BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, event_id CHAR(36) NOT NULL, event_key VARCHAR(64) NOT NULL,
      type VARCHAR(64) NOT NULL, member VARCHAR(64) NOT NULL, KEY effect_event_key (event_key))`,
  )
  await connection.end()
  return database
}
