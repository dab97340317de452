import { expect, test } from 'vitest'
import { oncePer } from './once-per.ts'

test('is made once for each object, and again for one that is only alike', () => {
  let made = 0
  const numbered = oncePer((_: { name: string }) => ++made)
  const [one, other] = [{ name: 'a' }, { name: 'a' }]
  expect([numbered(one), numbered(other), numbered(one)]).toEqual([1, 2, 1])
})
