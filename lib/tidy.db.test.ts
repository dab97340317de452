import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import { newId } from '#lib/ids.ts'
import { rows } from '#lib/sql.ts'
import { startTidying } from '#lib/tidy.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import { type TestDatabase, testDatabase } from '../tests/support/database.ts'
import { until } from '../tests/support/wait.ts'

const open = (url: string) => createDatabase(new PrismaClient({ adapter: mariaDbAdapter(url) }), url)
let database: TestDatabase
let db: ReturnType<typeof open>
beforeAll(async () => {
  database = await testDatabase('notification')
  db = open(database.url)
})
afterAll(async () => {
  await db.close()
  await database.drop()
})

const HOUR_MS = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS)

test('events seen 14 days ago and keys of two days ago go, however many, and younger ones stay', async () => {
  const seen = (hours: number, count: number) =>
    db.client.$executeRaw`
      INSERT INTO inbox (consumer, event_id, seen_at)
      VALUES ${rows(Array.from({ length: count }, () => ['c', newId(), ago(hours)]))}`
  const key = (name: string, hours: number) =>
    db.client.$executeRaw`
      INSERT INTO idempotency_key (viewer_id, operation, idempotency_key, input_hash, created_at)
      VALUES (${newId()}, 'op', ${name}, '', ${ago(hours)})`
  await seen(14 * 24 + 1, 2300)
  await seen(14 * 24 - 1, 3)
  await key('old', 49)
  await key('young', 47)
  const tidying = [startTidying(db, pino({ level: 'silent' })), startTidying(db, pino({ level: 'silent' }))]
  const left = async () => {
    const [row] = await db.client.$queryRaw<Array<{ n: bigint }>>`SELECT COUNT(*) AS n FROM inbox`
    const keys = await db.client.$queryRaw<Array<{ k: string }>>`SELECT idempotency_key AS k FROM idempotency_key`
    return { events: Number(row?.n), keys: keys.map(({ k }) => k) }
  }
  await until(async () => (await left()).events === 3)
  for (const one of tidying) await one.stop()
  expect(await left()).toEqual({ events: 3, keys: ['young'] })
})
