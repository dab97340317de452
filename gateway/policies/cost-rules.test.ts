import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { type FragmentDefinitionNode, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import { estimateCost } from './cost.ts'
import { readCostRules } from './cost-rules.ts'
import { evaluate } from './estimate.ts'

const SCHEMA = (cost: string, listSize: string) => `
  type Query {
    things(first: Int, last: Int, filter: Filter @${cost}(weight: 3)): [Thing!]!
      @${listSize}(slicingArguments: ["first", "last"], assumedSize: 20, requireOneSlicingArgument: false)
    exact(first: Int, last: Int): Page @${listSize}(slicingArguments: ["first", "last"], sizedFields: ["items"])
    node: Node
    either: Either
    heavy: Heavy
    matrix: [[Thing!]!]!
    search(filters: [Filter!]): Int @${cost}(weight: 2)
    colour(of: Colour): Colour
  }
  input Filter { name: String @${cost}(weight: 5), and: [Filter!], colour: Colour }
  type Page { items: [Thing!], other: [Thing!], total: Int }
  interface Node { parts: [Thing!] }
  type Thing implements Node @${cost}(weight: 7) { parts: [Thing!] @${listSize}(assumedSize: 4), id: ID }
  type Heavy { text: Text, id: ID }
  union Either = Thing | Heavy
  scalar Text @${cost}(weight: 11)
  enum Colour @${cost}(weight: 13) { RED }`

function supergraphOf(imports: string, [cost, listSize]: readonly [string, string]): Supergraph {
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${imports})`
  const typeDefs = parse(`${link} ${SCHEMA(cost, listSize)}`)
  const { supergraphSdl, errors } = composeServices([{ name: 'a', url: 'http://a.test', typeDefs }])
  if (!supergraphSdl) throw new Error(String(errors))
  return Supergraph.build(supergraphSdl)
}

const NAMES = [
  ['as they are', '["@cost", "@listSize"]', ['cost', 'listSize']],
  ['renamed', '[{ name: "@cost", as: "@price" }, { name: "@listSize", as: "@size" }]', ['price', 'size']],
  ['not imported', '[]', ['federation__cost', 'federation__listSize']],
] as const

function costOf(supergraph: Supergraph, query: string, variables?: Record<string, unknown>) {
  const schema = supergraph.apiSchema().toGraphQLJSSchema()
  const [operation, ...fragments] = parse(query).definitions as [OperationDefinitionNode, ...FragmentDefinitionNode[]]
  const named = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  const costing = { schema, rules: readCostRules(supergraph, undefined), fragments: named }
  return evaluate(estimateCost(costing, operation), variables)
}

test.each(NAMES)('the directives count, %s', (_, imports, names) => {
  const supergraph = supergraphOf(imports, names)
  const cost = (query: string, variables?: Record<string, unknown>) => costOf(supergraph, query, variables)
  // A list: as assumed, as asked, the longer of two.
  expect(cost('{ things { id } }')).toBe(20 * 7)
  expect(cost('{ things(first: 2) { id } }')).toBe(2 * 7)
  expect(cost('{ things(first: 2, last: 3) { id } }')).toBe(3 * 7)
  expect(cost('query($n: Int) { things(first: 2, last: $n) { id } }', { n: 5 })).toBe(5 * 7)
  // A list inside: only the one that is named.
  expect(cost('{ exact(first: 2) { total items { id } } }')).toBe(1 + 2 * 7)
  expect(cost('{ exact(first: 2) { other { id } } }')).toBe(1 + 10 * 7)
  expect(cost('{ things(first: 2) { parts { id } } }')).toBe(2 * (7 + 4 * 7))
  expect(cost('{ matrix { id } }')).toBe(10 * 10 * 7)
  // By interface or union: as the dearest behind it.
  expect(cost('{ node { parts { id } } }')).toBe(7 + 4 * 7)
  expect(cost('{ either { ... on Heavy { id } } }')).toBe(7)
  // Leaves.
  expect(cost('{ heavy { id text } }')).toBe(1 + 11)
})

test.each(NAMES)('arguments that are given count, and what is in them, %s', (_, imports, names) => {
  const supergraph = supergraphOf(imports, names)
  const cost = (query: string, variables?: Record<string, unknown>) => costOf(supergraph, query, variables)
  expect(cost('{ search }')).toBe(2)
  expect(cost('{ search(filters: [{ name: "a" }, { and: [{ name: "b" }] }]) }')).toBe(2 + 5 + 5)
  expect(cost('{ search(filters: { name: "a", colour: RED }) }')).toBe(2 + 5 + 13)
  const query = 'query($filters: [Filter!]) { search(filters: $filters) }'
  expect(cost(query, { filters: [{ name: 'a' }, { name: null }] })).toBe(2 + 5)
  expect(cost(query, {})).toBe(2)
  expect(cost('{ things(first: 1, filter: {}) { id } }')).toBe(3 + 7)
  expect(cost('{ colour(of: RED) }')).toBe(13 + 13)
})

test('exactly one slicing argument, where it must be', () => {
  const supergraph = supergraphOf(NAMES[0][1], NAMES[0][2])
  for (const query of ['{ exact { total } }', '{ exact(first: 1, last: 1) { total } }']) {
    expect(() => costOf(supergraph, query)).toThrow('exact needs exactly one of these arguments: first, last.')
  }
})

test('a supergraph that says nothing of costs has a budget only where one is set', () => {
  const typeDefs = parse('type Query { list: [Query!]! }')
  const { supergraphSdl = '' } = composeServices([{ name: 'a', url: 'http://a.test', typeDefs }])
  const silent = Supergraph.build(supergraphSdl)
  expect(readCostRules(silent, undefined).budget).toBe(Number.POSITIVE_INFINITY)
  expect(readCostRules(silent, 500).budget).toBe(500)
  expect(costOf(silent, '{ list { list { __typename } } }')).toBe(10 + 10 * 10)
  const speaking = supergraphOf(NAMES[0][1], NAMES[0][2])
  expect([undefined, 500].map((maxCost) => readCostRules(speaking, maxCost).budget)).toEqual([10_000, 500])
})
