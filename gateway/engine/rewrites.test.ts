import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { representationOf } from './representations.ts'
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
  const cat = { __typename: 'Cat', tags: [{ id: 1, more: 2 }, null], bark: 'never' }
  expect(representationOf(schema, cat, requires)).toEqual({ __typename: 'Cat', tags: [{ id: 1 }, null] })
  expect(representationOf(schema, { __typename: 'Cat', tags: [{}] }, requires)).toBeUndefined()
  expect(representationOf(schema, { tags: [] }, requires)).toBeUndefined()
})
