import { expect, test } from 'vitest'
import { createOperationNames } from './operation-names.ts'

test('a thousand made-up names make no more labels than the bound', () => {
  const labelOf = createOperationNames()
  const labels = new Set(Array.from({ length: 1_000 }, (_, n) => labelOf(`MadeUp${n}`)))
  expect(labels.size).toBe(201)
  expect(labelOf('MadeUp0')).toBe('MadeUp0')
  expect(labelOf('MadeUp999')).toBe('other')
})

test('names of trusted documents keep their label however many others came before', () => {
  const labelOf = createOperationNames(['SearchFlights'])
  for (let n = 0; n < 1_000; n++) labelOf(`MadeUp${n}`)
  expect(labelOf('SearchFlights')).toBe('SearchFlights')
})

test('an operation without a name and one with an endless name have labels of their own kind', () => {
  const labelOf = createOperationNames()
  expect(labelOf(undefined)).toBe('anonymous')
  expect(labelOf('x'.repeat(65))).toBe('other')
})
