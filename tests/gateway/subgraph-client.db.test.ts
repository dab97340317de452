import type { ServerResponse } from 'node:http'
import type { OperationTypeNode } from 'graphql'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createGatewayMetrics } from '../../gateway/metrics.ts'
import { SubgraphClient } from '../../gateway/subgraphs/subgraph-client.ts'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, silent, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { type Answer, ask, startGateway, type TestGateway, until } from './support/gateway.ts'
import { type OddSubgraph, startOddSubgraph } from './support/odd-subgraph.ts'

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

const PROVIDER = '{ paymentProvider { name } }'
const provider = (name: string) => `{"data":{"paymentProvider":{"name":"${name}"}}}`
const RELEASE = 'mutation { releaseHold(holdId: "1") }'
const never = () => undefined

const withOdd = async (name: 'booking' | 'user', deps = {}) => {
  gateway = await startGateway({ baseUrls: { ...subgraphs.urls, [name]: odd.url }, ...deps })
}
/** A token that the gateway knows the keys for by now. */
async function signIn(): Promise<string> {
  const token = await identity.token()
  await until(async () => (await ask(gateway.url, '{ __typename }', { token })).status === 200)
  return token
}
async function metric(line: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(line))
      ?.split(' ')
      .at(-1) ?? 0,
  )
}
const codes = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code)

test('a subgraph that does not answer is left alone, and asked again by itself', async () => {
  await withOdd('booking', { subgraphTimeoutMs: 200 })
  const token = await signIn()
  odd.answer = never
  const open = () => metric('skygraph_gateway_breaker_open{subgraph="booking"')
  await until(async () => {
    await ask(gateway.url, PROVIDER)
    return (await open()) === 1
  })
  for (const query of [PROVIDER, RELEASE]) {
    await until(async () => {
      const before = odd.requests.length
      const answer = await ask(gateway.url, query, { token })
      expect(answer.errors?.[0].extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfter: expect.any(Number) })
      return odd.requests.length === before
    })
  }
  odd.answer = (response) => void response.end(provider('again'))
  await until(async () => (await ask(gateway.url, PROVIDER)).data?.paymentProvider?.name === 'again')
  expect(await open()).toBe(0)
  expect((await ask(gateway.url, PROVIDER)).data.paymentProvider.name).toBe('again')
})

test('so is one that is always called off as the time of operations is over first', async () => {
  await withOdd('booking', { operationTimeoutMs: 100, subgraphTimeoutMs: 60_000 })
  odd.answer = never
  await until(async () => {
    await ask(gateway.url, PROVIDER)
    return (await metric('skygraph_gateway_breaker_open{subgraph="booking"')) === 1
  })
})

test('a subgraph whose port is closed for a while is met again', async () => {
  await withOdd('booking')
  odd.answer = (response) => void response.end(provider('here'))
  expect((await ask(gateway.url, PROVIDER)).data.paymentProvider.name).toBe('here')
  await odd.leave()
  expect(codes(await ask(gateway.url, PROVIDER))).toEqual(['UNAVAILABLE'])
  await odd.comeBack()
  await until(async () => (await ask(gateway.url, PROVIDER)).data?.paymentProvider?.name === 'here')
})

test("a proxy's 502 instead of GraphQL is tried once more for a query, never for a mutation", async () => {
  await withOdd('booking')
  const token = await signIn()
  odd.answer = (response, nth) =>
    nth === 1 ? void response.writeHead(502).end('<h1>Bad Gateway') : void response.end(provider('again'))
  expect((await ask(gateway.url, PROVIDER)).data.paymentProvider.name).toBe('again')
  expect(odd.requests).toHaveLength(2)
  odd.requests.length = 0
  expect(codes(await ask(gateway.url, RELEASE, { token }))).toEqual(['UNAVAILABLE'])
  expect(odd.requests).toHaveLength(1)
})

test('one that says when to come back is asked no sooner, and the client is told', async () => {
  await withOdd('booking')
  odd.answer = (response) => void response.writeHead(503, { 'retry-after': '7' }).end('busy')
  const { errors } = await ask(gateway.url, PROVIDER)
  expect(errors?.[0].extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 7 })
  expect(odd.requests).toHaveLength(1)
})

test('when the time of an operation is over, what is there is answered', async () => {
  await withOdd('booking', { operationTimeoutMs: 500, subgraphTimeoutMs: 60_000 })
  odd.answer = never
  const answer = await ask(gateway.url, '{ flight(id: "f1") { number availability { cabin } } }')
  expect(answer.data).toEqual({ flight: { number: 'SG0', availability: null } })
  expect(codes(answer)).toEqual(['UNAVAILABLE'])
  await until(() => odd.requests[0]?.aborted === true)
})

test('a subgraph has its own time-out where one is set', async () => {
  await withOdd('booking', {
    subgraphTimeoutMs: 60_000,
    operationTimeoutMs: 60_000,
    subgraphTimeoutsMs: { booking: 200 },
  })
  odd.answer = never
  expect(codes(await ask(gateway.url, PROVIDER))).toEqual(['UNAVAILABLE'])
})

test('a mutation is not cut off when the time of its operation is over; what was to follow is', async () => {
  await withOdd('booking', { operationTimeoutMs: 200, subgraphTimeoutMs: 60_000 })
  const token = await signIn()
  const created =
    '{"data":{"createBooking":{"__typename":"Booking","reference":"K7PX2M","user":{"__typename":"User","id":"ann"}}}}'
  odd.answer = (response) => void setTimeout(() => response.end(created), 600)
  const input = '{ holdId: "1", passengers: [], idempotencyKey: "k" }'
  const query = `mutation { createBooking(input: ${input}) { ... on Booking { reference user { name } } } }`
  const answer = await ask(gateway.url, query, { token })
  expect(answer.data?.createBooking?.reference).toBe('K7PX2M')
  expect(codes(answer)).toEqual(['UNAVAILABLE'])
  expect(odd.requests[0]?.aborted).toBe(false)
})

test('the same query of strangers at the same moment is asked once, and all are answered', async () => {
  await withOdd('booking')
  const waiting: ServerResponse[] = []
  odd.answer = (response) => void waiting.push(response)
  const leaving = new AbortController()
  const left = fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: PROVIDER }),
    signal: leaving.signal,
  })
  await until(() => waiting.length === 1)
  const others = Array.from({ length: 9 }, () => ask(gateway.url, PROVIDER))
  await until(async () => (await metric('skygraph_gateway_subgraph_fetches_shared_total{subgraph="booking"')) === 9)
  leaving.abort()
  await expect(left).rejects.toThrow()
  expect(odd.requests.map(({ aborted }) => aborted)).toEqual([false])
  waiting[0]?.end(provider('shared'))
  expect((await Promise.all(others)).map(({ data }) => data.paymentProvider.name)).toEqual(Array(9).fill('shared'))
  const later = ask(gateway.url, PROVIDER)
  await until(() => waiting.length === 2)
  waiting[1]?.end(provider('later'))
  expect((await later).data.paymentProvider.name).toBe('later')
})

test.each([
  ['of somebody signed in', 'booking', PROVIDER, provider('x')],
  ['of the accounts', 'user', '{ me { id } }', '{"data":{"me":null}}'],
] as const)('a query %s is shared with nobody', async (who, name, query, text) => {
  await withOdd(name)
  const waiting: ServerResponse[] = []
  // Keys and revocations are asked for as well.
  odd.answer = (response) => void (odd.requests.at(-1)?.body ? waiting.push(response) : response.end())
  const token = who === 'of the accounts' ? undefined : await signIn()
  const two = [ask(gateway.url, query, { token }), ask(gateway.url, query, { token })]
  await until(() => waiting.length === 2)
  for (const response of waiting) response.end(text)
  expect((await Promise.all(two)).map(({ errors }) => errors)).toEqual([undefined, undefined])
})

test('what follows a mutation or an event joins no query that began before it', async () => {
  const client = new SubgraphClient({
    secret: undefined,
    timeoutMs: () => 5_000,
    operationTimeoutMs: 10_000,
    metrics: createGatewayMetrics(),
    log: silent,
  })
  const waiting: ServerResponse[] = []
  odd.answer = (response) => void waiting.push(response)
  const supergraph = { urls: new Map([['booking', odd.url]]) }
  const caller = { viewer: null, address: '127.0.0.1', requestId: 'r' }
  const fetchFor = (kind: OperationTypeNode) =>
    client.for(caller, { kind, supergraph })({ subgraph: 'booking', kind: 'query', body: PROVIDER })
  const operations = ['query', 'query', 'mutation', 'subscription'].map((kind) => fetchFor(kind as OperationTypeNode))
  await until(() => waiting.length === 3)
  for (const response of waiting) response.end(provider('x'))
  await Promise.all(operations)
  expect(odd.requests).toHaveLength(3)
  await client.close(1_000)
})

test('queries that hang hold up neither quick ones nor, however many they are, mutations', async () => {
  await withOdd('booking', { subgraphTimeoutMs: 60_000 })
  const token = await signIn()
  odd.answer = (response) => {
    const { body = '' } = odd.requests.at(-1) ?? {}
    if (body.includes('slow')) return
    response.end(body.includes('releaseHold') ? '{"data":{"releaseHold":true}}' : provider('quick'))
  }
  const leaving = new AbortController()
  const hang = (count: number) =>
    Array.from({ length: count }, (_, i) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ slow${i}: paymentProvider { name } }` }),
        signal: leaving.signal,
      }).catch(() => 'left'),
    )
  const few = hang(30)
  await until(() => odd.requests.length === 30)
  for (let i = 0; i < 30; i++) expect((await ask(gateway.url, PROVIDER)).data.paymentProvider.name).toBe('quick')
  // All connections for queries are taken, and more wait for one.
  const many = hang(100)
  await until(() => odd.requests.filter(({ body }) => body.includes('slow')).length === 64)
  expect((await ask(gateway.url, RELEASE, { token })).data).toEqual({ releaseHold: true })
  leaving.abort()
  expect(new Set(await Promise.all([...few, ...many]))).toEqual(new Set(['left']))
  expect((await ask(gateway.url, PROVIDER)).data.paymentProvider.name).toBe('quick')
})
