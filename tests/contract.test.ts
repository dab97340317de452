import { expect, test } from 'vitest'
import { breakingChanges } from '../scripts/compose/contract.ts'
import { type SubgraphName, subgraphTypeDefs } from '../scripts/compose/subgraphs.ts'

const contract = (name: SubgraphName) => subgraphTypeDefs(name, 'tests/contract/')
const current = (name: SubgraphName) => subgraphTypeDefs(name)

test('the schemas keep the public contract', () => {
  expect(breakingChanges(contract, current)).toEqual([])
})

const edit = (from: string, to: string) => (name: SubgraphName) => {
  const text = contract(name)
  return text.includes(from) ? text.replace(from, to) : text
}

test.each([
  [
    'a removed field',
    edit(
      'type Hold @key(fields: "id") {\n  id: ID!\n  seats: [HeldSeat!]!',
      'type Hold @key(fields: "id") {\n  id: ID!',
    ),
    'Hold.seats',
  ],
  [
    'a field that may be null now',
    edit('releaseHold(holdId: ID!): Boolean!', 'releaseHold(holdId: ID!): Boolean'),
    'Mutation.releaseHold',
  ],
  ['a new required argument', edit('airport(code: ID!)', 'airport(code: ID!, locale: String!)'), 'locale'],
  [
    'another role',
    edit('fleet: [Aircraft!]! @auth(role: OPERATOR)', 'fleet: [Aircraft!]! @auth(role: ADMIN)'),
    'Query.fleet',
  ],
  [
    'a lost limit',
    edit(
      'logIn(input: LogInInput!): LogInResult! @rateLimit(max: 20, window: "1m")',
      'logIn(input: LogInInput!): LogInResult!',
    ),
    'Mutation.logIn',
  ],
  ['a renamed enum value', edit('enum CabinClass { ECONOMY ', 'enum CabinClass { COACH '), 'ECONOMY'],
])('%s is found', (_, changed, named) => {
  const changes = breakingChanges(contract, changed)
  expect(changes.some((change) => change.includes(named))).toBe(true)
})
