import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptedBy, encodingFor, isJson } from './media-types.ts'

const LEGACY = 'application/json; charset=utf-8'
const MODERN = 'application/graphql-response+json; charset=utf-8'

test.each([
  [undefined, LEGACY],
  ['', LEGACY],
  ['*/*', LEGACY],
  ['application/*', LEGACY],
  ['application/json', LEGACY],
  ['APPLICATION/JSON', LEGACY],
  ['application/graphql-response+json', MODERN],
  ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', MODERN],
  ['application/graphql-response+json, application/json;q=0.9', MODERN],
  ['application/json;q=0.9, application/graphql-response+json', MODERN],
  ['application/json, application/graphql-response+json;q=0.9', LEGACY],
  ['application/graphql-response+json;q=0, application/json', LEGACY],
  ['text/html, application/graphql-response+json;q=0.1', MODERN],
  ['*/*;q=0.1, application/graphql-response+json', MODERN],
  ['application/json; charset=UTF-8', LEGACY],
  ['application/json; charset=iso-8859-1', undefined],
  ['application/json;q=0', undefined],
  ['text/html', undefined],
  ['multipart/mixed', undefined],
  ['nonsense', undefined],
])('Accept %j is answered as %s', (accept, type) => {
  expect(acceptedBy(accept).type).toBe(type)
})

test.each([
  ['text/event-stream', true, true],
  ['application/json, text/event-stream', true, false],
  ['text/event-stream, application/json', true, true],
  ['text/event-stream;q=0.1, application/json', true, false],
  ['text/event-stream;q=0, application/json', false, false],
  ['*/*', false, false],
])('Accept %j: events %s, first %s', (accept, eventStream, eventStreamFirst) => {
  expect(acceptedBy(accept)).toMatchObject({ eventStream, eventStreamFirst })
})

test.each([
  ['application/json', true],
  ['application/json; charset=utf-8', true],
  ['Application/JSON;charset="UTF-8"', true],
  ['application/json; charset=utf-16', false],
  ['application/json; charset=latin1', false],
  ['application/graphql', false],
  ['text/plain', false],
  ['text/plain; application/json', false],
  ['multipart/form-data; boundary=application/json', false],
  ['application/jsonp', false],
  ['application/json, text/plain', false],
  ['', false],
  [undefined, false],
])('a body of type %j is JSON: %s', (type, expected) => {
  expect(isJson(type)).toBe(expected)
})

test.each([
  [undefined, undefined],
  ['identity', undefined],
  ['gzip, deflate, br', 'gzip'],
  ['br;q=1, gzip;q=0.8', 'br'],
  ['gzip;q=0', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['*', 'br'],
  ['deflate, zstd', undefined],
])('Accept-Encoding %j: %s', (header, encoding) => {
  expect(encodingFor(header)).toBe(encoding)
})

test('no header whatever makes them throw', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      acceptedBy(header)
      isJson(header)
      encodingFor(header)
    }),
  )
})

test('a header longer than any that is meant is not read', () => {
  const spaces = ' '.repeat(16_000)
  expect(isJson(`application/json;${spaces}charset=utf-8`)).toBe(false)
  expect(acceptedBy(`${MODERN},${spaces}text/html`)).toEqual(acceptedBy(undefined))
  expect(encodingFor(`gzip,${spaces}br`)).toBeUndefined()
})
