import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway, until } from './support/gateway.ts'
import { type OddSubgraph, startOddSubgraph } from './support/odd-subgraph.ts'
import { connect } from './support/ws-client.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway
let odd: OddSubgraph

beforeAll(async () => {
  identity = await createFakeIdentity(SECRET)
  subgraphs = await startFakeSubgraphs(identity)
})
afterAll(() => subgraphs?.stopAll())
beforeEach(async () => {
  odd = await startOddSubgraph()
})
afterEach(async () => {
  await gateway?.stop()
  await odd.stop()
})

const SEAT_MAP = 'subscription { seatMapChanged(flightId: "f1") { version } }'

test('a flood beyond the bound is told to come back at once; health answers, and what runs is finished', async () => {
  gateway = await startGateway({ baseUrls: { ...subgraphs.urls, flight: odd.url }, maxConcurrentOperations: 10 })
  const token = await identity.token()
  await until(async () => (await ask(gateway.url, '{ __typename }', { token })).status === 200)
  const watcher = await connect(gateway.url)
  watcher.send({ id: 'map', type: 'subscribe', payload: { query: SEAT_MAP } })
  await watcher.next(({ id, type }) => id === 'map' && type === 'next')
  const waiting: ServerResponse[] = []
  odd.answer = (response) => void waiting.push(response)
  // Nine of ten places are for strangers; each asks something else, so that nothing is shared.
  const running = Array.from({ length: 9 }, (_, i) => ask(gateway.url, `{ a${i}: airlines { code } }`))
  await until(() => waiting.length === 9)
  const flood = await Promise.all(
    Array.from({ length: 50 }, (_, i) => ask(gateway.url, `{ b${i}: airlines { code } }`)),
  )
  for (const { status, headers, errors } of flood) {
    expect([status, headers.get('retry-after'), errors?.[0].extensions]).toEqual([
      503,
      '1',
      { code: 'UNAVAILABLE', retryAfter: 1 },
    ])
  }
  expect(waiting).toHaveLength(9)
  watcher.send({ id: 'query', type: 'subscribe', payload: { query: '{ airlines { code } }' } })
  const refused = await watcher.next(({ id }) => id === 'query')
  expect(JSON.stringify(refused.payload)).toContain('UNAVAILABLE')
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  expect((await ask(gateway.url, 'mutation { releaseHold(holdId: "1") }', { token })).data).toEqual({
    releaseHold: true,
  })
  subgraphs.sendSeatMap({ version: 9, full: false })
  await watcher.next(({ id, payload }) => id === 'map' && payload?.data?.seatMapChanged.version === 9)
  waiting.forEach((response, i) => {
    response.end(`{"data":{"a${i}":[{"code":"SG"}]}}`)
  })
  for (const { data } of await Promise.all(running)) expect(Object.values(data)).toEqual([[{ code: 'SG' }]])
  odd.answer = (response) => void response.end('{"data":{"airlines":[]}}')
  expect((await ask(gateway.url, '{ airlines { code } }')).status).toBe(200)
  watcher.close()
})

test('MAX_COST is what an operation may cost', async () => {
  gateway = await startGateway({ baseUrls: subgraphs.urls, maxCost: 5 })
  const five = await ask(gateway.url, 'query($n: Int!) { airports(query: "x", first: $n) { code } }', {
    variables: { n: 5 },
  })
  expect(five.status).toBe(200)
  for (const [query, variables] of [
    ['query($n: Int!) { airports(query: "x", first: $n) { code } }', { n: 6 }],
    ['{ airports(query: "x", first: 6) { code } }', {}],
  ] as const) {
    const { status, errors } = await ask(gateway.url, query, { variables })
    expect([status, errors?.[0].extensions]).toEqual([400, { code: 'GRAPHQL_VALIDATION_FAILED', cost: 6, limit: 5 }])
  }
})

test('production tells strangers neither its schema nor why something broke', async () => {
  const production = { production: true, introspection: false }
  gateway = await startGateway({ baseUrls: { ...subgraphs.urls, booking: odd.url }, ...production })
  const { status, errors } = await ask(gateway.url, '{ __schema { types { name } } }')
  expect([status, errors?.[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
  expect((await ask(gateway.url, '{ __typename }')).data).toEqual({ __typename: 'Query' })
  odd.answer = (response) => void response.end('{"errors":[{"message":"SELECT * FROM secrets at db.internal"}]}')
  const broken = await ask(gateway.url, '{ paymentProvider { name } }')
  expect(JSON.stringify(broken)).not.toContain('secrets')
  expect(broken.errors?.[0].extensions).toMatchObject({
    code: 'INTERNAL_SERVER_ERROR',
    requestId: expect.stringMatching(/.{8,}/),
  })
})
