import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { startGateway, type TestGateway } from './support/gateway.ts'
import { get, post } from './support/raw-request.ts'
import { connect } from './support/ws-client.ts'

let subgraphs: FakeSubgraphs
let gateway: TestGateway
let folder: string

beforeAll(async () => {
  subgraphs = await startFakeSubgraphs(await createFakeIdentity(SECRET))
  gateway = await startGateway({ baseUrls: subgraphs.urls })
  folder = await mkdtemp(join(tmpdir(), 'skygraph-documents-'))
})
afterAll(async () => {
  await gateway?.stop()
  await subgraphs?.stopAll()
  await rm(folder, { recursive: true })
})

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } })
const codeOf = ({ json }: { json: { errors?: Array<{ extensions: { code: string } }> } }) =>
  json.errors?.[0]?.extensions.code

const AIRPORTS = '{ airports(query: "DEL") { code } }'
const ANSWER = { data: { airports: [{ code: 'DEL' }] } }

test('a client sends the hash, then once the text, then the hash alone, also by GET', async () => {
  const extensions = persisted(AIRPORTS)
  const first = await post(gateway.url, { extensions })
  expect([first.status, first.json.errors[0].message, codeOf(first)]).toEqual([
    404,
    'PersistedQueryNotFound',
    'PERSISTED_QUERY_NOT_FOUND',
  ])
  expect((await post(gateway.url, { query: AIRPORTS, extensions })).json).toEqual(ANSWER)
  expect((await post(gateway.url, { extensions })).json).toEqual(ANSWER)
  expect((await get(gateway.url, { extensions: JSON.stringify(extensions) })).json).toEqual(ANSWER)
  expect((await get(gateway.url, { documentId: `sha256:${sha256(AIRPORTS)}` })).json).toEqual(ANSWER)
})

test('a client of application/json has the same with status 200: older ones take 400 for the end of it', async () => {
  const { status, json } = await post(gateway.url, { extensions: persisted('{ a }') }, { accept: 'application/json' })
  expect([status, json.errors[0].extensions.code]).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
})

test('a hash that is not that of the text is refused', async () => {
  const forged = await post(gateway.url, { query: AIRPORTS, extensions: persisted('{ __typename }') })
  expect([forged.status, codeOf(forged)]).toEqual([400, 'BAD_REQUEST'])
})

test('a document that proved wrong is not remembered', async () => {
  const extensions = persisted('{ nonsense }')
  expect(codeOf(await post(gateway.url, { query: '{ nonsense }', extensions }))).toBe('GRAPHQL_VALIDATION_FAILED')
  expect(codeOf(await post(gateway.url, { extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND')
})

test.each([
  ['texts by id', { airports: AIRPORTS, [sha256('{ __typename }')]: '{ __typename }' }],
  [
    "Apollo's manifest",
    {
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [
        { id: 'airports', name: 'Airports', type: 'query', body: AIRPORTS },
        { id: sha256('{ __typename }'), name: '', type: 'query', body: '{ __typename }' },
      ],
    },
  ],
])('trusted documents come from a file: %s', async (_, content) => {
  const file = join(folder, 'trusted.json')
  await writeFile(file, JSON.stringify(content))
  const trusting = await startGateway({ baseUrls: subgraphs.urls, trustedDocuments: file, trustedDocumentsOnly: true })
  try {
    expect((await post(trusting.url, { documentId: 'airports' })).json).toEqual(ANSWER)
    expect((await get(trusting.url, { documentId: 'airports' })).json).toEqual(ANSWER)
    expect((await post(trusting.url, { query: AIRPORTS })).json).toEqual(ANSWER)
    expect((await post(trusting.url, { extensions: persisted('{ __typename }') })).json.data.__typename).toBe('Query')
    const text = await post(trusting.url, { query: '{ airports(query: "B") { code } }' })
    expect([text.status, codeOf(text)]).toEqual([403, 'QUERY_NOT_IN_SAFELIST'])
    const id = await post(trusting.url, { documentId: 'other' })
    expect([id.status, codeOf(id)]).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST'])
    const both = { query: '{ __schema { description } }', extensions: persisted('{ __schema { description } }') }
    expect(codeOf(await post(trusting.url, both))).toBe('QUERY_NOT_IN_SAFELIST')
  } finally {
    await trusting.stop()
  }
})

test('what is trusted, and what is remembered, holds on WebSockets too', async () => {
  const file = join(folder, 'sockets.json')
  await writeFile(file, JSON.stringify({ [sha256(AIRPORTS)]: AIRPORTS }))
  const trusting = await startGateway({ baseUrls: subgraphs.urls, trustedDocuments: file, trustedDocumentsOnly: true })
  try {
    const client = await connect(trusting.url)
    const ask = async (id: string, payload: object) => {
      client.send({ type: 'subscribe', id, payload })
      const { payload: answer } = await client.next((message) => message.id === id && message.type !== 'complete')
      return answer
    }
    expect(await ask('text', { query: AIRPORTS })).toEqual(ANSWER)
    expect(await ask('hash', { query: '', extensions: persisted(AIRPORTS) })).toEqual(ANSWER)
    const documentId = sha256(AIRPORTS)
    expect(await ask('id', { query: '', documentId })).toEqual(ANSWER)
    expect(await ask('prefixed id', { query: '', documentId: `sha256:${documentId}` })).toEqual(ANSWER)
    expect((await ask('number', { query: '', documentId: 1 }))[0].extensions.code).toBe('BAD_REQUEST')
    expect((await ask('other', { query: '{ __typename }' }))[0].extensions.code).toBe('QUERY_NOT_IN_SAFELIST')
    client.close()
  } finally {
    await trusting.stop()
  }
})

test.each([
  ['no JSON', 'nonsense'],
  ['a list', '[]'],
  ['texts that are none', '{"a":1}'],
  [
    'an id given twice',
    '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a","body":"{a}"},{"id":"a","body":"{b}"}]}',
  ],
])('with %s for trusted documents the gateway does not start', async (_, content) => {
  const file = join(folder, 'broken.json')
  await writeFile(file, content)
  await expect(startGateway({ trustedDocuments: file })).rejects.toThrow()
})

test('only trusted documents, but none named: the gateway does not start', async () => {
  await expect(startGateway({ trustedDocumentsOnly: true })).rejects.toThrow('TRUSTED_DOCUMENTS')
})
