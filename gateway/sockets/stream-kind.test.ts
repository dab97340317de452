import { buildSchema, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import type { JsonObject } from '../engine/own.ts'
import type { PreparedOperation } from '../engine/prepare.ts'
import { streamKindOf } from './stream-kind.ts'

const apiSchema = buildSchema('type Query { a: Int } type Flight { gate: String } type Subscription { flight: Flight }')

/** A subscription to a flight that is a @state. */
function preparedOf(text: string): PreparedOperation {
  const document = parse(text)
  return {
    document,
    operation: document.definitions[0] as OperationDefinitionNode,
    primary: { operation: text },
    supergraph: { apiSchema, streams: { fields: new Map([['flight', { snapshot: undefined, state: true }]]) } },
  } as unknown as PreparedOperation
}

test.each<[string, JsonObject | null | undefined, boolean, 'whole' | 'remark']>([
  ['a state', { mine: { gate: 'A1' } }, false, 'whole'],
  ['a state of which a field failed', { mine: { gate: null } }, true, 'whole'],
  ['that there is nothing', { mine: null }, false, 'whole'],
  ['a state that failed', { mine: null }, true, 'remark'],
  ['errors and no data', null, true, 'remark'],
  ['nothing at all', undefined, false, 'remark'],
])('%s', (_, data, hasErrors, part) => {
  const kind = streamKindOf(preparedOf('subscription { mine: flight { gate } }'))
  expect(kind.partOf(data, hasErrors).part).toBe(part)
})
