import { expect, test } from 'vitest'
import { type Queue, streamOf } from '#lib/stream.ts'

function source() {
  const pushes = new Set<(n: number) => void>()
  const stream = (read: (queue: Queue<number>) => AsyncGenerator<number[], void>) =>
    streamOf<number, number[]>((push) => {
      pushes.add(push)
      return () => pushes.delete(push)
    }, read)
  return { stream, listeners: () => pushes.size, push: (n: number) => [...pushes].forEach((push) => void push(n)) }
}

async function* batches(queue: Queue<number>) {
  for (let items = await queue.take(); items; items = await queue.take()) yield items
}

test('what was pushed before and between reads comes in order, and nothing twice', async () => {
  const { stream, push } = source()
  const reader = stream(batches)
  push(1)
  push(2)
  expect(await reader.next()).toEqual({ done: false, value: [1, 2] })
  const waiting = reader.next()
  push(3)
  expect(await waiting).toEqual({ done: false, value: [3] })
  await reader.return?.()
})

test('return() ends a reader that waits, and its source hears of it', async () => {
  const { stream, listeners } = source()
  const reader = stream(batches)
  const waiting = reader.next()
  await reader.return?.()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(await reader.next()).toEqual({ done: true, value: undefined })
  expect(listeners()).toBe(0)
})

test('a reader that fails leaves its source too', async () => {
  const { stream, listeners } = source()
  const reader = stream(async function* () {
    yield [0]
    throw new Error('database away')
  })
  await reader.next()
  expect(listeners()).toBe(1)
  await expect(reader.next()).rejects.toThrow('database away')
  expect(listeners()).toBe(0)
})
