import { buildSchema, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import type { JsonObject } from './own.ts'
import { compileShape } from './shape.ts'
import { compileWriter } from './writer.ts'

const schema = buildSchema(`
  interface Named { name: String! }
  type Person implements Named { name: String! friends: [Person!] kin: [[Person]] }
  type Robot implements Named { name: String! model: Model }
  enum Model { R2 C3 }
  type Query { person: Person must: Person! named: Named list: [Person] int: Int float: Float id: ID flag: Boolean text: String }
`)

function compiled(query: string) {
  const operation = parse(query).definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const shape = compileShape(
    { schema, fragments: new Map(), conditions: new Map() },
    operation as OperationDefinitionNode,
  )
  return compileWriter(schema, shape)
}

function complete(query: string, data: JsonObject) {
  const { text, misfits } = compiled(query)(data, {})
  return { data: JSON.parse(text), paths: misfits.map(({ path }) => path.join('.')) }
}

test('only what was selected comes out, under its response names', () => {
  const data = { person: { __typename: 'Person', n: 'Ann', extra: 1 }, more: 2 }
  expect(complete('{ person { n: name } }', data)).toEqual({ data: { person: { n: 'Ann' } }, paths: [] })
})

test('null goes up to the nearest place that may be null, told once where it began', () => {
  expect(complete('{ person { name } }', { person: {} })).toEqual({ data: { person: null }, paths: ['person.name'] })
  expect(complete('{ must { name } }', { must: { name: null } })).toEqual({ data: null, paths: ['must.name'] })
  expect(complete('{ list { name } }', { list: [{ name: 'a' }, {}] })).toEqual({
    data: { list: [{ name: 'a' }, null] },
    paths: ['list.1.name'],
  })
  const friends = { person: { name: 'a', friends: [{ name: 'b' }, { name: null }] } }
  expect(complete('{ person { name friends { name } } }', friends)).toEqual({
    data: { person: { name: 'a', friends: null } },
    paths: ['person.friends.1.name'],
  })
})

test('lists of lists keep their form', () => {
  const data = { person: { kin: [[{ name: 'a' }, null], null, []] } }
  expect(complete('{ person { kin { name } } }', data)).toEqual({ data, paths: [] })
})

test('an abstract place shows what its concrete type selects', () => {
  const query = '{ named { __typename ... on Robot { model } ... on Person { n: name } ... on Named { name } } }'
  const robot = { named: { __typename: 'Robot', model: 'R2', name: 'x' } }
  expect(complete(query, robot)).toEqual({ data: robot, paths: [] })
  expect(complete(query, { named: { __typename: 'Query', name: 'x' } })).toEqual({
    data: { named: null },
    paths: ['named'],
  })
})

test.each([
  ['int', 1.5],
  ['int', 2 ** 40],
  ['float', '1'],
  ['text', 1],
  ['flag', 'true'],
  ['id', {}],
  ['person', 'Ann'],
  ['list', {}],
])('a %s that is %j becomes null and is told', (field, value) => {
  const query = field === 'person' || field === 'list' ? `{ ${field} { name } }` : `{ ${field} }`
  expect(complete(query, { [field]: value })).toEqual({ data: { [field]: null }, paths: [field] })
})

test('an enum value the schema does not know does not leak', () => {
  const data = { named: { __typename: 'Robot', model: 'SECRET' } }
  expect(complete('{ named { ... on Robot { model } } }', data)).toEqual({
    data: { named: { model: null } },
    paths: ['named.model'],
  })
})

test('names that every object inherits are read from the object alone, and written on it', () => {
  const data = JSON.parse('{"person":{"name":"a","__proto__":"b"}}')
  const { text } = compiled('{ __proto__: person { __proto__: name toString: name } }')(
    JSON.parse(`{"__proto__":${JSON.stringify(data.person)}}`),
    {},
  )
  expect(text).toBe('{"__proto__":null}')
  expect(compiled('{ person { __proto__: name } }')(data, {}).text).toBe('{"person":{"__proto__":"b"}}')
  expect(compiled('{ person { constructor: kin { name } } }')({ person: {} }, {}).text).toBe(
    '{"person":{"constructor":null}}',
  )
})
