import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import {
  idCursor,
  nameCursor,
  pageOf,
  readIdCursor,
  readNameCursor,
  readPage,
  readTimeCursor,
  timeCursor,
} from '#lib/page.ts'

const badInput = expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) })
const encode = (text: string) => Buffer.from(text).toString('base64url')

test('property: a cursor reads as what it was made of', () => {
  const at = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(at, fc.uuid(), (at, id) => {
      expect(readTimeCursor(timeCursor({ at, id }))).toEqual({ at, id })
      expect(readIdCursor(idCursor({ id }))).toBe(id)
    }),
  )
})

test('property: a cursor by name reads as what it was made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.uuid(), (name, id) => {
      expect(readNameCursor(nameCursor({ name, id }))).toEqual({ name, id })
    }),
  )
})

test('what was never a cursor by name is the fault of the caller', () => {
  const id = newId()
  for (const cursor of ['', 'x', encode(id), encode(`${id} `), encode(`${id}Rao`), encode(`Rao ${id}`)]) {
    expect(() => readNameCursor(cursor), cursor).toThrow(badInput)
  }
})

test('what was never a cursor is the fault of the caller', () => {
  const id = newId()
  const odd = ['', 'x', '!', encode(''), encode(`${id} `), `${encode(id)}=`, encode("' OR 1=1 --")]
  for (const cursor of odd) expect(() => readIdCursor(cursor), cursor).toThrow(badInput)
  const oddTimes = [
    'soon',
    '2027',
    '2027-02-30T00:00:00.000Z',
    '2027-01-01',
    '+275760-09-13T00:00:00.000Z',
    '-000001-01-01',
  ]
  const cursors = [...odd, encode(id), ...oddTimes.map((time) => encode(`${time} ${id}`))]
  const time = '2027-01-01T00:00:00.000Z'
  cursors.push(encode(time), encode(`${time} `), encode(`${time} 1`), encode(`${time} ${id} ${id}`))
  for (const cursor of cursors) expect(() => readTimeCursor(cursor), cursor).toThrow(badInput)
})

test('a page has at least one row and at most as many as its list allows', () => {
  const page = (first: number) => readPage({ first, after: null }, { most: 100, read: readIdCursor })
  for (const first of [0, -1, 101]) expect(() => page(first), String(first)).toThrow(badInput)
  expect(page(100)).toEqual({ limit: 101, after: undefined })
})

test('a page tells what lies before and behind it', () => {
  const rows = [newId(), newId(), newId()].map((id) => ({ id }))
  const [first, second, third] = rows.map(idCursor)
  expect(pageOf(rows, { first: 2 }, idCursor).pageInfo).toEqual({
    hasNextPage: true,
    hasPreviousPage: false,
    startCursor: first,
    endCursor: second,
  })
  const last = pageOf(rows.slice(2), { first: 2, after: second ?? null }, idCursor)
  expect(last.nodes).toEqual(rows.slice(2))
  expect(last.pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: true,
    startCursor: third,
    endCursor: third,
  })
  expect(pageOf([], { first: 2 }, idCursor).pageInfo).toMatchObject({ startCursor: null, endCursor: null })
})
