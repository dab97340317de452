import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inputHash, isIdempotencyKey } from '#lib/idempotency.ts'

const json = fc.dictionary(fc.string(), fc.jsonValue())
/** The same value, its names in the other order at every depth. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, v]) => [name, turned(v)]),
  )
}

test('property: the order of names does not matter', () => {
  fc.assert(
    fc.property(json, (input) => {
      expect(inputHash(turned(input) as object)).toBe(inputHash(input))
    }),
  )
})

test('an optional field left out equals one given as null', () => {
  const seats = [{ flightId: 'f', seat: '1A' }]
  expect(inputHash({ seats, replaces: null })).toBe(inputHash({ seats }))
  expect(inputHash({ seats, replaces: undefined })).toBe(inputHash({ seats }))
  expect(inputHash({ a: { b: null } })).toBe(inputHash({ a: {} }))
})

test('the key itself is no part of the input', () => {
  expect(inputHash({ a: 1, idempotencyKey: 'x' })).toBe(inputHash({ a: 1, idempotencyKey: 'y' }))
})

test('other values, another order of a list or another nesting is other input', () => {
  const hashes = [
    {},
    { a: '1' },
    { a: 1 },
    { a: [1, 2] },
    { a: [2, 1] },
    { a: [[1], 2] },
    { a: { b: 1 } },
    { b: { a: 1 } },
    { a: false },
    { a: '' },
    { a: [null] },
    { a: [] },
  ].map(inputHash)
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('a key has 1 to 128 visible ASCII characters', () => {
  for (const key of ['x', '0190-ab', '!~', 'k'.repeat(128)]) expect(isIdempotencyKey(key), key).toBe(true)
  for (const key of ['', ' ', 'a b', 'k'.repeat(129), 'é', 'a\n', '\u0000', '鍵'])
    expect(isIdempotencyKey(key), key).toBe(false)
})
