import { randomBytes } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../scripts/migrate/apply.ts'
import { type Connection, connect, withDatabase } from '../scripts/services/connection.ts'
import type { TestMysql } from './support/mysql.ts'
import { askServices } from './support/services.ts'

let folder: string
let database: string
let url: string
let connection: Connection

beforeEach(async () => {
  const { adminUrl } = await askServices<TestMysql>('/mysql')
  folder = mkdtempSync(join(tmpdir(), 'skygraph-migrations-'))
  database = `migrate_${randomBytes(5).toString('hex')}`
  url = withDatabase(adminUrl, database)
  connection = await connect(adminUrl)
  await connection.query(`CREATE DATABASE ${database}`)
  await connection.query(`USE ${database}`)
})

afterEach(async () => {
  await connection.query(`DROP DATABASE ${database}`)
  await connection.end()
  rmSync(folder, { recursive: true })
})

function addMigration(name: string, sql: string): void {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

const record = () => connection.query('SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name')

test('applies in order of name and records as Prisma does', async () => {
  addMigration('20270102000000_second', 'ALTER TABLE a ADD COLUMN b INT; INSERT INTO a VALUES (1, 2);')
  addMigration('20270101000000_first', 'CREATE TABLE a (id INT PRIMARY KEY);')
  const progress: string[] = []
  const applied = await migrate(url, folder, (line) => progress.push(line))
  expect(applied).toEqual(['20270101000000_first', '20270102000000_second'])
  expect(progress).toHaveLength(2)
  const rows = await record()
  expect(rows[0]).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    migration_name: '20270101000000_first',
    // printf 'CREATE TABLE a (id INT PRIMARY KEY);' | sha256sum
    checksum: 'e61d6e1d704094e6e3d37f83885a48fc62282d06824b0e093132c1760f2468f4',
    finished_at: expect.any(Date),
    rolled_back_at: null,
    logs: null,
    applied_steps_count: 1,
  })
  expect(await connection.query('SELECT * FROM a')).toEqual([{ id: 1, b: 2 }])
})

test('applies nothing twice, also when several start at once', async () => {
  addMigration('20270101000000_first', 'CREATE TABLE a (id INT PRIMARY KEY);')
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(url, folder)))
  expect(applied.flat()).toEqual(['20270101000000_first'])
  expect(await record()).toHaveLength(1)
  expect(await migrate(url, folder)).toEqual([])
})

test('stops at a migration that fails, says why, and goes no further until a person has repaired it', async () => {
  addMigration('20270101000000_first', 'CREATE TABLE a (id INT PRIMARY KEY); CREATE TABLE a (id INT);')
  addMigration('20270102000000_second', 'CREATE TABLE b (id INT);')
  await expect(migrate(url, folder)).rejects.toThrow(/20270101000000_first failed: .*already exists/)
  expect(await record()).toMatchObject([
    { finished_at: null, logs: expect.stringContaining('already exists'), applied_steps_count: 0 },
  ])
  await expect(migrate(url, folder)).rejects.toThrow(/20270101000000_first failed half-way earlier/)
  await connection.query('UPDATE _prisma_migrations SET rolled_back_at = NOW(3)')
  await connection.query('DROP TABLE a')
  writeFileSync(join(folder, '20270101000000_first', 'migration.sql'), 'CREATE TABLE a (id INT PRIMARY KEY);')
  expect(await migrate(url, folder)).toEqual(['20270101000000_first', '20270102000000_second'])
})

test('refuses a migration that was changed after it was applied', async () => {
  addMigration('20270101000000_first', 'CREATE TABLE a (id INT PRIMARY KEY);')
  await migrate(url, folder)
  appendFileSync(join(folder, '20270101000000_first', 'migration.sql'), '-- more')
  await expect(migrate(url, folder)).rejects.toThrow(/was changed after it was applied/)
})

test('refuses a database that is newer than the code', async () => {
  addMigration('20270101000000_first', 'CREATE TABLE a (id INT PRIMARY KEY);')
  await migrate(url, folder)
  rmSync(join(folder, '20270101000000_first'), { recursive: true })
  await expect(migrate(url, folder)).rejects.toThrow(/newer/)
})
