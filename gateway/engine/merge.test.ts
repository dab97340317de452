import { expect, test } from 'vitest'
import { mergeInto } from './merge.ts'
import { getOwn, setOwn } from './own.ts'
import { descend, pathToArray } from './targets.ts'

test('objects merge field by field, lists of one length element by element', () => {
  const target = { a: { x: 1 }, list: [{ x: 1 }, null, [{ x: 1 }]], kept: true }
  mergeInto(target, { a: { y: 2 }, list: [{ y: 2 }, { y: 3 }, [{ y: 4 }]], none: undefined })
  expect(target).toEqual({ a: { x: 1, y: 2 }, list: [{ x: 1, y: 2 }, { y: 3 }, [{ x: 1, y: 4 }]], kept: true })
})

test('no name reaches a prototype', () => {
  const target = {}
  mergeInto(target, JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"a": 1}}'))
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  expect(Object.keys(target)).toEqual(['__proto__', 'constructor'])
  expect(getOwn({}, 'toString')).toBeUndefined()
  setOwn(target, '__proto__', 5)
  expect(getOwn(target, '__proto__')).toBe(5)
})

test('a path finds every object under it and where it stands', () => {
  const object = { a: [{ b: { n: 1 } }, null, { b: null }, { b: [{ n: 2 }, [{ n: 3 }]] }] }
  const found = descend([{ object, path: undefined }], ['a', '@', 'b'])
  expect(found.map((target) => [target.object.n, pathToArray(target.path)])).toEqual([
    [1, ['a', 0, 'b']],
    [2, ['a', 3, 'b', 0]],
    [3, ['a', 3, 'b', 1, 0]],
  ])
})
