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
  type Flight @key(fields: "id") {
    id: ID!, number: String!, status: Status!, airline: Airline!, departure: Stop!, arrival: Stop!
    duration: String!, distanceKm: Int, fares: [Fare!]!, price: Money!
  }
  enum Status { SCHEDULED DELAYED CANCELLED }
  type Airline { code: ID!, name: String! }
  type Airport { code: ID!, name: String!, city: String! }
  type Stop { airport: Airport!, scheduled: String!, estimated: String, terminal: String }
  type Fare { cabin: Cabin!, price: Money!, refundable: Boolean! }
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

const STOP = '{ airport { code name city } scheduled estimated terminal }'
/** What a page about one flight shows. */
const DETAILS = `id number status airline { code name } departure ${STOP} arrival ${STOP} duration distanceKm
  fares { cabin price { amount currency } refundable }`
/** What a list of flights shows, with what another subgraph knows of each. */
const SUMMARY = `id number departure { scheduled } arrival { scheduled } price { amount currency }
  availability { cabin available }`

/** The two operations; the public ones are the same without @auth, for callers that nobody knows. */
export const OPERATIONS = {
  oneSubgraph: `query Flight($id: ID!) { flight(id: $id) { ${DETAILS} } }`,
  join: `query Flights($id: ID!) { flights(from: $id) { ${SUMMARY} } }`,
  publicOneSubgraph: `query Flight($id: ID!) { publicFlight(id: $id) { ${DETAILS} } }`,
  publicJoin: `query Flights($id: ID!) { publicFlights(from: $id) { ${SUMMARY} } }`,
} as const
