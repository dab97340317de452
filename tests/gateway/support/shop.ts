import { GraphQLError } from 'graphql'

const products: Record<string, object> = {
  b: {
    __typename: 'Book',
    id: 'b',
    name: 'Book',
    pages: 7,
    size: { height: 3, width: 2 },
    tags: [{ word: 'old', weight: [1, null] }, null],
  },
  l: { __typename: 'Lamp', id: 'l', name: 'Lamp', pages: null, size: null, tags: null },
}

const shop = {
  typeDefs: `
    interface Product @key(fields: "id") { id: ID! name: String! }
    type Book implements Product @key(fields: "id") { id: ID! name: String! pages: Int! @shareable size: Size tags: [Tag] }
    type Lamp implements Product @key(fields: "id") { id: ID! name: String! pages: Int }
    type Size { height: Int! width: Int }
    type Tag { word: String! weight: [Int] }
    type Query { products: [Product!]! product(id: ID!): Product rows: [[Product]!] first: Product! }
    type Mutation { rename(id: ID!, name: String!): Product }
  `,
  resolvers: {
    Product: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Query: {
      products: () => Object.values(products),
      product: (_: unknown, { id }: { id: string }) => products[id] ?? null,
      rows: () => [
        [products.b, null],
        [products.l, products.b],
      ],
      first: () => products.b,
    },
    Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ ...products[id], name }) },
  },
}

const stock = {
  typeDefs: `
    type Product @interfaceObject @key(fields: "id") { id: ID! left: Int! note: String }
    type Mutation { take(id: ID!): Product }
  `,
  resolvers: {
    Product: {
      left: ({ id }: { id: string }) => id.length,
      note: ({ id }: { id: string }) => {
        if (id === 'l') throw new GraphQLError('Lamps have no notes.', { extensions: { code: 'TEAPOT' } })
        return `note of ${id}`
      },
    },
    Mutation: { take: (_: unknown, { id }: { id: string }) => ({ id }) },
  },
}

const packing = {
  typeDefs: `
    type Book @key(fields: "id") {
      id: ID! size: Size @external tags: [Tag] @external
      box: String @requires(fields: "size { height } tags { word weight }") must: Int! pages: Int @shareable
    }
    type Size @external { height: Int! }
    type Tag @external { word: String! weight: [Int] }
  `,
  resolvers: {
    Book: {
      box: ({ size, tags }: { size: unknown; tags: unknown }) => JSON.stringify({ size, tags }),
      must: () => null,
    },
  },
}

/** An interface over three subgraphs: one has the types, one knows them by an interface object, one requires much. */
export const SHOP = { shop, stock, packing }
