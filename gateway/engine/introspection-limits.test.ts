import { buildSchema, getIntrospectionQuery, getOperationAST, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { fragmentsOf } from './gather.ts'
import { excessiveIntrospection } from './introspection-limits.ts'

const schema = buildSchema('type Query { a: Int }')

function refusal(text: string): string | undefined {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  const operation = getOperationAST(document)
  if (!operation) throw new Error('no operation')
  return excessiveIntrospection(operation, fragmentsOf(document))?.message
}

const aliased = (count: number, field: string) => Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ')

const ALL = {
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
}

test.each([
  getIntrospectionQuery(ALL),
  '{ __schema { queryType { fields { name type { name enumValues { name } } } } } }',
  `{ ${aliased(5, '__type(name: "Query") { fields { name args { type { name } } } }')} }`,
  '{ __schema { types { name } } ...F a } fragment F on Query { __schema { directives { name } } }',
  `{ ${aliased(20, 'a')} }`,
])('what tools and people ask for passes: %s', (text) => {
  expect(refusal(text)).toBeUndefined()
})

test.each([
  ['fields of types of fields', '{ __schema { types { fields { type { fields { name } } } } } }'],
  [
    'the same by fragments',
    '{ ...S } fragment S on Query { __schema { types { ...T } } } ' +
      'fragment T on __Type { fields { type { ...U } } } fragment U on __Type { ... { interfaces { name } } }',
  ],
  ['types of an argument', '{ __type(name: "Query") { fields { args { type { inputFields { name } } } } } }'],
  ['the schema twice', '{ __schema { types { name } } b: __schema { types { name } } }'],
  ['many types', `{ ${aliased(6, '__type(name: "Query") { name }')} }`],
  ['many lists', `{ __schema { ${aliased(6, 'types { name }')} } }`],
  [
    'a fragment spread in many',
    `{ __schema { ${aliased(2, 'types { ...T }')} } } fragment T on __Type { ${aliased(2, 'name')} }`,
  ],
])('what would be many times the schema does not: %s', (_, text) => {
  expect(refusal(text)).toMatch(/^The introspection is too large/)
})
