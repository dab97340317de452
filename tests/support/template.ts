import { migrate } from '../../scripts/migrate/apply.ts'
import { migrationsFolder } from '../../scripts/migrate/folders.ts'
import { type Connection, connect, withDatabase } from '../../scripts/services/connection.ts'
import type { DatabaseName } from '../../scripts/services/database-names.ts'
import type { TestMysql } from './mysql.ts'

export interface Template extends TestMysql {
  /** Make the template's tables and seed rows in the database they run in; no order is needed without key checks. */
  statements: string[]
}

/** Migrates a database once, and reads off it how to make its like. */
export async function makeTemplate(mysql: TestMysql, name: DatabaseName): Promise<Template> {
  const template = `template_${name}`
  const connection = await connect(mysql.adminUrl)
  try {
    await connection.query(`CREATE DATABASE ${template} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`)
    await migrate(withDatabase(mysql.adminUrl, template), migrationsFolder(name))
    await connection.query(`USE ${template}`)
    const tables: Array<{ name: string }> = await connection.query(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
      [template],
    )
    const statements: string[] = []
    for (const table of tables) statements.push(...(await statementsFor(connection, template, table.name)))
    return { ...mysql, statements }
  } finally {
    await connection.end()
  }
}

async function statementsFor(connection: Connection, template: string, table: string): Promise<string[]> {
  const [created] = await connection.query(`SHOW CREATE TABLE \`${table}\``)
  const make: string = created['Create Table']
  const [seeded] = await connection.query(`SELECT EXISTS(SELECT 1 FROM \`${table}\`) AS any_row`)
  if (Number(seeded.any_row) === 0) return [make]
  const columns: Array<{ name: string }> = await connection.query(
    `SELECT column_name AS name FROM information_schema.columns
     WHERE table_schema = ? AND table_name = ? AND extra NOT LIKE '%GENERATED' ORDER BY ordinal_position`,
    [template, table],
  )
  const list = columns.map((column) => `\`${column.name}\``).join(', ')
  return [make, `INSERT INTO \`${table}\` (${list}) SELECT ${list} FROM ${template}.\`${table}\``]
}
