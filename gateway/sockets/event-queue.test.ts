import { expect, test } from 'vitest'
import { createEventQueue } from './event-queue.ts'

async function read<T>(queue: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = []
  for await (const event of queue) events.push(event)
  return events
}

test('hands over in order, what waited before the end included', async () => {
  const queue = createEventQueue<number>(10)
  queue.push(1)
  const reading = read(queue)
  queue.push(2)
  await Promise.resolve()
  queue.push(3)
  queue.end()
  queue.push(4)
  expect(await reading).toEqual([1, 2, 3])
})

test('an error comes after what waited', async () => {
  const queue = createEventQueue<number>(10)
  queue.push(1)
  queue.fail(new Error('lost'))
  const events = queue[Symbol.asyncIterator]()
  expect(await events.next()).toEqual({ value: 1, done: false })
  await expect(events.next()).rejects.toThrow('lost')
})

test('a reader too far behind is let go, and the source is told', async () => {
  const queue = createEventQueue<number>(2)
  let told = 0
  queue.onStop(() => told++)
  for (let i = 0; i < 3; i++) queue.push(i)
  expect(told).toBe(1)
  await expect(read(queue)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } })
})

test('stopping wakes a reader who waits', async () => {
  const queue = createEventQueue<number>(2)
  const reading = read(queue)
  await Promise.resolve()
  queue.stop()
  expect(await reading).toEqual([])
})
