import { beforeAll, expect, test } from 'vitest'
import type { FakeIdentity } from './support/fake-identity.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import { startGateway, type TestGateway, until } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'
import { connect, type Message, open, type WsClient } from './support/ws-client.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ identity, subgraphs, gateway } = started)
  return started.stop
})

const WATCH = `subscription($id: ID!) { seatMapChanged(flightId: $id) { version full flight { number departure { airport { code } } } } }`
const watch = (client: WsClient, id = '1') =>
  client.send({ id, type: 'subscribe', payload: { query: WATCH, variables: { id: 'f1' } } })
const update =
  (version: number) =>
  ({ type, payload }: Message) =>
    type === 'next' && payload?.data?.seatMapChanged.version === version
/** A figure of the gateway's. */
const gauge = async (url: string, name: string) => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^skygraph_gateway_${name}(?:{.*})? (\\d+)$`, 'm').exec(text)?.[1])
}
const authorization = async (claims = {}) => `Bearer ${await identity.token(claims)}`

test('a subscriber gets the first state and each change, with fields of another subgraph', async () => {
  const client = await connect(gateway.url)
  watch(client)
  const first = await client.next(update(1))
  expect(first.payload).toEqual({
    data: {
      seatMapChanged: { version: 1, full: true, flight: { number: 'SG0', departure: { airport: { code: 'DEL' } } } },
    },
  })
  subgraphs.sendSeatMap({ version: 2, full: false })
  subgraphs.sendSeatMap({ version: 3, full: false })
  await client.next(update(2))
  await client.next(update(3))
  client.close()
  await until(() => subgraphs.watchers() === 0)
})

test('unsubscribing unsubscribes upstream at once, though no event comes', async () => {
  const client = await connect(gateway.url)
  watch(client)
  await client.next(update(1))
  expect(subgraphs.watchers()).toBe(1)
  client.send({ id: '1', type: 'complete' })
  await until(() => subgraphs.watchers() === 0)
  client.close()
})

test('a restarted subgraph is subscribed to again: the whole map comes anew, and no error', async () => {
  const client = await connect(gateway.url)
  watch(client)
  await client.next(update(1))
  await subgraphs.stop('booking')
  await subgraphs.start('booking')
  await client.next(update(1))
  subgraphs.sendSeatMap({ version: 9, full: false })
  await client.next(update(9))
  await expect(client.next(({ type }) => type === 'error' || type === 'complete', 50)).rejects.toThrow()
  client.close()
  await until(() => subgraphs.watchers() === 0)
})

test('a subgraph that says come back is asked again, and the client hears of no error', async () => {
  const client = await connect(gateway.url)
  client.send({ id: '1', type: 'subscribe', payload: { query: WATCH, variables: { id: 'busy' } } })
  const { type } = await client.next((message) => message.type === 'next' || message.type === 'error')
  expect(type).toBe('next')
  client.close()
  await until(() => subgraphs.watchers() === 0)
})

test('a subgraph that stays away is UNAVAILABLE in the end', async () => {
  const impatient = await startGateway({
    baseUrls: { ...subgraphs.urls, booking: 'http://127.0.0.1:1' },
    healingMs: 500,
  })
  try {
    const client = await connect(impatient.url)
    watch(client)
    const { payload } = await client.next(({ type }) => type === 'error')
    expect(payload[0].extensions).toMatchObject({ code: 'UNAVAILABLE', retryAfter: expect.any(Number) })
    client.close()
  } finally {
    await impatient.stop()
  }
})

test('queries and mutations run over the socket as well, for its viewer', async () => {
  const client = await connect(gateway.url, { authorization: await authorization() })
  client.send({ id: 'q', type: 'subscribe', payload: { query: '{ me { email bookings { nodes { id } } } }' } })
  expect((await client.next(({ id }) => id === 'q')).payload).toEqual({
    data: { me: { email: 'ann@example.test', bookings: { nodes: [{ id: 'b1' }] } } },
  })
  client.send({ id: 'm', type: 'subscribe', payload: { query: 'mutation { logOut }' } })
  expect((await client.next(({ id }) => id === 'm')).payload).toEqual({ data: { logOut: true } })
  client.close()
})

test.each([
  ['a field that needs a sign-in', 'subscription { bookingChanged(id: "b") { id } }', 'UNAUTHENTICATED'],
  ['a query of a field that needs a sign-in', '{ hold(id: "b") { id } }', 'UNAUTHENTICATED'],
  ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['no GraphQL', '{', 'GRAPHQL_PARSE_FAILED'],
  ['a hundred aliases', `{ ${'a: __typename '.repeat(101)} }`, 'GRAPHQL_VALIDATION_FAILED'],
])('%s is an error message with a code', async (_, query, code) => {
  const client = await connect(gateway.url)
  client.send({ id: '1', type: 'subscribe', payload: { query } })
  const { payload } = await client.next(({ type }) => type === 'error')
  expect(payload[0].extensions.code).toBe(code)
  client.close()
})

test('rate limits count over the socket too', async () => {
  const client = await connect(gateway.url, { authorization: await authorization({ sub: 'counted' }) })
  const query = '{ bookingByReference(reference: "A", familyName: "B") { reference } }'
  for (let i = 0; i < 6; i++) client.send({ id: String(i), type: 'subscribe', payload: { query } })
  const { payload } = await client.next(({ type }) => type === 'error')
  expect(payload[0].extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) })
  client.close()
})

test('a bad or expired token in connection_init closes the socket with 4403', async () => {
  for (const bad of ['Bearer nonsense', await authorization({ expiresIn: -10 })]) {
    const client = await open(gateway.url)
    client.send({ type: 'connection_init', payload: { authorization: bad } })
    expect(await client.closed()).toEqual({ code: 4403, reason: 'UNAUTHENTICATED' })
  }
})

test('the socket is closed when its token expires and its subscriptions end upstream', async () => {
  const client = await connect(gateway.url, { authorization: await authorization({ expiresIn: 0 }) })
  watch(client)
  await client.next(update(1))
  expect(await client.closed(6_000)).toEqual({ code: 4403, reason: 'UNAUTHENTICATED' })
  await until(() => subgraphs.watchers() === 0)
})

test('a ping with a fresh token keeps the socket open, and the pong does not repeat the token', async () => {
  const client = await connect(gateway.url, { authorization: await authorization({ expiresIn: 0 }) })
  client.send({ type: 'ping', payload: { authorization: await authorization() } })
  expect(await client.next(({ type }) => type === 'pong')).toEqual({ type: 'pong' })
  await expect(client.closed(3_500)).rejects.toThrow()
  client.close()
})

test("a ping with a bad token, or another user's, role's or session's, closes the socket", async () => {
  for (const claims of [{ sub: 'bob' }, { role: 'OPERATOR' }, { sid: 'another session of ann' }, { expiresIn: -10 }]) {
    const client = await connect(gateway.url, { authorization: await authorization() })
    client.send({ type: 'ping', payload: { authorization: await authorization(claims) } })
    expect((await client.closed()).code).toBe(4403)
  }
})

test('a stopping gateway lets answers that are on their way arrive first', async () => {
  const going = await startGateway({ baseUrls: subgraphs.urls })
  const client = await connect(going.url)
  const release = subgraphs.holdAirports()
  const asked = subgraphs.asked.flight.length
  client.send({ id: 'q', type: 'subscribe', payload: { query: '{ airports(query: "D") { code } }' } })
  await until(() => subgraphs.asked.flight.length > asked)
  const stopping = going.stop()
  release()
  expect((await client.next(({ type }) => type === 'next')).payload.data.airports).toEqual([{ code: 'DEL' }])
  expect((await client.closed()).code).toBe(1001)
  await stopping
})

test('a socket whose session is revoked is closed', async () => {
  const client = await connect(gateway.url, { authorization: await authorization({ sid: 'revoked-here' }) })
  identity.revoked.sessions.push({ id: 'revoked-here', at: new Date().toISOString() })
  expect((await client.closed()).code).toBe(4403)
})

test('one socket runs at most a hundred operations at once', async () => {
  const client = await connect(gateway.url)
  for (let i = 0; i < 101; i++) watch(client, String(i))
  const { payload } = await client.next(({ type }) => type === 'error')
  expect(payload[0].extensions.code).toBe('RATE_LIMITED')
  client.close()
  await until(() => subgraphs.watchers() === 0)
})

test('one address has so many sockets at once; the next is told why it is closed', async () => {
  const narrow = await startGateway({ baseUrls: subgraphs.urls, socketsPerAddress: 2 })
  try {
    const clients = [await connect(narrow.url), await connect(narrow.url)]
    expect(await (await open(narrow.url)).closed()).toEqual({
      code: 1013,
      reason: 'Too many WebSockets from this address.',
    })
    const elsewhere = await open(narrow.url, { 'x-forwarded-for': '192.0.2.1' })
    await expect(elsewhere.closed(200)).rejects.toThrow()
    clients[0]?.close()
    await clients[0]?.closed()
    await connect(narrow.url)
  } finally {
    await narrow.stop()
  }
})

test('a subscription that leaves its field out is refused, and takes no place', async () => {
  const narrow = await startGateway({ baseUrls: subgraphs.urls, socketsPerAddress: 1 })
  try {
    const client = await connect(narrow.url)
    const query = 'subscription { seatMapChanged(flightId: "f1") @include(if: false) { version } }'
    for (let n = 0; n < 5; n++) {
      client.send({ id: String(n), type: 'subscribe', payload: { query } })
      const { payload } = await client.next(({ type }) => type === 'error')
      expect(payload[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    }
    watch(client)
    await client.next(update(1))
  } finally {
    await narrow.stop()
  }
})

test('one address has so many subscriptions at once, over all of its sockets', async () => {
  const narrow = await startGateway({ baseUrls: subgraphs.urls, socketsPerAddress: 2 })
  try {
    const [a, b] = [await connect(narrow.url), await connect(narrow.url)]
    for (const id of ['1', '2', '3']) watch(a, id)
    watch(b, '1')
    await b.next(update(1))
    watch(b, '2')
    const refused = await b.next(({ type }) => type === 'error')
    expect(refused).toMatchObject({ id: '2', payload: [{ extensions: { code: 'RATE_LIMITED' } }] })
    b.send({ id: '1', type: 'complete' })
    watch(b, '3')
    await b.next(update(1))
    a.close()
    await until(async () => (await gauge(narrow.url, 'subscriptions')) === 1)
    for (const id of ['4', '5', '6']) watch(b, id)
    for (let i = 0; i < 3; i++) await b.next(update(1))
  } finally {
    await narrow.stop()
  }
})

test('a stopping gateway sends its sockets to connect again, and stops upstream too', async () => {
  const going = await startGateway({ baseUrls: subgraphs.urls })
  const client = await connect(going.url)
  watch(client)
  await client.next(update(1))
  const began = Date.now()
  await going.stop()
  expect((await client.closed()).code).toBe(1001)
  expect(Date.now() - began).toBeLessThan(8_000)
  await until(() => subgraphs.watchers() === 0)
})
