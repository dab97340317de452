import { expect, test } from 'vitest'
import { createLimit } from './limit.ts'

test('never runs more than allowed, and serves all who wait', async () => {
  const limit = createLimit({ running: 2, waiting: 100 })
  let now = 0
  let most = 0
  const work = async (n: number) => {
    most = Math.max(most, ++now)
    await new Promise((resolve) => setImmediate(resolve))
    now--
    if (n % 7 === 0) throw new Error('this one fails')
    return n
  }
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => limit.run(() => work(n))))
  expect(most).toBe(2)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(42)
})

test('turns away who would wait too long, and has room again afterwards', async () => {
  const limit = createLimit({ running: 1, waiting: 1 })
  let finish = () => {}
  const first = limit.run(() => new Promise<void>((resolve) => (finish = resolve)))
  const second = limit.run(async () => 'second')
  await expect(limit.run(async () => 'third')).rejects.toMatchObject({
    extensions: { code: 'UNAVAILABLE', retryAfter: 2 },
  })
  finish()
  await first
  expect(await second).toBe('second')
  expect(await limit.run(async () => 'fourth')).toBe('fourth')
})
