import { readFileSync } from 'node:fs'
import {
  type FragmentDefinitionNode,
  type GraphQLError,
  getIntrospectionQuery,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql'
import { expect, test } from 'vitest'
import { createDocuments } from '../engine/documents.ts'
import { createPlanner } from '../engine/planning/planner.ts'
import { loadSupergraph } from '../engine/supergraph.ts'
import { Refused } from '../errors.ts'
import { checkCost, estimateCost } from './cost.ts'
import { evaluate } from './estimate.ts'

const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8')
const supergraph = loadSupergraph(sdl, {})
const schema = supergraph.apiSchema
const planner = createPlanner(sdl)
const documents = createDocuments({
  supergraph,
  planning: { plan: async (text: string) => planner.plan(text) },
  introspection: true,
})

async function faults(query: string): Promise<readonly GraphQLError[]> {
  try {
    await documents.prepare(query, undefined)
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return error.errors
  }
}

function costOf(query: string, variables?: Record<string, unknown>) {
  const { definitions } = parse(query)
  const fragments = definitions.filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode
  const named = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  return evaluate(estimateCost({ schema, rules: supergraph.costs, fragments: named }, operation), variables)
}

const MONEY = '{ amount currency }'
const STATION = '{ airport { code name timeZone city { name countryCode } } terminal gate scheduled estimated actual }'
const FARE = `{ cabin refundable base ${MONEY} taxes ${MONEY} total ${MONEY} cancelFee ${MONEY} changeFee ${MONEY} }`
const FLIGHT = `{ id number status duration distanceKm salesCloseAt airline { code name } departure ${STATION} arrival ${STATION}
  aircraft { registration typeCode layout { name cabins { cabin firstRow } } } fares ${FARE} availability { cabin available } }`
const SEARCH = 'search: { origin: "DEL", destination: "BOM", date: "2027-01-01" }'
const SEATS = '{ number row column cabin position features status heldUntil heldByMe price { amount currency } }'
const BOOKING = `{ id reference status total ${MONEY} balance ${MONEY} priceLines { kind amount ${MONEY} } payments { id amount ${MONEY} }
  refunds { status amount ${MONEY} } tickets { number pdfUrl seat } invoice { number } creditNotes { number } history { at }
  passengers { id givenName } segments { seat flight { id number departure { scheduled airport { code } } } } notifications { id } }`
const nested = (levels: number, outer: string, inner: string) =>
  outer.repeat(levels) + inner + '}'.repeat(levels * outer.split('{').length - levels)

test.each([
  [
    'a page of 100 results with all of their flights',
    `{ searchFlights(${SEARCH}, first: 100) { totalCount pageInfo { endCursor } nodes { id stops duration price ${MONEY} layovers { airport { code } duration } flights ${FLIGHT} } } }`,
  ],
  [
    'a seat map with all fields',
    `{ flight(id: "1") { ${FLIGHT.slice(1, -1)} seatMap { version cabins { cabin columns } seats ${SEATS} } } }`,
  ],
  [
    'a live seat map',
    'subscription { seatMapChanged(flightId: "1") { version full seats { number status heldUntil } flight { number } } }',
  ],
  [
    'seat maps along with a page of default length',
    `{ searchFlights(${SEARCH}) { nodes { flights { seatMap { version seats { number status } } } } } }`,
  ],
  [
    'own bookings and messages',
    `{ me { email bookings { nodes ${BOOKING} pageInfo { endCursor } } notifications(first: 100) { nodes { subject } } } }`,
  ],
  ['a manifest', `{ flight(id: "1") { manifest { nodes ${BOOKING} } } }`],
  [
    'a price calendar',
    '{ priceCalendar(origin: "DEL", destination: "BOM", from: "2027-01-01", to: "2027-02-28") { date price { amount } } }',
  ],
  ["the other airports of an airport's city", '{ airport(code: "LHR") { city { airports { code city { name } } } } }'],
  ['the introspection query', getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true })],
])('allows %s', async (_, query) => {
  expect(await faults(query)).toEqual([])
})

test.each([
  ['bookings of users of bookings', `{ me ${nested(5, '{ bookings { nodes { user ', '{ id }')} }`],
  [
    'three levels of them',
    '{ me { bookings { nodes { user { bookings { nodes { user { bookings { nodes { id } } } } } } } } }}',
  ],
  ['airports of cities of airports', `{ airport(code: "LHR") ${nested(6, '{ city { airports ', '{ code }')} }`],
  [
    'every seat map of a page',
    `{ searchFlights(${SEARCH}, first: 100) { nodes { flights { seatMap { seats { number } } } } } }`,
  ],
  [
    'every seat map of a page as edges',
    `{ searchFlights(${SEARCH}, first: 100) { edges { node { flights { seatMap { seats { number } } } } } } }`,
  ],
  [
    'many seat maps by alias',
    `{ ${Array.from({ length: 50 }, (_, i) => `a${i}: flight(id: "1") { seatMap { seats { number } } }`).join(' ')} }`,
  ],
  [
    'many in a fragment of a fragment',
    `{ ...A } fragment A on Query { ...B } fragment B on Query { ${Array.from({ length: 50 }, (_, i) => `a${i}: flight(id: "1") { seatMap { seats { number } } }`).join(' ')} }`,
  ],
])('refuses %s', async (_, query) => {
  const [fault, ...more] = await faults(query)
  expect(more).toEqual([])
  expect(fault?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  expect(fault?.message).toMatch(/^The operation (costs too much|is too large)/)
})

test('lists count as often as their page says, scalars nothing', () => {
  expect(costOf('{ airports(query: "x", first: 7) { code name city { name } } }')).toBe(14)
  expect(costOf('{ airports(query: "x") { code } }')).toBe(10)
  expect(costOf('{ me { notifications(first: 3) { nodes { id } edges { node { id } } } } }')).toBe(1 + 5 + 3 + 3 * 2)
  expect(costOf('{ me { id email } __typename __schema { types { name } } }')).toBe(1)
})

test('a field with a weight costs that, and a mutation ten more', () => {
  expect(costOf(`{ searchFlights(${SEARCH}) { totalCount } }`)).toBe(10)
  expect(costOf('mutation { releaseHold(holdId: "1") }')).toBe(10)
})

test('what several fragments name at one place counts once', () => {
  const twice = '{ airport(code: "X") { ...A city { id } ...A } } fragment A on Airport { city { name } }'
  expect(costOf(twice)).toBe(2)
})

test('a variable counts with its value, and before it is known as 1', () => {
  const query = 'query($n: Int! = 50) { airports(query: "x", first: $n) { code } }'
  expect([costOf(query), costOf(query, { n: 50 }), costOf(query, { n: 20_000 })]).toEqual([1, 50, 20_000])
  expect(costOf('{ airports(query: "x", first: -5) { code } }')).toBe(1)
})

test('one over the budget is refused, with the cost', () => {
  const rules = { ...supergraph.costs, budget: 100 }
  expect(checkCost(100, rules)).toBe(100)
  expect(() => checkCost((variables) => Number(variables?.n), rules, { n: 101 })).toThrow(
    expect.objectContaining({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ cost: 101, limit: 100 }) })],
    }),
  )
})
