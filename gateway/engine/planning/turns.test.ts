import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

const refuse = () => new Error('come back')

test('who waits too long is refused while the task before still runs, and who comes next waits for that one', async () => {
  const turns = createTurns({ waiting: 10, waitMs: 5, refuse })
  const first = Promise.withResolvers<string>()
  const done = turns.take(() => first.promise)
  await expect(turns.take(async () => 'second')).rejects.toThrow('come back')
  await expect(turns.take(async () => 'third')).rejects.toThrow('come back')
  first.resolve('first')
  expect(await done).toBe('first')
  expect(await turns.take(async () => 'fourth')).toBe('fourth')
})
