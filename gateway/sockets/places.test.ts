import { expect, test } from 'vitest'
import { createPlaces } from './places.ts'

test('each caller has so many places, and a place given back is free again', () => {
  const places = createPlaces(2)
  const leave = places.take(['a'])
  expect(places.take(['a'])).toBeDefined()
  expect(places.take(['a'])).toBeUndefined()
  expect(places.take(['b'])).toBeDefined()
  leave?.()
  leave?.()
  expect(places.take(['a'])).toBeDefined()
  expect(places.take(['a'])).toBeUndefined()
})

test('of several callers each takes a place, or none does', () => {
  const places = createPlaces(1)
  const leave = places.take(['address', 'ann'])
  expect(places.take(['address', 'bob'])).toBeUndefined()
  expect(places.take(['bob'])).toBeDefined()
  leave?.()
  expect(places.take(['address', 'ann'])).toBeDefined()
})
