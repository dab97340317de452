import { expect, test } from 'vitest'
import { newReference, normalReference } from './reference.ts'

test('a new reference has six letters and digits that nobody takes for another', () => {
  const made = Array.from({ length: 1000 }, newReference)
  expect(made.every((reference) => /^[2-9A-HJ-NP-Z]{6}$/.test(reference))).toBe(true)
  expect(new Set(made).size).toBeGreaterThan(990)
  expect(made.every((reference) => normalReference(` ${reference.toLowerCase()} `) === reference)).toBe(true)
})

test('what cannot be a reference is not looked up', () => {
  for (const text of ['', 'K7PX2', 'K7PX2MM', 'K7PX2É', 'K7PX2ß', 'K7PX2\u0000', "K' OR 1", 'K7 X2M']) {
    expect(normalReference(text), text).toBeUndefined()
  }
})
