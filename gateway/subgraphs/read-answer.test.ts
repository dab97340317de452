import { expect, test } from 'vitest'
import { readAnswer, retryAfterOf } from './read-answer.ts'

const read = (body: unknown, status = 200, headers = {}) =>
  readAnswer('flight', { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) })

test.each([
  [{ data: { a: 1 } }, { data: { a: 1 } }],
  [
    { data: null, errors: [{ message: 'm' }] },
    { data: null, errors: [{ message: 'm' }] },
  ],
  [{ errors: [{ message: 'm', locations: [] }] }, { errors: [{ message: 'm' }] }],
  [{ data: { a: 1 }, errors: null }, { data: { a: 1 } }],
  [{ data: { a: 1 }, extensions: { cost: 1 } }, { data: { a: 1 } }],
  [
    { data: {}, errors: [{ message: 'm', path: ['a', 0], extensions: { code: 'X' } }] },
    { data: {}, errors: [{ message: 'm', path: ['a', 0], extensions: { code: 'X' } }] },
  ],
  [
    { data: {}, errors: [null, 'x', { message: 1, path: 'a', extensions: [] }, { path: [{}] }] },
    { data: {}, errors: [{ message: '' }, { message: '' }, { message: '' }, { message: '' }] },
  ],
])('%j is a GraphQL answer, with any status', (body, response) => {
  expect([read(body), read(body, 400), read(body, 503)]).toEqual([response, response, response])
})

test.each([
  '',
  '<html>',
  '[]',
  'null',
  '{}',
  '{"data":1}',
  '{"data":[]}',
  '{"data":{},"errors":"x"}',
  '{"data":1,"errors":[]}',
])('%j is none', (text) => {
  expect(() => read(text)).toThrow('flight answered 200 and no GraphQL.')
  expect(() => read(text, 503)).toThrow(expect.objectContaining({ extensions: { code: 'UNAVAILABLE', retryAfter: 1 } }))
})

test('says when to come back as the answer does, within reason', () => {
  const seconds = [undefined, '3', '0.5', '-1', 'Fri, 31 Dec 1999 23:59:59 GMT', '86400'].map((header) =>
    retryAfterOf({ status: 503, headers: { 'retry-after': header }, text: '' }),
  )
  expect(seconds).toEqual([1, 3, 1, 1, 1, 60])
})
