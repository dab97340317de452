import { getIntrospectionQuery, parse } from 'graphql'
import { expect, test } from 'vitest'
import { checkLimits, LIMITS } from './limits.ts'

const fault = (query: string) => checkLimits(parse(query))?.message
const repeat = (n: number, text: (i: number) => string) => Array.from({ length: n }, (_, i) => text(i)).join(' ')

test.each([
  ['levels', LIMITS.depth, (n: number) => `${'{ a '.repeat(n)}${'}'.repeat(n)}`],
  ['aliases', LIMITS.aliases, (n: number) => `{ x { ${repeat(n, (i) => `a${i}: b`)} } }`],
  ['root fields', LIMITS.rootFields, (n: number) => `{ ${repeat(n, (i) => `a${i}`)} }`],
  ['fields', LIMITS.fields, (n: number) => `{ x { ${repeat(n - 1, (i) => `a${i}`)} } }`],
  ['directives', LIMITS.directives, (n: number) => `{ a ${repeat(n, () => '@b')} }`],
])('allows as many %s as the limit, and not one more', (what, limit, make) => {
  expect(fault(make(limit))).toBeUndefined()
  expect(fault(make(limit + 1))).toContain(what)
})

test('fragments count where they are spread, however often', () => {
  const doubling = `{ ...F0 } ${repeat(40, (i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`)} fragment F40 on T { a }`
  expect(fault(doubling)).toContain('fields')
  expect(fault(`{ x { ...A } } fragment A on T { ${'y { '.repeat(24)} z ${'}'.repeat(24)} }`)).toContain('levels')
})

test('the fields of a fragment are root fields where it is spread at the root', () => {
  const wide = `fragment A on T { ${repeat(LIMITS.rootFields + 1, (i) => `a${i}`)} }`
  expect(fault(`{ x { ...A } } ${wide}`)).toBeUndefined()
  expect(fault(`{ ...A } ${wide}`)).toContain('root fields')
})

test('cycles and unknown fragments are left to validation', () => {
  expect(fault('{ ...A } fragment A on T { a ...B } fragment B on T { ...A ...Nowhere }')).toBeUndefined()
})

test('the introspection query of graphql-js is allowed', () => {
  const options = { specifiedByUrl: true, directiveIsRepeatable: true, inputValueDeprecation: true, oneOf: true }
  expect(fault(getIntrospectionQuery(options))).toBeUndefined()
})
