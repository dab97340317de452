import { GraphQLError } from 'graphql'
import { type SmallSupergraph, startSmallSupergraph } from './small-supergraph.ts'

const ANIMALS = `
  interface Animal @key(fields: "id") { id: ID! name: String! friends: [Animal] home: Place }
  type Cat implements Animal @key(fields: "id") { id: ID! name: String! friends: [Animal] home: Place lives: Int! size: Size }
  type Dog implements Animal @key(fields: "id") { id: ID! name: String! friends: [Animal] home: Place tricks: [String!] size: Size }
  type Size @shareable { height: Int width: Int }
  union Pet = Cat | Dog
  enum Mood { HAPPY SAD SECRET @inaccessible }
  type Place @key(fields: "id") @key(fields: "town street") { id: ID! town: String! street: String! }
  type Query {
    animals: [Animal!]! pets: [Pet] animal(id: ID!): Animal cat: Cat! must: Int! mood: Mood secretMood: Mood
    grid: [[Cat]] broken: String nothing: Dog strict: [Strict!] echo(text: String = "none", list: [Int!]): String
  }
  type Strict { id: ID! must: String! }
  type Mutation { feed(id: ID!): Cat bump: Int! }
`
const CARE = `
  type Animal @interfaceObject @key(fields: "id") { id: ID! vet: String chip: Chip }
  type Chip @shareable { number: Int }
  type Place @key(fields: "town street") { town: String! street: String! open: Boolean }
  type Query { clinic: Clinic }
  type Clinic { patient: Animal }
  type Mutation { heal(id: ID!): String }
`
const FOOD = `
  type Cat @key(fields: "id") { id: ID! size: Size @external meal: String @requires(fields: "size { height }") rating: Int! }
  type Size @shareable { height: Int width: Int }
  type Dog @key(fields: "id") { id: ID! meal: String failing: String }
  type Query { best: Cat }
`

const cat = (id: string, extra = {}) => ({
  __typename: 'Cat',
  id,
  name: `cat ${id}`,
  lives: 9,
  size: { height: 30, width: 50 },
  ...extra,
})
const dog = (id: string, extra = {}) => ({ __typename: 'Dog', id, name: `dog ${id}`, tricks: ['sit'], ...extra })
const place = { id: 'p1', town: 'Delhi', street: 'First' }
const all = [
  cat('1', { friends: [dog('2'), null, cat('3')], home: place }),
  dog('2', { friends: [cat('1')], home: place }),
  cat('3', { size: null }),
]
const find = (id: string) => all.find((animal) => animal.id === id) ?? null

const failure = (message: string, code?: string) => new GraphQLError(message, code ? { extensions: { code } } : {})
let bumps = 0

const RESOLVERS = {
  animals: {
    Animal: {
      __resolveReference: ({ id }: { id: string }) => find(id),
      __resolveType: (a: { __typename: string }) => a.__typename,
    },
    Cat: { __resolveReference: ({ id }: { id: string }) => find(id) },
    Dog: { __resolveReference: ({ id }: { id: string }) => find(id) },
    Pet: { __resolveType: (a: { __typename: string }) => a.__typename },
    Place: { __resolveReference: () => place },
    Strict: {
      must: ({ id }: { id: string }) => {
        if (id === 'bad') throw failure('no must', 'TEAPOT')
        return 'ok'
      },
    },
    Query: {
      animals: () => all,
      pets: () => [all[0], null, all[1]],
      animal: (_: unknown, { id }: { id: string }) => find(id),
      cat: () => all[0],
      must: () => null,
      mood: () => 'HAPPY',
      secretMood: () => 'SECRET',
      grid: () => [[all[0], null], [], null, [all[2]]],
      broken: () => {
        throw failure('broken on purpose', 'TEAPOT')
      },
      nothing: () => null,
      strict: () => [{ id: 'good' }, { id: 'bad' }],
      echo: (_: unknown, { text, list }: { text: string; list?: number[] }) => `${text} ${list ?? ''}`,
    },
    Mutation: { feed: (_: unknown, { id }: { id: string }) => find(id), bump: () => ++bumps },
  },
  care: {
    Animal: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      vet: ({ id }: { id: string }) => (id === '2' ? null : `vet of ${id}`),
      chip: ({ id }: { id: string }) => ({ number: Number(id) }),
    },
    Place: { __resolveReference: (reference: object) => ({ ...reference, open: true }) },
    Query: { clinic: () => ({ patient: { id: '3' } }) },
    Mutation: { heal: () => 'healed' },
  },
  food: {
    Cat: {
      __resolveReference: (reference: object) => reference,
      meal: ({ size }: { size?: { height: number } | null }) => (size ? `fish for ${size.height}` : 'milk'),
      rating: ({ id }: { id: string }) => {
        if (id === '3') throw failure('no rating', 'TEAPOT')
        return 5
      },
    },
    Dog: {
      __resolveReference: (reference: object) => reference,
      meal: () => 'bone',
      failing: () => {
        throw failure('the dog ate it', 'TEAPOT')
      },
    },
    Query: { best: () => ({ id: '1' }) },
  },
}

/** A small supergraph of what the contract has little of: interfaces over subgraphs, @requires, @provides, nested lists. */
export const startZoo = (): Promise<SmallSupergraph> =>
  startSmallSupergraph({
    animals: { typeDefs: ANIMALS, resolvers: RESOLVERS.animals },
    care: { typeDefs: CARE, resolvers: RESOLVERS.care },
    food: { typeDefs: FOOD, resolvers: RESOLVERS.food },
  })
