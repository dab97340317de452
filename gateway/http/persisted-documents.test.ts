import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createPersistedDocuments } from './persisted-documents.ts'
import type { TrustedDocuments } from './trusted-documents.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const persisted = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } })

const trusting = (texts: Record<string, string>, only: boolean): TrustedDocuments => ({
  only,
  textOf: (id) => texts[id],
  hasText: (text) => Object.values(texts).includes(text),
})
const none = trusting({}, false)

const refusal = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return (error as { extensions: { code: string } }).extensions.code
  }
  return 'none'
}

test('a text is its own', () => {
  const documents = createPersistedDocuments(none)
  expect(documents.textOf({ query: '{ a }' })).toBe('{ a }')
  expect(refusal(() => documents.textOf({}))).toBe('BAD_REQUEST')
  expect(refusal(() => documents.textOf({ query: '' }))).toBe('BAD_REQUEST')
})

test('a hash is unknown until its text came along, and was kept', () => {
  const documents = createPersistedDocuments(none)
  const named = persisted('{ a }')
  const both = { query: '{ a }', ...named }
  expect(refusal(() => documents.textOf(named))).toBe('PERSISTED_QUERY_NOT_FOUND')
  expect(documents.textOf(both)).toBe('{ a }')
  expect(refusal(() => documents.textOf(named))).toBe('PERSISTED_QUERY_NOT_FOUND')
  documents.keep(both)
  expect(documents.textOf(named)).toBe('{ a }')
  expect(documents.textOf(both)).toBe('{ a }')
  expect(documents.textOf({ documentId: `sha256:${sha256('{ a }')}` })).toBe('{ a }')
})

test("nobody gives a hash another's text", () => {
  const documents = createPersistedDocuments(none)
  const forged = { query: '{ evil }', ...persisted('{ a }') }
  expect(refusal(() => documents.textOf(forged))).toBe('BAD_REQUEST')
  documents.keep({ query: '{ a }', ...persisted('{ a }') })
  expect(refusal(() => documents.textOf(forged))).toBe('BAD_REQUEST')
})

test.each([
  { persistedQuery: 'x' },
  { persistedQuery: { version: 2, sha256Hash: sha256('a') } },
  { persistedQuery: { version: 1, sha256Hash: 1 } },
  { persistedQuery: { version: 1 } },
])('%j is refused', (extensions) => {
  expect(refusal(() => createPersistedDocuments(none).textOf({ extensions }))).toBe('BAD_REQUEST')
})

test('memory is bounded in number and in size; the least used is forgotten', () => {
  const documents = createPersistedDocuments(none)
  const keep = (text: string) => documents.keep({ query: text, ...persisted(text) })
  const isKnown = (text: string) => refusal(() => documents.textOf(persisted(text))) === 'none'
  for (let i = 0; i < 2_001; i++) keep(`{ a${i} }`)
  expect([isKnown('{ a0 }'), isKnown('{ a1 }'), isKnown('{ a2000 }')]).toEqual([false, true, true])
  for (let i = 0; i < 9; i++) keep(`{ ${String(i).repeat(1_000_000)} }`)
  expect([isKnown('{ a2000 }'), isKnown(`{ ${'8'.repeat(1_000_000)} }`)]).toEqual([false, true])
})

test('trusted documents are known by id, beside others', () => {
  const documents = createPersistedDocuments(trusting({ 'seat-map': '{ a }' }, false))
  expect(documents.textOf({ documentId: 'seat-map' })).toBe('{ a }')
  expect(documents.textOf({ query: '{ b }' })).toBe('{ b }')
  expect(refusal(() => documents.textOf({ documentId: 'seat-map', query: '{ b }' }))).toBe('BAD_REQUEST')
})

test('where only trusted documents are allowed, no others are, however they are named', () => {
  const documents = createPersistedDocuments(trusting({ [sha256('{ a }')]: '{ a }' }, true))
  const other = { query: '{ b }', ...persisted('{ b }') }
  documents.keep(other)
  expect(documents.textOf(persisted('{ a }'))).toBe('{ a }')
  expect(documents.textOf({ query: '{ a }' })).toBe('{ a }')
  expect(documents.textOf({ query: '{ a }', ...persisted('{ a }') })).toBe('{ a }')
  expect(refusal(() => documents.textOf({ query: '{ b }' }))).toBe('QUERY_NOT_IN_SAFELIST')
  expect(refusal(() => documents.textOf(other))).toBe('QUERY_NOT_IN_SAFELIST')
  expect(refusal(() => documents.textOf(persisted('{ b }')))).toBe('PERSISTED_QUERY_NOT_IN_LIST')
})
