import fc from 'fast-check'
import { GraphQLError } from 'graphql'
import { expect, test } from 'vitest'
import { type GraphqlParams, paramsOfBody as paramsOf, paramsOfUrl } from './params.ts'

const paramsOfBody = (text: string) => paramsOf(text, 0) as GraphqlParams

const QUERY = '{ __typename }'
const NOTHING = { documentId: undefined, operationName: undefined, variables: {}, extensions: undefined }

test('a body and a URL say the same', () => {
  const asked = { query: QUERY, operationName: 'A', variables: { a: [1] }, extensions: { b: null } }
  const search = new URLSearchParams({
    query: QUERY,
    operationName: 'A',
    variables: '{"a":[1]}',
    extensions: '{"b":null}',
  })
  expect(paramsOfBody(JSON.stringify(asked))).toEqual({ ...NOTHING, ...asked })
  expect(paramsOfUrl(`/graphql?${search}`)).toEqual({ ...NOTHING, ...asked })
})

test.each([{}, { operationName: null, variables: null, extensions: null, documentId: null }, { operationName: '' }])(
  'nothing is said by %j',
  (rest) => {
    expect(paramsOfBody(JSON.stringify({ query: QUERY, ...rest }))).toEqual({ ...NOTHING, query: QUERY })
  },
)

test.each(['?query=&operationName=&variables=&extensions=', ''])('nothing is said by the URL %j', (search) => {
  const { query, ...rest } = paramsOfUrl(`/graphql${search}`)
  expect([query || undefined, rest]).toEqual([undefined, NOTHING])
})

test.each([
  ['', 'empty'],
  ['nonsense', 'not valid JSON'],
  ['{"query":', 'not valid JSON'],
  ['null', 'must be a JSON object'],
  ['7', 'must be a JSON object'],
  ['"{}"', 'must be a JSON object'],
  ['[]', 'Batches'],
  [`[{"query":"${QUERY}"}]`, 'Batches'],
  ['{"query":{"kind":"Document"}}', '`query` must be a string'],
  [`{"query":"${QUERY}","variables":"{}"}`, '`variables` must be an object'],
  [`{"query":"${QUERY}","variables":[1]}`, '`variables` must be an object'],
  [`{"query":"${QUERY}","operationName":1}`, '`operationName` must be a string'],
  [`{"query":"${QUERY}","extensions":"x"}`, '`extensions` must be an object'],
  [`{"documentId":1}`, '`documentId` must be a string'],
])('the body %j is refused: %s', (body, reason) => {
  expect(() => paramsOfBody(body)).toThrow(reason)
})

test.each([
  ['query=a&query=b', '`query` is given 2 times'],
  ['query=a&variables={}&variables={}', '`variables` is given 2 times'],
  ['query=a&variables={', '`variables` is not valid JSON'],
  ['query=a&variables=[1]', '`variables` must be an object'],
  ['query=a&extensions=1', '`extensions` must be an object'],
])('the URL %j is refused: %s', (search, reason) => {
  expect(() => paramsOfUrl(`/graphql?${search}`)).toThrow(reason)
})

test('a batch is read where batches are taken, up to its limit', () => {
  const one = { query: QUERY }
  expect(paramsOf(JSON.stringify([one, one]), 2)).toEqual([one, one].map((asked) => ({ ...NOTHING, ...asked })))
  expect(paramsOf(JSON.stringify(one), 2)).toEqual({ ...NOTHING, ...one })
  expect(() => paramsOf(JSON.stringify([one, one, one]), 2)).toThrow('1 to 2')
  expect(() => paramsOf('[]', 2)).toThrow('1 to 2')
  expect(() => paramsOf('[[]]', 2)).toThrow('must be a JSON object')
})

test('keys of the prototype are keys like others, and change nothing', () => {
  const body = `{"query":"${QUERY}","__proto__":{"variables":{"a":1}},"constructor":1,"variables":{"__proto__":{"b":1}}}`
  const { variables } = paramsOfBody(body)
  expect(Object.keys(variables)).toEqual(['__proto__'])
  expect(({} as { b?: number }).b).toBeUndefined()
  expect(paramsOfBody(`{"query":"${QUERY}","__proto__":{"operationName":"A"}}`).operationName).toBeUndefined()
})

test('whatever comes is read or refused with a code', () => {
  const readOrRefused = (read: () => unknown) => {
    try {
      read()
    } catch (error) {
      expect(error).toBeInstanceOf(GraphQLError)
      expect((error as GraphQLError).extensions).toMatchObject({ code: 'BAD_REQUEST' })
    }
  }
  fc.assert(fc.property(fc.string(), (text) => readOrRefused(() => paramsOfBody(text))))
  fc.assert(fc.property(fc.json(), (text) => readOrRefused(() => paramsOfBody(text))))
  fc.assert(fc.property(fc.string(), (text) => readOrRefused(() => paramsOfUrl(`/graphql?query=${text}`))))
})
