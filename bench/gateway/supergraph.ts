import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

const HEAD = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective"])
    @link(url: "https://skygraph.dev/policy/v1.0", import: ["@auth", "@rateLimit"])
    @composeDirective(name: "@auth")
    @composeDirective(name: "@rateLimit")
  directive @auth(role: Role! = CUSTOMER) on FIELD_DEFINITION
  directive @rateLimit(max: Int!, window: String!, identityArgs: [String!]) on FIELD_DEFINITION
  enum Role { CUSTOMER OPERATOR ADMIN }
  enum Cabin { ECONOMY BUSINESS }
`
const FLIGHT = `${HEAD}
  type Query {
    flight(id: ID!): Flight @auth @rateLimit(max: 1000, window: "1s")
    flights(from: ID!): [Flight!]! @auth @rateLimit(max: 1000, window: "1s")
    publicFlight(id: ID!): Flight @rateLimit(max: 1000000, window: "1s")
    publicFlights(from: ID!): [Flight!]! @rateLimit(max: 1000000, window: "1s")
  }
  type Flight @key(fields: "id") { id: ID!, number: String!, departs: String!, arrives: String!, price: Money! }
  type Money { amount: String!, currency: String! }
`
const BOOKING = `${HEAD}
  type Query { cabins: [Cabin!]! }
  type Flight @key(fields: "id") { id: ID!, availability: [Availability!]! }
  type Availability { cabin: Cabin!, available: Int! }
`

/** Two subgraphs at `base`, with the policies of this system on the fields of the query type. */
export function benchSupergraph(base: string): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries({ flight: FLIGHT, booking: BOOKING }).map(([name, text]) => ({
      name,
      url: `${base}/${name}/graphql`,
      typeDefs: parse(text),
    })),
  )
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  return supergraphSdl
}

const FIELDS = 'id number departs arrives price { amount currency }'

/** The two operations; the public ones are the same without @auth, for callers that nobody knows. */
export const OPERATIONS = {
  oneSubgraph: `query Flight($id: ID!) { flight(id: $id) { ${FIELDS} } }`,
  join: `query Flights($id: ID!) { flights(from: $id) { ${FIELDS} availability { cabin available } } }`,
  publicOneSubgraph: `query Flight($id: ID!) { publicFlight(id: $id) { ${FIELDS} } }`,
  publicJoin: `query Flights($id: ID!) { publicFlights(from: $id) { ${FIELDS} availability { cabin available } } }`,
} as const
