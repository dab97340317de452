import { composeServices } from '@apollo/composition'
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { createPlanner } from './planner.ts'

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])`

function planner(subgraphs: Record<string, string>) {
  const services = Object.entries(subgraphs).map(([name, text]) => ({ name, typeDefs: parse(LINK + text) }))
  const { supergraphSdl, errors } = composeServices(services)
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  return createPlanner(supergraphSdl)
}

function fetchesOf(plan: QueryPlan): FetchNode[] {
  const within = (node: PlanNode | undefined): FetchNode[] => {
    if (node?.kind === 'Fetch') return [node]
    if (node?.kind === 'Flatten') return within(node.node)
    return node?.kind === 'Sequence' || node?.kind === 'Parallel' ? node.nodes.flatMap(within) : []
  }
  return within(plan.node as PlanNode | undefined)
}

const to = (fetches: FetchNode[], service: string) => fetches.filter(({ serviceName }) => serviceName === service)

const parcels = planner({
  depot: `
    type Query { parcels: [Parcel!]! }
    type Parcel @key(fields: "id") { id: ID! weight(unit: Unit!): Float! legs(first: Int!): [Leg!]! }
    type Leg { km(unit: Unit!): Float! }
    enum Unit { METRIC IMPERIAL }
  `,
  post: `
    type Parcel @key(fields: "id") {
      id: ID!
      weight(unit: Unit!): Float! @external
      legs(first: Int!): [Leg!]! @external
      stamps: Int! @requires(fields: "weight(unit: METRIC)")
      ounces(extra: Int): Int! @requires(fields: "weight(unit: IMPERIAL)")
      again: Int! @requires(fields: "weight(unit: METRIC)")
      hours: Int! @requires(fields: "legs(first: 9) { km(unit: METRIC) }")
    }
    type Leg @external { km(unit: Unit!): Float! }
    enum Unit { METRIC IMPERIAL }
  `,
})

test("a required field with arguments is fetched beside the client's own use of it", () => {
  const [root, entity] = fetchesOf(parcels.plan('{ parcels { weight(unit: IMPERIAL) stamps } }'))
  expect(root?.operation).toBe('{parcels{__typename id weight(unit:IMPERIAL)weight_required1:weight(unit:METRIC)}}')
  expect(entity?.inputRewrites).toEqual([
    { kind: 'KeyRenamer', path: ['... on Parcel', 'weight_required1'], renameKeyTo: 'weight' },
  ])
})

test('one inside another is renamed from the inside out', () => {
  const [, entity] = fetchesOf(parcels.plan('{ parcels { hours } }'))
  expect(entity?.inputRewrites?.map(({ path }) => path.map((step) => step.replace(/\d+$/, '')))).toEqual([
    ['... on Parcel', 'legs_required', 'km_required'],
    ['... on Parcel', 'legs_required'],
  ])
})

test('fields that need one field with different arguments are asked for apart, each with its own variables', () => {
  const plan = parcels.plan('query($e: Int) { parcels { stamps o: ounces(extra: $e) again hours } }')
  expect(to(fetchesOf(plan), 'post').map(({ operation, variableUsages }) => [operation, variableUsages])).toEqual([
    [
      'query($representations:[_Any!]!){_entities(representations:$representations){...on Parcel{stamps again hours}}}',
      [],
    ],
    [
      'query($representations:[_Any!]!$e:Int){_entities(representations:$representations){...on Parcel{o:ounces(extra:$e)}}}',
      ['e'],
    ],
  ])
  const names = to(fetchesOf(plan), 'post').map(({ inputRewrites }) => inputRewrites?.map(({ path }) => path[1]))
  expect(names.map((each) => each?.filter((name) => name?.startsWith('weight')).length)).toEqual([1, 1])
})

test('an entity is asked for by a key that its subgraph resolves', () => {
  const plan = planner({
    shop: `
      type Query { basket: [Item!]! }
      type Item @key(fields: "sku", resolvable: false) @key(fields: "shop number") {
        sku: ID! shop: ID! number: Int! price: Int! @external offer: Int! @requires(fields: "price")
      }
    `,
    prices: `type Item @key(fields: "sku") { sku: ID! price: Int! }`,
  }).plan('{ basket { offer } }')
  const selected = to(fetchesOf(plan), 'shop')
    .at(-1)
    ?.requires?.flatMap((each) => (each.kind === 'InlineFragment' ? each.selections : []))
    .flatMap((each) => (each.kind === 'Field' ? each.name : []))
  expect(selected?.sort()).toEqual(['__typename', 'number', 'price', 'shop'])
})
