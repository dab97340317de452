import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ask, startGateway } from './support/gateway.ts'
import { type SmallSubgraph, startSmallSupergraph } from './support/small-supergraph.ts'

// What the stock gateway answers wrongly, so that the differential tests cannot tell.

let stops: Array<() => Promise<unknown>> = []
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()))
  stops = []
})

async function serve(subgraphs: Record<string, SmallSubgraph>) {
  const supergraph = await startSmallSupergraph(subgraphs)
  const folder = await mkdtemp(join(tmpdir(), 'skygraph-conformance-'))
  stops.push(supergraph.stop, () => rm(folder, { recursive: true, force: true }))
  const supergraphFile = join(folder, 'supergraph.graphql')
  await writeFile(supergraphFile, supergraph.sdl)
  const gateway = await startGateway({ supergraphFile, gatewaySecret: undefined })
  stops.push(gateway.stop)
  return { asked: supergraph.asked, ask: (query: string, variables = {}) => ask(gateway.url, query, { variables }) }
}

interface Parcel {
  id: string
  weight?: number
  routes?: Array<Array<{ km: number } | null>>
}

const KG = { '1': 2, '2': 5 } as Record<string, number>
const parcels = {
  depot: {
    typeDefs: `
      type Query { parcels: [Parcel!]! }
      type Parcel @key(fields: "id") { id: ID! weight(unit: Unit!): Int! routes(via: String!): [[Leg]] }
      type Leg { km: Int! }
      enum Unit { KILOGRAM GRAM }
    `,
    resolvers: {
      Query: { parcels: () => [{ id: '1' }, { id: '2' }] },
      Parcel: {
        __resolveReference: ({ id }: Parcel) => ({ id }),
        weight: ({ id }: Parcel, { unit }: { unit: string }) => (KG[id] ?? 0) * (unit === 'GRAM' ? 1000 : 1),
        routes: ({ id }: Parcel, { via }: { via: string }) => [[{ km: Number(id) * via.length }, null], []],
      },
    },
  },
  post: {
    typeDefs: `
      type Parcel @key(fields: "id") {
        id: ID!
        weight(unit: Unit!): Int! @external
        routes(via: String!): [[Leg]] @external
        stamps: String @requires(fields: "weight(unit: KILOGRAM)")
        label(text: String): String @requires(fields: "weight(unit: GRAM)")
        way: String @requires(fields: "routes(via: \\"abc\\") { km }")
      }
      type Leg @external { km: Int! }
      enum Unit { KILOGRAM GRAM }
    `,
    resolvers: {
      Parcel: {
        __resolveReference: (reference: Parcel) => reference,
        stamps: ({ weight }: Parcel) => `${weight} stamps`,
        label: ({ weight }: Parcel, { text }: { text?: string }) => `${text} ${weight} g`,
        way: ({ routes }: Parcel) => JSON.stringify(routes),
      },
    },
  },
}

test('a field that is required with arguments keeps apart from what the client asks of it with others', async () => {
  const { ask } = await serve(parcels)
  const { data, errors } = await ask('{ parcels { weight(unit: GRAM) stamps } }')
  expect(errors).toBeUndefined()
  expect(data.parcels).toEqual([
    { weight: 2000, stamps: '2 stamps' },
    { weight: 5000, stamps: '5 stamps' },
  ])
})

test('two fields that require one field with different arguments both get theirs', async () => {
  const { ask } = await serve(parcels)
  const query = 'query($text: String) { parcels { stamps label(text: $text) weight(unit: KILOGRAM) } }'
  const { data, errors } = await ask(query, { text: 'net' })
  expect(errors).toBeUndefined()
  expect(data.parcels).toEqual([
    { stamps: '2 stamps', label: 'net 2000 g', weight: 2 },
    { stamps: '5 stamps', label: 'net 5000 g', weight: 5 },
  ])
})

test('lists of lists are required as they are, nulls and empty lists included', async () => {
  const { ask } = await serve(parcels)
  const { data } = await ask('{ parcels { way } }')
  expect(data.parcels.map(({ way }: { way: string }) => JSON.parse(way))).toEqual([
    [[{ km: 3 }, null], []],
    [[{ km: 6 }, null], []],
  ])
})

test('a subgraph is gone back to by a key that it resolves', async () => {
  const keys = { shop: 's', number: 7 }
  const { ask } = await serve({
    shop: {
      typeDefs: `
        type Query { basket: [Item!]! }
        type Item @key(fields: "sku", resolvable: false) @key(fields: "shop number") {
          sku: ID! shop: ID! number: Int! price: Int! @external offer: Int! @requires(fields: "price")
        }
      `,
      resolvers: {
        Query: { basket: () => [{ sku: 'k', ...keys }] },
        Item: {
          __resolveReference(reference: { shop?: string; number?: number }) {
            if (reference.shop !== keys.shop || reference.number !== keys.number) throw new Error('not by this key')
            return reference
          },
          offer: ({ price }: { price: number }) => price - 1,
        },
      },
    },
    prices: {
      typeDefs: 'type Item @key(fields: "sku") { sku: ID! price: Int! }',
      resolvers: { Item: { price: () => 10 } },
    },
  })
  expect(await ask('{ basket { offer } }')).toMatchObject({ data: { basket: [{ offer: 9 }] } })
})

test('an entity asked for as an interface object keeps its own type, and the fields of its fragments', async () => {
  const { ask } = await serve({
    animals: {
      typeDefs: `
        interface Animal @key(fields: "id") { id: ID! }
        type Cat implements Animal @key(fields: "id") { id: ID! lives: Int }
        type Query { animals: [Animal] cat: Cat }
      `,
      resolvers: {
        Animal: { __resolveType: () => 'Cat' },
        Query: { animals: () => [{ id: '1', lives: 9 }], cat: () => ({ id: '1', lives: 9 }) },
      },
    },
    care: {
      typeDefs: 'type Animal @interfaceObject @key(fields: "id") { id: ID! vet: String }',
      resolvers: { Animal: { vet: () => 'Ann' } },
    },
  })
  const cat = { __typename: 'Cat', vet: 'Ann', lives: 9 }
  const { data } = await ask('{ animals { ... on Cat { __typename vet lives } } cat { __typename vet lives } }')
  expect(data).toEqual({ animals: [cat], cat })
})

test('an object is there, and as often, though every field of it is skipped', async () => {
  const { ask } = await serve(parcels)
  const query = 'query($x: Boolean!) { parcels @include(if: $x) { stamps @skip(if: $x) ... @skip(if: $x) { id } } }'
  expect((await ask(query, { x: true })).data).toEqual({ parcels: [{}, {}] })
})

test('an operation that no plan answers is an error, not a null', async () => {
  const { ask, asked } = await serve({
    first: {
      typeDefs: 'type Query { thing: Thing } interface Thing @key(fields: "id") { id: ID! }',
      resolvers: { Query: { thing: () => ({ id: '1' }) } },
    },
    second: {
      typeDefs: `type Query { other: Thing }
        type Thing @interfaceObject @key(fields: "id", resolvable: false) { id: ID! colour: String }`,
      resolvers: { Query: { other: () => ({ id: '2', colour: 'red' }) } },
    },
  })
  expect((await ask('{ other { colour } }')).data).toEqual({ other: { colour: 'red' } })
  const { data, errors } = await ask('{ thing { colour } }')
  expect(data ?? null).toBeNull()
  expect(errors?.[0].extensions.code).toBe('INTERNAL_SERVER_ERROR')
  expect(asked.map(({ subgraph }) => subgraph)).toEqual(['second'])
})
