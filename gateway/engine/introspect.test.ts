import { getIntrospectionQuery, parse, print } from 'graphql'
import { expect, test } from 'vitest'
import { withoutIntrospection } from './introspect.ts'

const planned = (text: string) => print(withoutIntrospection(parse(text)))
const plain = (text: string) => print(parse(text))

test('what introspection alone asks for is not planned', () => {
  expect(planned('{ __schema { types { ...T } } me { id } } fragment T on __Type { name isOneOf }')).toBe(
    plain('{ me { id } }'),
  )
  expect(planned(getIntrospectionQuery({ oneOf: true }))).toBe(plain('query IntrospectionQuery { __typename }'))
})

test('introspection in fragments goes, their other fields stay', () => {
  expect(
    planned('{ ...F ... on Query { t: __type(name: "A") { name } } } fragment F on Query { __schema { x } a }'),
  ).toBe(plain('{ ...F ... on Query { __typename } } fragment F on Query { a }'))
})
