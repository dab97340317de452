import { buildSchema, type OperationDefinitionNode, parse, validate } from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import { expect, test } from 'vitest'
import { strictScalars } from './scalars.ts'

const schema = strictScalars(buildSchema('scalar Decimal type Query { pay(amount: Decimal!): Boolean }'))
const faultsOf = (literal: string) => validate(schema, parse(`{ pay(amount: ${literal}) }`)).length

test.each(['5', '5.0', '["5"]', '{ amount: "5" }', 'true', 'FIVE', `"${'5'.repeat(65)}"`])(
  '%s is no Decimal',
  (literal) => {
    expect(faultsOf(literal)).toBe(1)
  },
)

test('a short string is one', () => expect(faultsOf('"5.00"')).toBe(0))

test.each([5, ['5'], { amount: '5' }, true, '5'.repeat(65)])('the variable %j is no Decimal', (value) => {
  const [operation] = parse('query ($a: Decimal!) { pay(amount: $a) }').definitions
  const { variableDefinitions = [] } = operation as OperationDefinitionNode
  expect(getVariableValues(schema, variableDefinitions, { a: value }).errors).toHaveLength(1)
  expect(getVariableValues(schema, variableDefinitions, { a: '5' }).coerced).toEqual({ a: '5' })
})
