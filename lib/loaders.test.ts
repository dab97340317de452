import { expect, test } from 'vitest'
import { byId, listsById } from '#lib/loaders.ts'

test('asks once for all of a moment, each once, and anew the next time', async () => {
  const asked: string[][] = []
  let value = 1
  const loader = byId(async (ids: readonly string[]) => {
    asked.push([...ids])
    return new Map([['a', value]])
  })
  expect(await Promise.all([loader.load('a'), loader.load('b'), loader.load('a')])).toEqual([1, null, 1])
  value = 2
  expect(await loader.load('a')).toBe(2)
  expect(asked).toEqual([['a', 'b'], ['a']])
})

test('a list that is not there is empty', async () => {
  const lists = listsById(async () => new Map([['a', [1, 2]]]))
  expect(await Promise.all([lists.load('a'), lists.load('b')])).toEqual([[1, 2], []])
})
