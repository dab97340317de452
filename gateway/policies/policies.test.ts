import { composeServices } from '@apollo/composition'
import { Supergraph } from '@apollo/federation-internals'
import { type FragmentDefinitionNode, Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import type { Viewer } from '#lib/identity.ts'
import { checkRoles, collectPolicyUses, identityArguments, readPolicies } from './policies.ts'

const DIRECTIVES = `
  directive @auth(role: Role! = CUSTOMER) on FIELD_DEFINITION
  directive @rateLimit(max: Int!, window: String!, identityArgs: [String!]) on FIELD_DEFINITION
  directive @viewer on FIELD_DEFINITION
  enum Role { CUSTOMER OPERATOR ADMIN }`
const HEAD = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective", "@interfaceObject"])
  @link(url: "https://skygraph.dev/policy/v1.0", import: ["@auth", "@rateLimit", "@viewer"])
  @composeDirective(name: "@auth") @composeDirective(name: "@rateLimit") @composeDirective(name: "@viewer")
  ${DIRECTIVES}`
const TYPES = `
  interface Node { id: ID! secret: String @auth note: String }
  type Plane implements Node { id: ID! secret: String note: String crew: [Person!]! @auth(role: OPERATOR) }
  interface Named { name: String @auth(role: OPERATOR) }
  interface Titled { name: String }
  type Person implements Node & Named & Titled {
    id: ID! secret: String note: String @auth(role: ADMIN) name: String mine: Boolean @viewer
  }
  union Thing = Plane | Person
  type Query {
    node: Node things: [Thing] plane: Plane
    titled: Titled
    taggable: Tagged
    look(name: String): String @rateLimit(max: 2, window: "30s", identityArgs: ["name"])
    find(by: By): String @rateLimit(max: 2, window: "1h", identityArgs: ["by.code", "by.inside.names"])
  }
  input By { code: String = "none" inside: Inside = {} }
  input Inside { names: [String!] = ["all"] }
  type Mutation { board: Boarded @auth }
  interface Counter { count: Int @rateLimit(max: 9, window: "1m") }
  type Clicks implements Counter { count: Int @rateLimit(max: 3, window: "1m") }
  type Visits implements Counter { count: Int @rateLimit(max: 5, window: "1m") }
  extend type Query { counters: [Counter!]! clicks: Clicks }
  type Boarded { plane: Plane }
  type Subscription { boarded: Plane }
  interface Tagged @key(fields: "id") { id: ID! }
  type Bag implements Tagged @key(fields: "id") { id: ID! }`
const TAGS = 'type Tagged @interfaceObject @key(fields: "id") { id: ID! tag: String @auth }'

function supergraphOf(types = TYPES, head = HEAD): Supergraph {
  const subgraphs = [types, TAGS].map((text, i) => ({ name: `s${i}`, url: 'http://s', typeDefs: parse(head + text) }))
  const { supergraphSdl, errors } = composeServices(subgraphs)
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  return Supergraph.build(supergraphSdl)
}

const supergraph = supergraphOf()
const index = readPolicies(supergraph)
const schema = supergraph.apiSchema().toGraphQLJSSchema()

function usesOf(query: string, conditions: Record<string, boolean> = {}) {
  const document = parse(query)
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('The test has no operation.')
  const named = document.definitions.filter(
    (each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION,
  )
  const fragments = new Map(named.map((fragment) => [fragment.name.value, fragment]))
  return collectPolicyUses({ schema, index, fragments, conditions: new Map(Object.entries(conditions)) }, operation)
}
const rolesOf = (query: string, conditions = {}) => usesOf(query, conditions).map(({ auth }) => auth)

test('reads roles and windows from the supergraph', () => {
  expect(index.get('Plane.crew')).toEqual({ auth: 'OPERATOR', rateLimit: undefined, viewer: false })
  expect(index.get('Query.look')?.rateLimit).toEqual({
    coordinate: 'Query.look',
    max: 2,
    windowMs: 30_000,
    identityArgs: ['name'],
  })
})

test('a directive of the same name from elsewhere is not a policy', () => {
  const foreign = HEAD.replace('https://skygraph.dev/policy/', 'https://elsewhere.example/policy/')
  expect(readPolicies(supergraphOf(TYPES, foreign)).size).toBe(0)
})

test.each([
  ['a window that cannot be read', '"30s"', '"soon"'],
  ['no call allowed at all', 'max: 2, window: "30s"', 'max: 0, window: "30s"'],
  ['an argument that the field has not', '"name"', '"nam"'],
  ['a field that the input has not', '"by.code"', '"by.cod"'],
  ['a whole input', '"by.code"', '"by"'],
])('%s refuses the supergraph, and the field is named', (_, text, wrong) => {
  expect(TYPES).toContain(text)
  expect(() => readPolicies(supergraphOf(TYPES.replace(text, wrong)))).toThrow(/@rateLimit of Query\.\w+:/)
})

test.each([
  ['as it is written', '{ look(name: "a") }', {}, { name: 'a' }],
  ['of a variable', 'query($n: String) { look(name: $n) }', { n: 'b' }, { name: 'b' }],
  [
    'of a default that the client relies on',
    '{ find(by: {}) }',
    {},
    { by: { code: 'none', inside: { names: ['all'] } } },
  ],
  ['that is not given', '{ look }', {}, {}],
  ['that is null', '{ look(name: null) }', {}, { name: null }],
])('what a limit counts apart is the value of an argument %s', (_, query, variables, args) => {
  const [use] = usesOf(query)
  expect(use && identityArguments(use, variables)).toEqual(args)
})

test.each([
  ['on an object', '{ plane { crew { id } } }', ['OPERATOR']],
  ['on an interface, with what its types ask for', '{ node { secret note } }', ['CUSTOMER', 'ADMIN']],
  ['of a second interface of the types behind the first', '{ titled { name } }', ['OPERATOR']],
  ['of an interface, on its type', '{ plane { secret } }', ['CUSTOMER']],
  ['behind a fragment on a type of a union', '{ things { ... on Person { note } ... on Plane { note } } }', ['ADMIN']],
  ['at depth, behind aliases', '{ p: plane { c: crew { n: note } } }', ['OPERATOR', 'ADMIN']],
  [
    'in nested fragments',
    '{ ...A } fragment A on Query { plane { ...B } } fragment B on Node { secret }',
    ['CUSTOMER'],
  ],
  [
    'in a fragment spread for two types, of each',
    '{ things { ... on Plane { ...N } ... on Person { ...N } } } fragment N on Node { note }',
    ['ADMIN'],
  ],
  [
    'of the type itself, where a fragment names an interface',
    '{ plane { ... on Node { note secret } } }',
    ['CUSTOMER'],
  ],
  [
    'of all types of an interface, where a fragment comes from a union',
    '{ things { ... on Node { note } } }',
    ['ADMIN'],
  ],
  ['of what a mutation gives back', 'mutation { board { plane { crew { id } } } }', ['CUSTOMER', 'OPERATOR']],
  ['of a subscription', 'subscription { boarded { crew { note } } }', ['OPERATOR', 'ADMIN']],
  ['that the types behind an interface object have from there', '{ taggable { tag } }', ['CUSTOMER']],
  ['of nothing that is only described', '{ __type(name: "Plane") { fields { name } } plane { __typename } }', []],
  ['nowhere', '{ plane { id note } }', []],
])('finds a policy %s', (_, query, roles) => {
  expect(rolesOf(query)).toEqual(roles)
})

test('sees where a value depends on who asks', () => {
  const uses = usesOf('{ plane { c: crew { ... on Node { ... on Person { m: mine } } } } }')
  expect(uses.map(({ field, viewer }) => [field.name, viewer])).toEqual([
    ['crew', false],
    ['mine', true],
  ])
})

test('@skip and @include decide by the values of their variables', () => {
  const query = 'query($x: Boolean!) { plane { secret @include(if: $x) crew @skip(if: $x) { id } } }'
  expect(rolesOf(query, { x: true })).toEqual(['CUSTOMER'])
  expect(rolesOf(query, { x: false })).toEqual(['OPERATOR'])
})

test('a limit on an interface and those of the types behind it count together, a use in a list once', () => {
  const limitsOf = (query: string) =>
    usesOf(query).map(({ rateLimits }) => rateLimits.map(({ coordinate }) => coordinate).sort())
  expect(limitsOf('{ counters { count } }')).toEqual([['Clicks.count', 'Counter.count', 'Visits.count']])
  expect(limitsOf('{ clicks { count again: count } }')).toEqual(Array(2).fill(['Clicks.count', 'Counter.count']))
  expect(limitsOf('{ counters { ... on Visits { count } } }')).toEqual([['Counter.count', 'Visits.count']])
})

test('each alias is a use, each repetition of one response name is not', () => {
  expect(usesOf('{ a: look b: look look }')).toHaveLength(3)
  expect(usesOf('{ look ...F look } fragment F on Query { look ... { look } }')).toHaveLength(1)
})

test('roles include those below', () => {
  const viewer = (role: Viewer['role']) => ({ role }) as Viewer
  const codeOf = (role?: Viewer['role']) => {
    try {
      checkRoles(usesOf('{ plane { id secret crew { id } } }'), role ? viewer(role) : null)
      return 'allowed'
    } catch (error) {
      return (error as { extensions: { code: string } }).extensions.code
    }
  }
  expect([codeOf(), codeOf('CUSTOMER'), codeOf('OPERATOR'), codeOf('ADMIN')]).toEqual([
    'UNAUTHENTICATED',
    'FORBIDDEN',
    'allowed',
    'allowed',
  ])
})
