import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import type { FakeIdentity } from './support/fake-identity.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import { startGateway, type TestGateway, until } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'
import { get, post, rawRequest } from './support/raw-request.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway
let url: string

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ identity, subgraphs, gateway } = started)
  url = gateway.url
  return started.stop
})

const AIRPORTS = '{ airports(query: "DEL") { code } }'
const LONG = `{ ${Array.from({ length: 45 }, (_, i) => `${'a'.repeat(60)}${i}: airports(query: "DEL") { code name }`).join(' ')} }`

test('an answer has its length, is kept by nobody, and names its request', async () => {
  const { status, headers, json } = await post(url, { query: AIRPORTS })
  expect([status, json]).toEqual([200, { data: { airports: [{ code: 'DEL' }] } }])
  expect(headers).toMatchObject({
    'content-type': 'application/graphql-response+json; charset=utf-8',
    'content-length': String(JSON.stringify(json).length),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[\w-]{8,}$/),
  })
  expect((await post(url, { query: AIRPORTS }, { 'x-request-id': 'from-a-proxy.1' })).headers['x-request-id']).toBe(
    'from-a-proxy.1',
  )
  expect((await post(url, { query: AIRPORTS }, { 'x-request-id': 'two words' })).headers['x-request-id']).not.toMatch(
    / /,
  )
})

test.each([
  ['a document that is not GraphQL', '{', {}, 400],
  ['a field that is not there', '{ nonsense }', {}, 400],
  ['a variable of another type', 'query($q: String!) { airports(query: $q) { code } }', {}, 400],
  ['an operation that is not there', 'query A { airports(query: "D") { code } } query B { __typename }', {}, 400],
  ['a field for the signed-in', '{ deadLetters { nodes { id } } }', {}, 401],
  ['a token that is none', AIRPORTS, { authorization: 'Bearer x' }, 401],
])(
  '%s is a status, or 200 for application/json where the operation alone is at fault',
  async (_, query, headers, status) => {
    expect((await post(url, { query }, headers)).status).toBe(status)
    const legacy = await post(url, { query }, { ...headers, accept: 'application/json' })
    expect([legacy.status, legacy.headers['content-type']]).toEqual([
      status === 400 ? 200 : status,
      'application/json; charset=utf-8',
    ])
    expect(legacy.json).toEqual({ errors: expect.any(Array) })
  },
)

test('who may not is told to sign in', async () => {
  const { status, headers } = await post(url, { query: AIRPORTS }, { authorization: 'Basic eDp5' })
  expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer'])
})

test.each([
  ['GET', 200],
  ['POST', 200],
])('%s of a query is answered', async (method, status) => {
  const { status: got, json } = await (method === 'GET'
    ? get(url, { query: 'query($q: String!) { airports(query: $q) { code } }', variables: '{"q":"D"}' })
    : post(url, { query: AIRPORTS }))
  expect([got, json.data]).toEqual([status, { airports: [{ code: 'DEL' }] }])
})

test('HEAD is GET without its body', async () => {
  const path = `/graphql?${new URLSearchParams({ query: AIRPORTS })}`
  const { status, headers, body } = await rawRequest(url, {
    method: 'HEAD',
    path,
    headers: { 'apollo-require-preflight': '1' },
  })
  expect([status, headers['content-length'], body.length]).toEqual([200, '38', 0])
})

test('OPTIONS says what there is', async () => {
  const { status, headers } = await rawRequest(url, { method: 'OPTIONS' })
  expect([status, headers.allow]).toEqual([204, 'GET, HEAD, POST, OPTIONS'])
})

test.each(['PUT', 'DELETE', 'PATCH'])('%s is refused with what is allowed', async (method) => {
  const { status, headers, json } = await rawRequest(url, { method })
  expect([status, headers.allow, json.errors[0].extensions.code]).toEqual([
    405,
    'GET, HEAD, POST, OPTIONS',
    'BAD_REQUEST',
  ])
})

test('a mutation by GET is refused, and nothing of it runs', async () => {
  subgraphs.asked.user.length = 0
  const { status, headers } = await get(url, { query: 'mutation { logOut }' })
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD, POST, OPTIONS'])
  expect(subgraphs.asked.user).toEqual([])
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])(
  'a page of another origin can send %s without asking, so it is refused',
  async (type) => {
    const { status, json } = await post(url, { query: AIRPORTS }, { 'content-type': type })
    expect([status, json.errors[0].extensions.code]).toEqual([415, 'BAD_REQUEST'])
    const read = await get(url, { query: AIRPORTS }, { 'content-type': type })
    expect(read.status).toBe(415)
  },
)

test('types that are not ours are refused, an answer of no use is not made', async () => {
  expect((await post(url, { query: AIRPORTS }, { 'content-type': 'application/json; charset=utf-16' })).status).toBe(
    415,
  )
  expect((await post(url, { query: AIRPORTS }, { 'content-encoding': 'gzip' })).status).toBe(415)
  const { status, json } = await post(url, { query: AIRPORTS }, { accept: 'application/xml' })
  expect([status, json.errors[0].extensions.code]).toEqual([406, 'BAD_REQUEST'])
})

test.each([
  ['gzip', gunzipSync],
  ['br', brotliDecompressSync],
] as const)('a long answer is packed with %s for who takes it', async (encoding, unpack) => {
  const { headers, body } = await post(url, { query: LONG }, { 'accept-encoding': encoding })
  expect([headers['content-encoding'], headers['content-length']]).toEqual([encoding, String(body.length)])
  const plain = await post(url, { query: LONG })
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(JSON.parse(unpack(body).toString())).toEqual(plain.json)
  expect(body.length).toBeLessThan(plain.body.length / 4)
})

test('a short answer is sent as it is', async () => {
  const { headers } = await post(url, { query: AIRPORTS }, { 'accept-encoding': 'gzip, br' })
  expect(headers['content-encoding']).toBeUndefined()
})

test('the connection is kept for the next request', async () => {
  const { headers } = await post(url, { query: AIRPORTS }, { connection: 'keep-alive' })
  expect(headers).toMatchObject({ connection: 'keep-alive', 'keep-alive': 'timeout=72' })
})

test('with BATCH_LIMIT a batch is answered in its order, each operation by itself', async () => {
  const batching = await startGateway({ baseUrls: subgraphs.urls, batchLimit: 4 })
  try {
    const three = Array.from(
      { length: 3 },
      (_, i) => `b${i}: bookingByReference(reference: "K7PX2M", familyName: "x") { reference }`,
    )
    const batch = [
      { query: AIRPORTS },
      { query: '{ nonsense }' },
      { query: 'subscription { seatMapChanged(flightId: "f1") { version } }' },
      { query: 'query($n: ID!) { flight(id: $n) { id } }', variables: { n: 'f1' } },
    ]
    const { status, json } = await post(batching.url, batch)
    expect(status).toBe(200)
    expect(json).toEqual([
      { data: { airports: [{ code: 'DEL' }] } },
      { errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })] },
      { errors: [expect.objectContaining({ extensions: { code: 'BAD_REQUEST' } })] },
      { data: { flight: { id: 'f1' } } },
    ])
    const counted = await (await fetch(`${batching.url}/metrics`)).text()
    expect(counted).toMatch(/operations_total\{(?=[^}]*kind="query")(?=[^}]*outcome="ok")[^}]*\} 2\n/)
    expect((await post(batching.url, [...batch, ...batch])).status).toBe(400)
    expect((await post(batching.url, [])).status).toBe(400)
    const limited = await post(batching.url, [{ query: `{ ${three.join(' ')} }` }, { query: `{ ${three.join(' ')} }` }])
    const refused = limited.json.filter(({ errors }: { errors?: object[] }) => errors)
    expect(refused).toEqual([
      { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED' }) })] },
    ])
  } finally {
    await batching.stop()
  }
})

test('a client that would rather speak HTTP/2, as that of Java says with its first request, is answered', async () => {
  const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAEAAEAAAAIAAAAB' }
  expect((await post(url, { query: AIRPORTS }, offer)).json).toEqual({ data: { airports: [{ code: 'DEL' }] } })
})

test('with PUBLIC_CACHE caches may keep what anybody may read by GET, and nothing else', async () => {
  const corsOrigins = ['https://app.example', 'https://other.example']
  const cached = await startGateway({ baseUrls: subgraphs.urls, publicCacheSeconds: 30, corsOrigins })
  try {
    const token = await identity.token()
    await until(async () => (await fetch(`${cached.url}/readyz`)).status === 200)
    const control = async (answer: ReturnType<typeof get>) => (await answer).headers['cache-control']
    const open = await get(cached.url, { query: AIRPORTS }, { origin: 'https://app.example' })
    expect(open.headers['access-control-allow-origin']).toBe('https://app.example')
    expect(open.headers['cache-control']).toBe('public, max-age=30')
    expect(open.headers.vary).toBe('accept, accept-encoding, authorization, cookie, origin')
    expect(await control(get(cached.url, { query: AIRPORTS }, { authorization: `Bearer ${token}` }))).toBe('no-store')
    expect(await control(get(cached.url, { query: AIRPORTS }, { cookie: 'skygraph_refresh=x' }))).toBe('no-store')
    expect(await control(get(cached.url, { query: '{ airport(code: "BAD") { code } }' }))).toBe('no-store')
    expect(await control(get(cached.url, { query: '{' }))).toBe('no-store')
    const byReference = 'bookingByReference(reference: "K7PX2M", familyName: "x") { reference }'
    expect(await control(get(cached.url, { query: `{ ${byReference} }` }))).toBe('no-store')
    const skipping = `query($open: Boolean!) { airports(query: "DEL") { code } ${byReference.replace('{', '@skip(if: $open) {')} }`
    expect(await control(get(cached.url, { query: skipping, variables: '{"open":false}' }))).toBe('no-store')
    expect(await control(get(cached.url, { query: skipping, variables: '{"open":true}' }))).toBe('public, max-age=30')
    expect(await control(post(cached.url, { query: AIRPORTS }))).toBe('no-store')
  } finally {
    await cached.stop()
  }
})

test('a page of a named origin may call with cookies and read what it needs, others may not', async () => {
  const open = await startGateway({ baseUrls: subgraphs.urls, corsOrigins: ['https://app.example'] })
  try {
    const preflight = await rawRequest(open.url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type, authorization',
      },
    })
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type, authorization',
      'access-control-max-age': '600',
    })
    const asked = async (origin: string) => (await post(open.url, { query: AIRPORTS }, { origin })).headers
    expect(await asked('https://app.example')).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      'access-control-expose-headers': 'retry-after,x-request-id',
      vary: 'Origin',
    })
    expect(await asked('https://evil.example')).not.toHaveProperty('access-control-allow-origin')
    const page = await get(open.url, {}, { origin: 'https://app.example', accept: 'text/html' })
    expect(page.headers.vary).toBe('accept, origin')
    const stream = await get(
      open.url,
      { query: AIRPORTS },
      { origin: 'https://app.example', accept: 'text/event-stream' },
    )
    expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', vary: 'Origin' })
  } finally {
    await open.stop()
  }
})

test('a request names itself only where it comes through a trusted proxy', async () => {
  const direct = await startGateway({ baseUrls: subgraphs.urls, trustedProxies: [] })
  try {
    const { headers } = await post(direct.url, { query: AIRPORTS }, { 'x-request-id': 'of-a-stranger' })
    expect(headers['x-request-id']).toHaveLength(36)
  } finally {
    await direct.stop()
  }
})

test('in production browsers are held to HTTPS', async () => {
  const production = await startGateway({ baseUrls: subgraphs.urls, production: true })
  try {
    const { headers } = await post(production.url, { query: AIRPORTS })
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  } finally {
    await production.stop()
  }
})
