import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway, until } from './support/gateway.ts'
import { type OddSubgraph, startOddSubgraph } from './support/odd-subgraph.ts'
import { connect, open } from './support/ws-client.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway

beforeAll(async () => {
  identity = await createFakeIdentity(SECRET)
  subgraphs = await startFakeSubgraphs(identity)
})
afterAll(() => subgraphs?.stopAll())

let odd: OddSubgraph
beforeEach(async () => {
  odd = await startOddSubgraph()
})
afterEach(async () => {
  await gateway?.stop()
  await odd.stop()
})

const JOIN = '{ flight(id: "f1") { number availability { cabin } } me { email } }'
const withOdd = async (name: 'booking' | 'user' | 'flight', deps = {}) => {
  gateway = await startGateway({ baseUrls: { ...subgraphs.urls, [name]: odd.url }, ...deps })
}

test('one subgraph down: its fields are null, an error says why and when to come back, the rest stands', async () => {
  gateway = await startGateway({ baseUrls: { ...subgraphs.urls, booking: 'http://127.0.0.1:1' } })
  const { status, data, errors } = await ask(gateway.url, JOIN)
  expect([status, data]).toEqual([200, { flight: { number: 'SG0', availability: null }, me: null }])
  expect(errors).toEqual([
    {
      message: expect.any(String),
      path: ['flight'],
      extensions: { code: 'UNAVAILABLE', retryAfter: expect.any(Number), serviceName: 'booking' },
    },
  ])
})

test.each([
  ['too late', (response: ServerResponse) => void setTimeout(() => response.end('{"data":{}}'), 3_000), 'UNAVAILABLE'],
  ['never there', () => undefined, 'UNAVAILABLE'],
  ['cut off', (response: ServerResponse) => void response.destroy(), 'UNAVAILABLE'],
  ['begun and not ended', (response: ServerResponse) => void response.write('{"data":{'), 'UNAVAILABLE'],
  [
    'cut off in the middle',
    (response: ServerResponse) => void response.write('{"data":{', () => response.destroy()),
    'UNAVAILABLE',
  ],
  [
    'shorter than it says',
    (response: ServerResponse) => void response.writeHead(200, { 'content-length': 100 }).end('{"data":{}}'),
    'UNAVAILABLE',
  ],
  ["a proxy's page", (response: ServerResponse) => void response.writeHead(502).end('<h1>Bad Gateway'), 'UNAVAILABLE'],
  ['503 and no GraphQL', (response: ServerResponse) => void response.writeHead(503).end('busy'), 'UNAVAILABLE'],
  ['empty', (response: ServerResponse) => void response.end(), 'INTERNAL_SERVER_ERROR'],
  [
    'half of some JSON',
    (response: ServerResponse) => void response.end('{"data":{"_entities":['),
    'INTERNAL_SERVER_ERROR',
  ],
  ['a page of HTML', (response: ServerResponse) => void response.end('<html>'), 'INTERNAL_SERVER_ERROR'],
  ['JSON that is no GraphQL', (response: ServerResponse) => void response.end('[1]'), 'INTERNAL_SERVER_ERROR'],
  [
    'too few entities',
    (response: ServerResponse) => void response.end('{"data":{"_entities":[]}}'),
    'INTERNAL_SERVER_ERROR',
  ],
])('an answer that is %s leaves the rest standing', async (_, answer, code) => {
  await withOdd('booking', { subgraphTimeoutMs: 500 })
  odd.answer = answer
  const { data, errors } = await ask(gateway.url, JOIN)
  expect(data).toEqual({ flight: { number: 'SG0', availability: null }, me: null })
  expect(errors?.map(({ extensions }) => [extensions.code, extensions.serviceName])).toEqual([[code, 'booking']])
})

test("a subgraph's complaint about the gateway is not the client's fault", async () => {
  await withOdd('booking')
  odd.answer = (response) =>
    void response
      .writeHead(400)
      .end('{"errors":[{"message":"Cannot query field","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}')
  const { errors } = await ask(gateway.url, JOIN)
  expect(errors?.[0].extensions.code).toBe('INTERNAL_SERVER_ERROR')
})

test('a query whose connection is lost is asked once more, a mutation never', async () => {
  await withOdd('booking')
  odd.answer = (response, nth) =>
    nth === 1 ? void response.destroy() : void response.end('{"data":{"paymentProvider":{"name":"again"}}}')
  expect((await ask(gateway.url, '{ paymentProvider { name } }')).data).toEqual({ paymentProvider: { name: 'again' } })
  expect(odd.requests).toHaveLength(2)
  odd.requests.length = 0
  odd.answer = (response) => void response.destroy()
  const token = await identity.token()
  await until(async () => (await ask(gateway.url, '{ me { id } }', { token })).status === 200)
  const { errors } = await ask(gateway.url, 'mutation { releaseHold(holdId: "1") }', { token })
  expect(errors?.[0].extensions).toMatchObject({ code: 'UNAVAILABLE', serviceName: 'booking' })
  expect(odd.requests).toHaveLength(1)
})

test('a client that goes away cancels its query at the subgraph, and not its mutation', async () => {
  await withOdd('booking')
  const token = await identity.token()
  await until(async () => (await ask(gateway.url, '{ me { id } }', { token })).status === 200)
  let open: ServerResponse | undefined
  const leave = async (query: string) => {
    odd.requests.length = 0
    const left = new AbortController()
    odd.answer = (response) => {
      open = response
      left.abort()
    }
    await expect(
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
        signal: left.signal,
      }),
    ).rejects.toThrow()
  }
  await leave('{ paymentProvider { name } }')
  await until(() => odd.requests[0]?.aborted === true)
  await leave('mutation { releaseHold(holdId: "1") }')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(odd.requests.map(({ aborted }) => aborted)).toEqual([false])
  open?.end('{"data":{"releaseHold":true}}')
})

test('the refresh cookie goes to the user subgraph alone, and its Set-Cookie comes back', async () => {
  await withOdd('user')
  odd.answer = (response) => {
    response.setHeader('set-cookie', ['skygraph_refresh=new; HttpOnly', 'other=1'])
    response.end('{"data":{"refreshSession":{"__typename":"InvalidCredentials"}}}')
  }
  const headers = { cookie: 'tracking=1; skygraph_refresh=old; more=2' }
  const answer = await ask(gateway.url, 'mutation { refreshSession { __typename } }', { headers })
  expect(answer.data).toEqual({ refreshSession: { __typename: 'InvalidCredentials' } })
  const operation = odd.requests.find(({ body }) => body.includes('refreshSession'))
  expect(operation?.headers.cookie).toBe('skygraph_refresh=old')
  expect(answer.headers.getSetCookie()).toEqual(['skygraph_refresh=new; HttpOnly', 'other=1'])
  await gateway.stop()
  await withOdd('booking')
  odd.requests.length = 0
  odd.answer = (response) => void response.end('{"data":{"paymentProvider":{"name":"x"}}}')
  await ask(gateway.url, '{ paymentProvider { name } }', { headers })
  expect(odd.requests[0]?.headers.cookie).toBeUndefined()
})

test('a proxied service that is away is UNAVAILABLE with 503', async () => {
  gateway = await startGateway({ baseUrls: { ...subgraphs.urls, booking: 'http://127.0.0.1:1' } })
  const response = await fetch(`${gateway.url}/documents/ticket.pdf`)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] })
})

test('a mailbox is shown when there is one, and never gets credentials', async () => {
  gateway = await startGateway({ baseUrls: subgraphs.urls, mailboxUrl: odd.url })
  odd.answer = (response) => void response.end('"mails"')
  const headers = { cookie: 'skygraph_refresh=secret', authorization: 'Bearer secret' }
  expect(await (await fetch(`${gateway.url}/mailbox/1?x=y`, { headers })).json()).toBe('mails')
  expect(odd.requests[0]?.headers).not.toHaveProperty('cookie')
  expect(odd.requests[0]?.headers).not.toHaveProperty('authorization')
})

test('a stopping gateway finishes what it has begun', async () => {
  await withOdd('booking')
  const token = await identity.token()
  await until(async () => (await ask(gateway.url, '{ me { id } }', { token })).status === 200)
  odd.answer = (response) => void setTimeout(() => response.end('{"data":{"releaseHold":true}}'), 500)
  const answer = ask(gateway.url, 'mutation { releaseHold(holdId: "1") }', { token })
  await until(() => odd.requests.length > 0)
  const stopped = gateway.stop()
  expect((await answer).data).toEqual({ releaseHold: true })
  await stopped
  await expect(ask(gateway.url, '{ me { id } }')).rejects.toThrow()
})

test('a stopping gateway is held up by no subscription, nor does it cut off a query for one', async () => {
  await withOdd('flight')
  const client = await connect(gateway.url)
  const query = 'subscription { seatMapChanged(flightId: "f1") { version } }'
  client.send({ id: '1', type: 'subscribe', payload: { query } })
  await client.next(({ type }) => type === 'next')
  odd.answer = (response) => void setTimeout(() => response.end('{"data":{"airlines":[{"code":"SG"}]}}'), 1_000)
  const answer = ask(gateway.url, '{ airlines { code } }')
  await until(() => odd.requests.length > 0)
  const began = Date.now()
  const stopped = gateway.stop()
  expect((await client.closed()).code).toBe(1001)
  expect((await answer).data).toEqual({ airlines: [{ code: 'SG' }] })
  await stopped
  expect(Date.now() - began).toBeLessThan(3_000)
})

test('a client that reads no goodbye holds up the stop for two seconds', async () => {
  await withOdd('flight')
  const deaf = await open(gateway.url)
  deaf.pause()
  const began = Date.now()
  await gateway.stop()
  expect(Date.now() - began).toBeLessThan(4_000)
})

test('a stopping gateway does not wait for ever', { timeout: 15_000 }, async () => {
  await withOdd('booking', { subgraphTimeoutMs: 60_000 })
  const token = await identity.token()
  await until(async () => (await ask(gateway.url, '{ me { id } }', { token })).status === 200)
  odd.answer = () => undefined
  const answer = ask(gateway.url, 'mutation { releaseHold(holdId: "1") }', { token }).catch(() => 'cut off')
  await until(() => odd.requests.length > 0)
  const began = Date.now()
  await gateway.stop()
  expect(Date.now() - began).toBeLessThan(9_000)
  expect(await answer).toBe('cut off')
})
