import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { compileRepresentation } from './representations.ts'
import { applyRewrites } from './rewrites.ts'

const schema = buildSchema(`
  interface Animal { id: ID }
  type Cat implements Animal { id: ID } type Dog implements Animal { id: ID }
  type Query { a: Animal }
`)

test('a key is renamed where the type fits, falsy values included', () => {
  const data = { pets: [{ __typename: 'Cat', x__0: 0 }, { __typename: 'Dog', x__0: false }, { x__0: '' }, null] }
  applyRewrites(schema, [{ kind: 'KeyRenamer', path: ['pets', '... on Cat', 'x__0'], renameKeyTo: 'x' }], data)
  expect(data).toEqual({ pets: [{ __typename: 'Cat', x: 0 }, { __typename: 'Dog', x__0: false }, { x: '' }, null] })
})

test('a value is set where the interface is met, by whichever name', () => {
  for (const __typename of ['Cat', 'Animal']) {
    const representation = { __typename }
    applyRewrites(
      schema,
      [{ kind: 'ValueSetter', path: ['... on Animal', '__typename'], setValueTo: 'Animal' }],
      representation,
    )
    expect(representation).toEqual({ __typename: 'Animal' })
  }
})

test('a representation has what is required, for its type, and nothing else', () => {
  const requires = [
    {
      kind: 'InlineFragment' as const,
      typeCondition: 'Animal',
      selections: [
        { kind: 'Field' as const, name: '__typename' },
        { kind: 'Field' as const, name: 'tags', selections: [{ kind: 'Field' as const, name: 'id' }] },
      ],
    },
    { kind: 'InlineFragment' as const, typeCondition: 'Dog', selections: [{ kind: 'Field' as const, name: 'bark' }] },
  ]
  const representationOf = compileRepresentation(schema, { requires })
  const cat = { __typename: 'Cat', tags: [{ id: 1, more: 2 }, null], bark: 'never' }
  expect(representationOf(cat)).toBe('{"__typename":"Cat","tags":[{"id":1},null]}')
  expect(representationOf({ __typename: 'Cat', tags: [{}] })).toBeUndefined()
  expect(representationOf({ tags: [] })).toBeUndefined()
})

test('a plain key is written as it was got; where a part of it is missing nobody is asked', () => {
  const key = (typeCondition: string, ...names: string[]) => ({
    kind: 'InlineFragment' as const,
    typeCondition,
    selections: names.map((name) => ({ kind: 'Field' as const, name })),
  })
  const representationOf = compileRepresentation(schema, {
    requires: [key('Cat', '__typename', 'id', 'constructor'), key('Dog', '__typename', 'id')],
  })
  const dog = { __typename: 'Dog', id: '"\\u2028', more: 1 }
  expect(JSON.parse(representationOf(dog) ?? '')).toEqual({ __typename: 'Dog', id: dog.id })
  expect(representationOf({ __typename: 'Dog', id: null })).toBe('{"__typename":"Dog","id":null}')
  expect(representationOf({ __typename: 'Cat', id: 1 })).toBeUndefined()
  expect(representationOf({ __typename: 'Bird', id: 1 })).toBeUndefined()
})

test('the input of a fetch is rewritten before it is written', () => {
  const representationOf = compileRepresentation(schema, {
    requires: [
      {
        kind: 'InlineFragment',
        typeCondition: 'Animal',
        selections: [
          { kind: 'Field', name: '__typename' },
          { kind: 'Field', name: 'id' },
        ],
      },
    ],
    inputRewrites: [{ kind: 'ValueSetter', path: ['... on Animal', '__typename'], setValueTo: 'Animal' }],
  })
  expect(representationOf({ __typename: 'Cat', id: '1' })).toBe('{"__typename":"Animal","id":"1"}')
})
