import fc from 'fast-check'
import { buildSchema, getOperationAST, getVariableValues, parse } from 'graphql'
import { expect, test } from 'vitest'
import { compileVariables } from './variables.ts'

const schema = buildSchema(`
  input Filter { word: String = "any", most: Int! }
  enum Mood { HAPPY }
  type Query { a(id: ID, x: Float, flag: Boolean): Int }
`)

const DECLARED = '$id: ID! $text: String $n: Int = 3 $flag: Boolean $x: Float $ids: [ID!] $filter: Filter $mood: Mood'
const definitions = getOperationAST(parse(`query (${DECLARED}) { a }`))?.variableDefinitions ?? []
const coerce = compileVariables(schema, definitions)

const anything = fc.constantFrom<unknown[]>(null, '', 'x', 'HAPPY', 0, 2 ** 31, 1.5, true, [], ['x'], {}, { most: 1 })
const names = definitions.map(({ variable }) => variable.name.value)

test('gives, for whatever is sent, what coercion gives for what is declared', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), anything), (variables) => {
      // Most of what is generated has no id, and would be refused for that alone.
      const sent = { id: 'x', ...variables }
      const { coerced: wanted, errors } = getVariableValues(schema, definitions, sent)
      if (!wanted) expect(() => coerce(sent)).toThrow(errors[0]?.message)
      else expect(coerce(sent)).toEqual(wanted)
    }),
    { numRuns: 500 },
  )
}, 60_000)

test('what needs no coercion is handed on as it came', () => {
  const only = compileVariables(schema, definitions.slice(0, 2))
  const sent = { id: 'a', text: null }
  expect(only(sent)).toBe(sent)
})
