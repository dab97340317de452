import type { PlanNode } from '@apollo/query-planner'
import { buildSchema, type GraphQLError, getOperationAST, type OperationDefinitionNode, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { compilePlan } from '../../gateway/engine/execute.ts'
import { prepareOperation } from '../../gateway/engine/prepare.ts'
import { federate } from './support/in-process.ts'
import { SHOP } from './support/shop.ts'

const shop = federate(SHOP)

const places = (errors: readonly GraphQLError[]) =>
  errors.map(({ path, extensions: { serviceName } }) => [path?.join('.'), serviceName])

describe('what is sent', () => {
  test('an interface object is asked about under its own name, whatever the type behind it', async () => {
    const { data } = await shop.ask('{ products { __typename id left } }')
    expect(data.products).toEqual([
      { __typename: 'Book', id: 'b', left: 1 },
      { __typename: 'Lamp', id: 'l', left: 1 },
    ])
    expect(shop.asked[1]?.variables.representations).toEqual([
      { __typename: 'Product', id: 'b' },
      { __typename: 'Product', id: 'l' },
    ])
  })

  test('objects and lists that a field requires go along, nulls in them too, and nothing else of them', async () => {
    const { data, errors } = await shop.ask('{ product(id: "b") { ... on Book { box } } }')
    expect(errors).toEqual([])
    expect(JSON.parse((data.product as { box: string }).box)).toEqual({
      size: { height: 3 },
      tags: [{ word: 'old', weight: [1, null] }, null],
    })
  })

  test('one entity in many places, lists of lists among them, is asked about once and shown in all', async () => {
    const { data } = await shop.ask('{ first { left } rows { left } products { left } }')
    expect(data.rows).toEqual([
      [{ left: 1 }, null],
      [{ left: 1 }, { left: 1 }],
    ])
    for (const { variables } of shop.asked.filter(({ subgraph }) => subgraph === 'stock')) {
      const asked = (variables.representations as object[]).map((each) => JSON.stringify(each))
      expect(new Set(asked).size).toBe(asked.length)
    }
  })

  test('variables go to the subgraphs that use them, and those left out stay out', async () => {
    await shop.ask('query ($id: ID!, $with: Boolean!) { product(id: $id) { id left @include(if: $with) } }', {
      id: 'b',
      with: true,
    })
    expect(shop.asked.map(({ subgraph, variables }) => [subgraph, Object.keys(variables)])).toEqual([
      ['shop', ['id']],
      ['stock', ['representations']],
    ])
  })
})

describe('conditions', () => {
  const query = 'query ($x: Boolean!) { product(id: "b") { id left @include(if: $x) name @skip(if: $x) } }'

  test('a Condition node keeps a subgraph from being asked', async () => {
    expect(JSON.stringify(shop.plan(query))).toContain('"Condition"')
    expect((await shop.ask(query, { x: true })).data).toEqual({ product: { id: 'b', left: 1 } })
    expect(shop.asked.map(({ subgraph }) => subgraph)).toEqual(['shop', 'stock'])
    expect((await shop.ask(query, { x: false })).data).toEqual({ product: { id: 'b', name: 'Book' } })
    expect(shop.asked.map(({ subgraph }) => subgraph)).toEqual(['shop'])
  })

  test('of a plan that is one Condition node, the branch that is not met asks nobody', async () => {
    const all = 'query ($x: Boolean = false) { product(id: "b") @include(if: $x) { id } __typename }'
    expect((await shop.ask(all)).data).toEqual({ __typename: 'Query' })
    expect(shop.asked).toEqual([])
    expect((await shop.ask(all, { x: true })).data).toEqual({ product: { id: 'b' }, __typename: 'Query' })
  })
})

describe('what comes back', () => {
  test('one response name of which a subgraph makes two, Int! and Int, comes back under that name', async () => {
    const query = '{ products { id ... on Book { pages } ... on Lamp { pages } } }'
    expect(JSON.stringify(shop.plan(query))).toContain('"outputRewrites"')
    expect((await shop.ask(query)).data.products).toEqual([
      { id: 'b', pages: 7 },
      { id: 'l', pages: null },
    ])
  })

  test("an entity's error stands at its place, in each list that shows it; the rest of the answer stands", async () => {
    const { data, errors } = await shop.ask('{ products { id note } rows { note } }')
    expect(data.products).toEqual([
      { id: 'b', note: 'note of b' },
      { id: 'l', note: null },
    ])
    expect(places(errors).sort()).toEqual([
      ['products.1.note', 'stock'],
      ['rows.1.0.note', 'stock'],
    ])
  })

  test("null for what must not be goes up to the next place that may be null, with the subgraph's error alone", async () => {
    const { data, errors } = await shop.ask(
      '{ product(id: "b") { id ... on Book { must } } other: product(id: "l") { id } }',
    )
    expect(data).toEqual({ product: null, other: { id: 'l' } })
    expect(places(errors)).toEqual([['product.must', 'packing']])
    expect((await shop.ask('{ first { id ... on Book { must } } }')).data).toBeNull()
  })

  test('__proto__ is a response name like any other, over subgraphs and in what is required', async () => {
    const { data } = await shop.ask('{ __proto__: first { __proto__: left constructor: name } }')
    const own = Object.getOwnPropertyDescriptor(data, '__proto__')?.value
    expect(Object.entries(own)).toEqual([
      ['__proto__', 1],
      ['constructor', 'Book'],
    ])
    expect(({} as Record<string, unknown>).left).toBeUndefined()
  })

  test('mutations run one after the other, in the order of the document', async () => {
    await shop.ask(
      'mutation { a: take(id: "b") { left } rename(id: "l", name: "New") { name left } c: take(id: "l") { id } }',
    )
    const roots = shop.asked.filter(({ query }) => query.startsWith('mutation'))
    expect(roots.map(({ subgraph }) => subgraph)).toEqual(['stock', 'shop', 'stock'])
  })
})

describe('what cannot be run', () => {
  const schema = buildSchema('type Query { a: Int }')

  test('a plan node that this gateway does not know is refused before anything runs', () => {
    const known: PlanNode = { kind: 'Sequence', nodes: [] }
    const unknown = { kind: 'Defer', primary: {}, deferred: [] } as PlanNode
    expect(() => compilePlan(schema, known)).not.toThrow()
    expect(() => compilePlan(schema, { kind: 'Sequence', nodes: [known, unknown] })).toThrow('a Defer node')
  })

  test('values passed by @fromContext are refused before anything runs', () => {
    const node = { kind: 'Fetch', serviceName: 'a', operation: '{ a }', contextRewrites: [{}] } as unknown as PlanNode
    expect(() => compilePlan(schema, { kind: 'Flatten', path: [], node })).toThrow('@fromContext')
  })

  test.each([
    ['{ first { id } }', 'first was asked for'],
    ['{ a: __typename ...F } fragment F on Query { first { id } }', 'first was asked for'],
  ])('a plan that asks nobody, while %s asks for data, is an error and no null', (text, message) => {
    expect(() => unplanned(text)).toThrow(message)
  })

  test('a plan that asks nobody is right where nothing but introspection is asked for', () => {
    expect(unplanned('{ __typename __schema { queryType { name } } }').write({}, {}).misfits).toEqual([])
    expect(unplanned('{ first @skip(if: true) { id } }').write({}, {}).text).toBe('{}')
  })
})

function unplanned(text: string) {
  const document = parse(text)
  const operation = getOperationAST(document) as OperationDefinitionNode
  const plan = { kind: 'QueryPlan' } as const
  return prepareOperation(shop.supergraph, { document, operation, hash: '', plan, cost: 0 }).variant(new Map())
}
