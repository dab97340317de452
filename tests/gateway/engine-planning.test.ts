import type { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'
import { federate } from './support/in-process.ts'

const places = (errors: readonly GraphQLError[]) =>
  errors.map(({ path, extensions: { serviceName } }) => [path?.join('.'), serviceName])

describe('aliases that are names of keys', () => {
  const people: Record<string, { name: string; tag: string }> = {
    u1: { name: 'u2', tag: 'x' },
    u2: { name: 'u1', tag: 'y' },
  }
  const zoo = federate({
    people: {
      typeDefs: `
        type Query { me: User failing: User animal: Animal animals: [Animal!] }
        type User @key(fields: "id") { id: ID! name: String! tag(loud: Boolean): String! bad: String friend: User }
        interface Animal { id: ID! name: String! }
        type Cat implements Animal @key(fields: "id") { id: ID! name: String! chip: ID! }
        type Dog implements Animal @key(fields: "id") { id: ID! name: String! nick: String! }
      `,
      resolvers: {
        Query: {
          me: () => ({ id: 'u1' }),
          animal: () => ({ __typename: 'Cat', id: '1', name: 'Dog' }),
          animals: () => [
            { __typename: 'Cat', id: '1', name: 'Dog', chip: '7' },
            { __typename: 'Dog', id: '2', name: 'Cat', nick: 'c' },
          ],
        },
        User: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          name: ({ id }: { id: string }) => people[id]?.name,
          tag: ({ id }: { id: string }, { loud }: { loud?: boolean }) => `${people[id]?.tag}${loud ? '!' : ''}`,
          friend: () => ({ id: 'u2' }),
          bad: () => {
            throw new Error('bad')
          },
        },
      },
    },
    bookings: {
      typeDefs: `
        type User @key(fields: "id") {
          id: ID! tag(loud: Boolean): String! @external bookings: [String!] label: String @requires(fields: "tag")
          fails: String
        }
        type Dog @key(fields: "id") { id: ID! bark: String }
      `,
      resolvers: {
        User: {
          bookings: ({ id }: { id: string }) => [`of ${id}`],
          label: ({ tag }: { tag: string }) => `label ${tag}`,
          fails: () => {
            throw new Error('fails')
          },
        },
        Dog: { bark: ({ id }: { id: string }) => `woof ${id}` },
      },
    },
  })

  test.each([
    ['{ me { id: name bookings } }', { me: { id: 'u2', bookings: ['of u1'] } }],
    ['{ me { bookings ... on User @include(if: $s) { id: name } } }', { me: { bookings: ['of u1'], id: 'u2' } }],
    ['{ me { id_1: id id: name bookings } }', { me: { id_1: 'u1', id: 'u2', bookings: ['of u1'] } }],
    ['{ me { id: __typename bookings } }', { me: { id: 'User', bookings: ['of u1'] } }],
    [
      '{ me { id: friend { id: name } ...F bookings } } fragment F on User { id: friend { bookings } }',
      { me: { id: { id: 'u1', bookings: ['of u2'] }, bookings: ['of u1'] } },
    ],
    ['{ me { tag(loud: true) label } }', { me: { tag: 'x!', label: 'label x' } }],
    ['{ me { tag: name label id } }', { me: { tag: 'u2', label: 'label x', id: 'u1' } }],
    ['{ animal { __typename: name ... on Dog { bark } } }', { animal: { __typename: 'Dog' } }],
    [
      '{ animals { ... on Cat { id: name } ... on Dog { id: nick bark } } }',
      { animals: [{ id: 'Dog' }, { id: 'c', bark: 'woof 2' }] },
    ],
    [
      '{ animals { ... on Cat { x: id id: chip } ... on Dog { id bark } } }',
      {
        animals: [
          { x: '1', id: '7' },
          { id: '2', bark: 'woof 2' },
        ],
      },
    ],
  ])('%s answers what it asks for', async (text, wanted) => {
    const query = text.includes('$s') ? `query ($s: Boolean!) ${text}` : text
    const { data, errors } = await zoo.ask(query, text.includes('$s') ? { s: true } : {})
    expect(errors).toEqual([])
    expect(data).toEqual(wanted)
    const sent = zoo.asked.flatMap(({ variables }) => (variables.representations ?? []) as Array<{ id: string }>)
    for (const { id } of sent) expect(id).toMatch(/^(u?[12])$/)
  })

  test('errors stand under the names of the client', async () => {
    const { data, errors } = await zoo.ask('{ id: me { id: bad tag: friend { __typename: fails } } }')
    expect(data).toEqual({ id: { id: null, tag: { __typename: null } } })
    expect(places(errors)).toEqual([
      ['id.id', 'people'],
      ['id.tag.__typename', 'bookings'],
    ])
  })
})

test('fields of one name that require different things of each type get their own', async () => {
  const boxes = federate({
    depot: {
      typeDefs: `
        type Query { boxes: [Box!]! }
        union Box = A | B
        type A @key(fields: "id") { id: ID! weight(unit: String!): String }
        type B @key(fields: "id") { id: ID! weight(unit: String!): String size(unit: String!): String }
      `,
      resolvers: {
        Query: {
          boxes: () => [
            { __typename: 'A', id: 'a' },
            { __typename: 'B', id: 'b' },
          ],
        },
        A: { weight: (_: object, { unit }: { unit: string }) => unit },
        B: {
          weight: (_: object, { unit }: { unit: string }) => unit,
          size: (_: object, { unit }: { unit: string }) => unit,
        },
      },
    },
    post: {
      typeDefs: `
        type A @key(fields: "id") {
          id: ID! weight(unit: String!): String @external
          x: String @requires(fields: "weight(unit: \\"KG\\")")
          y: String @requires(fields: "weight(unit: \\"LB\\")")
        }
        type B @key(fields: "id") {
          id: ID! weight(unit: String!): String @external size(unit: String!): String @external
          x: String @requires(fields: "size(unit: \\"M\\")")
          y: String @requires(fields: "weight(unit: \\"KG\\")")
        }
      `,
      resolvers: {
        A: { x: ({ weight }: { weight: string }) => weight, y: ({ weight }: { weight: string }) => weight },
        B: { x: ({ size }: { size: string }) => size, y: ({ weight }: { weight: string }) => weight },
      },
    },
  })
  const { data, errors } = await boxes.ask('{ boxes { ... on A { x y } ... on B { x y } } }')
  expect(errors).toEqual([])
  expect(data.boxes).toEqual([
    { x: 'KG', y: 'LB' },
    { x: 'M', y: 'KG' },
  ])
})

describe('one response name for several things', () => {
  const animals = federate({
    animals: {
      typeDefs: `
        type Query { animals: [Animal!] }
        interface Animal { friend: Friend }
        type Cat implements Animal { friend: Friend }
        type Dog implements Animal { friend: Friend }
        type Friend @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          animals: () => [
            { __typename: 'Cat', friend: { id: 'f' } },
            { __typename: 'Dog', friend: { id: 'f' } },
          ],
        },
      },
    },
    friends: {
      typeDefs: `
        type Friend @key(fields: "id") { id: ID! greet(how: How): String laugh: String }
        input How { times: Int word: String }
      `,
      resolvers: {
        Friend: {
          greet: (_: object, { how }: { how: { times?: number; word: string } }) => how.word.repeat(how.times ?? 1),
          laugh: () => 'ha',
        },
      },
    },
  })

  test.each([
    ['x: greet(how: { word: "a" })', 'x: greet(how: { word: "b" })', 'a', 'b'],
    ['x: greet(how: { word: "a" })', 'x: laugh', 'a', 'ha'],
    ['x: greet(how: { word: "a", times: 2 })', 'x: greet(how: { times: 2, word: "a" })', 'aa', 'aa'],
  ])('%s of a Cat and %s of a Dog are kept apart behind an entity', async (ofCat, ofDog, cat, dog) => {
    const query = `{ animals { ... on Cat { friend { ${ofCat} } } ... on Dog { friend { ${ofDog} } } } }`
    const { data, errors } = await animals.ask(query)
    expect(errors).toEqual([])
    expect(data.animals).toEqual([{ friend: { x: cat } }, { friend: { x: dog } }])
  })

  test('arguments in another order are no other thing', async () => {
    const word = '"""a"""'
    const { data, errors } = await animals.ask(`
      { animals { friend { x: greet(how: { word: ${word}, times: 2 }) } ...F } }
      fragment F on Animal { friend { x: greet(how: { times: 2, word: ${word} }) } }
    `)
    expect(errors).toEqual([])
    expect(data.animals).toEqual([{ friend: { x: 'aa' } }, { friend: { x: 'aa' } }])
    expect(animals.asked[1]?.query.match(/greet/g)).toHaveLength(1)
  })
})
