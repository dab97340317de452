import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLane, type LaneOptions } from './lane.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))
const comeBack = expect.objectContaining({ extensions: { code: 'UNAVAILABLE', retryAfter: 1 } })

/** A lane whose batches end when the test says so. */
function lane(options: Partial<LaneOptions<number, number>> = {}) {
  const batches: Array<{ items: number[]; end: PromiseWithResolvers<void> }> = []
  const { add, idle } = createLane<number, number>({
    async run(items) {
      const end = Promise.withResolvers<void>()
      batches.push({ items, end })
      await end.promise
      return items.map((n) => n * 10)
    },
    batchSize: 4,
    atOnce: 1,
    room: 10,
    patienceMs: 60_000,
    ...options,
  })
  return { add, idle, batches, items: () => batches.map((b) => b.items), endLast: () => batches.at(-1)?.end.resolve() }
}

test('an item goes at once where none waits, and those that come meanwhile go together after it', async () => {
  const { add, items, endLast } = lane()
  const first = add(1)
  await turn()
  expect(items()).toEqual([[1]])
  const rest = [2, 3, 4].map(add)
  await turn()
  expect(items()).toEqual([[1]])
  endLast()
  expect(await first).toBe(10)
  await turn()
  expect(items()).toEqual([[1], [2, 3, 4]])
  endLast()
  expect(await Promise.all(rest)).toEqual([20, 30, 40])
})

test('property: however many come, each is answered once, in order, no batch over its size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(6), { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (waves, batchSize) => {
        const seen: number[][] = []
        const run = async (items: number[]) => {
          seen.push(items)
          await turn()
          return items
        }
        const { add, idle } = createLane<number, number>({ run, batchSize, atOnce: 1, room: 100, patienceMs: 60_000 })
        const answers: Promise<number>[] = []
        for (const wave of waves) {
          for (let n = 0; n < wave; n++) answers.push(add(answers.length))
          await turn()
        }
        const expected = answers.map((_, n) => n)
        expect(await Promise.all(answers)).toEqual(expected)
        await idle()
        expect(seen.flat()).toEqual(expected)
        expect(Math.max(0, ...seen.map((batch) => batch.length))).toBeLessThanOrEqual(batchSize)
      },
    ),
  )
})

test('an item that comes just as the lane ends its work is not left behind', async () => {
  for (let steps = 0; steps < 20; steps++) {
    const { add } = lane({ run: async (items) => items })
    await add(1)
    for (let n = 0; n < steps; n++) await null
    expect(await add(2)).toBe(2)
  }
})

test('each item has an outcome of its own: an answer, one that comes later, an error', async () => {
  const later = Promise.withResolvers<number>()
  const { add } = lane({ run: async () => [1, later.promise, new Error('no'), Promise.reject(new Error('nor this'))] })
  const [now, then, never, nor] = [1, 2, 3, 4].map(add)
  expect(await now).toBe(1)
  await expect(never).rejects.toThrow('no')
  await expect(nor).rejects.toThrow('nor this')
  later.resolve(2)
  expect(await then).toBe(2)
})

test('a batch that throws fails its items, and the lane goes on', async () => {
  let fails = true
  const { add } = lane({
    async run(items) {
      if (fails) throw new Error('broken')
      return items
    },
  })
  await expect(add(1)).rejects.toThrow('broken')
  fails = false
  expect(await add(2)).toBe(2)
})

test('as many batches as may run at once do', async () => {
  const { add, items, batches, idle } = lane({ batchSize: 1, atOnce: 2 })
  const all = [1, 2, 3].map(add)
  await turn()
  expect(items()).toEqual([[1], [2]])
  batches[1]?.end.resolve()
  await all[1]
  await turn()
  expect(items()).toEqual([[1], [2], [3]])
  for (const { end } of batches) end.resolve()
  await idle()
  expect(await Promise.all(all)).toEqual([10, 20, 30])
})

test('where too many wait the next is told to come back', async () => {
  const { add, batches, idle } = lane({ room: 2 })
  const first = add(1)
  await turn()
  const waiting = [add(2), add(3)]
  await expect(add(4)).rejects.toEqual(comeBack)
  batches[0]?.end.resolve()
  await first
  await turn()
  batches[1]?.end.resolve()
  await idle()
  expect(await Promise.all(waiting)).toEqual([20, 30])
})

test('whose turn does not come for too long is told to come back', async () => {
  const { add } = lane({ patienceMs: -1 })
  await expect(add(1)).rejects.toEqual(comeBack)
})
