import { afterAll, beforeAll, expect, test } from 'vitest'
import { mariaDbAdapter } from '#lib/database.ts'
import { tableOf } from '#lib/sql.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import { type TestDatabase, testDatabase } from '../tests/support/database.ts'

let database: TestDatabase
let client: PrismaClient
beforeAll(async () => {
  database = await testDatabase('notification')
  client = new PrismaClient({ adapter: mariaDbAdapter(database.url) })
})
afterAll(async () => {
  await client.$disconnect()
  await database.drop()
})

const COLUMNS = { id: 'id', name: 'ascii', said: 'text', count: 'integer', at: 'time' } as const

test('rows come out as they went in: times, texts of any length and script, and what is null', async () => {
  const at = new Date('2027-03-28T05:05:00.123Z')
  const said = `${'ह"\\'.repeat(30_000)}\u{1f6eb}`
  const rows = [
    ['a', 'null', said, 2 ** 40, at],
    [null, null, null, null, null],
    ['c', '', '', 0, at],
  ]
  const found = await client.$queryRaw<Array<Record<keyof typeof COLUMNS, unknown>>>`
    SELECT w.id, w.name, w.said, w.count, w.at FROM ${tableOf(COLUMNS, rows)} w`
  expect(
    found.map(({ id, name, said, count, at }) => [id, name, said, count === null ? null : Number(count), at]),
  ).toEqual(rows)
})
