import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import { claimKey, type Done, idempotently, type KeyedRequest, keepAnswer } from '#lib/idempotency.ts'
import { newId } from '#lib/ids.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import { type TestDatabase, testDatabase } from '../tests/support/database.ts'

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

const newRequest = (): KeyedRequest => ({ viewerId: newId(), operation: 'test', key: newId(), input: { a: 1 } })
/** Long enough that the others stand before the same key. */
const WORK_MS = 30
const times = (count: number) => Array.from({ length: count })

test('14 requests with one key at once that are all refused get the refusal', async () => {
  const request = newRequest()
  const refused = { ok: false as const, code: 'NO' }
  const ask = () =>
    idempotently(db, request, async (): Promise<Done | typeof refused> => {
      await sleep(WORK_MS)
      return refused
    })
  expect(await Promise.all(times(14).map(ask))).toEqual(times(14).map(() => refused))
})

test('of 14 requests with one key at once one does the work and all get its answer', async () => {
  const request = newRequest()
  let done = 0
  const ask = () =>
    idempotently(db, request, async () => {
      await sleep(WORK_MS)
      return { ok: true as const, type: 'Thing', id: String(++done) }
    })
  const answer = { ok: true, type: 'Thing', id: '1' }
  expect(await Promise.all(times(14).map(ask))).toEqual(times(14).map(() => answer))
  expect(done).toBe(1)
})

test('a request that fails lets the next one with its key try', async () => {
  const request = newRequest()
  const ask = (work: () => Promise<Done>) => idempotently(db, request, work)
  const failing = ask(() => Promise.reject(new Error('no')))
  const next = ask(async () => ({ ok: true, type: 'Thing', id: '2' }))
  await expect(failing).rejects.toThrow('no')
  expect(await next).toEqual({ ok: true, type: 'Thing', id: '2' })
})

// What several processes do, which know nothing of each other's queue: the database alone decides.
test('the row of the key alone lets one of several transactions have it', async () => {
  const request = newRequest()
  const thing = { ok: true as const, type: 'Thing', id: '3' }
  const claim = () =>
    db.transaction(async (tx) => {
      const first = await claimKey(tx, request)
      if (!first.claimed) return first.answer
      await sleep(WORK_MS)
      await keepAnswer(tx, request, thing)
      return 'mine'
    })
  const answers = await Promise.all(times(5).map(claim))
  expect(answers.filter((a) => a === 'mine')).toHaveLength(1)
  expect(answers.filter((a) => a !== 'mine')).toEqual(times(4).map(() => thing))
})

test('transactions with one key that all roll back, of as many processes, fail for no other reason', async () => {
  const request = newRequest()
  const refused = () =>
    db.transaction(async (tx) => {
      await claimKey(tx, request)
      await sleep(WORK_MS)
      throw new Error('refused')
    })
  const results = await Promise.allSettled(times(4).map(refused))
  expect(results.map((r) => (r as PromiseRejectedResult).reason.message)).toEqual(times(4).map(() => 'refused'))
})
