import { request as httpRequest } from 'node:http'
import { beforeAll, expect, test } from 'vitest'
import type { FakeIdentity } from './support/fake-identity.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway, until } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ identity, subgraphs, gateway } = started)
  return started.stop
})

test.each([
  ['1,000 aliases', `{ ${Array.from({ length: 1_000 }, (_, i) => `a${i}: airports(query: "x") { code }`).join(' ')} }`],
  ['200 short aliases', `{ ${Array.from({ length: 200 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
  [
    'fields far too deep',
    `{ me { bookings { nodes ${'{ user { bookings { nodes '.repeat(15)} { id } ${'} } }'.repeat(15)} } } }`,
  ],
  [
    'fragments that spell a billion fields',
    `{ ...F0 } ${Array.from({ length: 30 }, (_, i) => `fragment F${i} on Query { a: __typename ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F30 on Query { __typename }`,
  ],
  ['one field thousands of times', `{ ${'__typename '.repeat(4_000)} }`],
  ['100,000 tokens', `{ ${'a '.repeat(100_000)} }`],
])('%s are refused with a code', async (_, query) => {
  const { status, errors, data } = await ask(gateway.url, query)
  expect([status, data]).toEqual([400, undefined])
  expect(errors?.[0].extensions.code).toMatch(/^GRAPHQL_(PARSE|VALIDATION)_FAILED$/)
})

test('a page whose length is a variable costs what its value says', async () => {
  const query =
    'query($n: Int!) { me { bookings(first: $n) { nodes { user { bookings(first: $n) { nodes { id } } } } } } }'
  const token = await identity.token()
  expect((await ask(gateway.url, query, { variables: { n: 20 }, token })).status).toBe(200)
  const { status, data, errors } = await ask(gateway.url, query, { variables: { n: 100 }, token })
  expect([status, data, errors?.[0].extensions]).toEqual([
    400,
    undefined,
    { code: 'GRAPHQL_VALIDATION_FAILED', cost: expect.any(Number), limit: 10_000 },
  ])
})

test('a body of 5 MB is refused with 413 and a code, and the gateway lives on', async () => {
  const body = JSON.stringify({ query: `{ me { id } } # ${'x'.repeat(5 << 20)}` })
  const { status, text } = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const sent = httpRequest(`${gateway.url}/graphql`, { method: 'POST', headers }, async (response) => {
      let text = ''
      for await (const chunk of response) text += chunk
      resolve({ status: response.statusCode, text })
    })
    sent.once('error', reject)
    sent.end(body)
  })
  expect(status).toBe(413)
  expect(JSON.parse(text).errors[0].extensions.code).toBe('BAD_REQUEST')
  expect((await ask(gateway.url, '{ me { id } }')).status).toBe(200)
})

test.each([
  ['no JSON', '{"query":', 'application/json', 400],
  ['another content type', 'query=1', 'application/x-www-form-urlencoded', 415],
  ['a batch', '[{"query":"{ __typename }"}]', 'application/json', 400],
])('%s is refused with a code', async (_, body, type, status) => {
  const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body })
  expect(response.status).toBe(status)
  expect(((await response.json()) as { errors: [{ extensions: object }] }).errors[0].extensions).toHaveProperty('code')
})

test('a GET a browser could be tricked into is refused, one with a preflight header is answered', async () => {
  const url = `${gateway.url}/graphql?query=${encodeURIComponent('{ me { id } }')}`
  expect((await fetch(url)).status).toBe(400)
  const asked = await fetch(url, { headers: { 'apollo-require-preflight': 'yes' } })
  expect([asked.status, await asked.json()]).toEqual([200, { data: { me: null } }])
  const mutation = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent('mutation { logOut }')}`, {
    headers: { 'apollo-require-preflight': 'yes' },
  })
  expect(mutation.status).toBe(405)
})

test('a subscription over HTTP is told where to go', async () => {
  const { status, errors } = await ask(gateway.url, 'subscription { seatMapChanged(flightId: "f1") { version } }')
  expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_REQUEST'])
})

test("codes of subgraphs pass, an unknown fault's message does not in production, a stack trace never", async () => {
  const bad = await ask(gateway.url, '{ airport(code: "BAD") { code } }')
  expect(bad.errors?.[0]).toMatchObject({
    path: ['airport'],
    extensions: { code: 'BAD_USER_INPUT', serviceName: 'flight' },
  })
  const production = await startGateway({ baseUrls: subgraphs.urls, production: true })
  try {
    const { data, errors, headers } = await ask(production.url, '{ airport(code: "DEL") { code } }')
    expect(data).toEqual({ airport: null })
    expect(errors?.[0].extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      serviceName: 'flight',
      requestId: headers.get('x-request-id'),
    })
    expect(JSON.stringify(errors)).not.toMatch(/burnt|stack|node_modules/)
  } finally {
    await production.stop()
  }
})

test('the Sandbox page comes to browsers, the front page and the explorer come without internet', async () => {
  const html = { accept: 'text/html' }
  const sandbox = await (await fetch(`${gateway.url}/graphql`, { headers: html })).text()
  expect(sandbox).toContain('embeddable-sandbox')
  expect(await (await fetch(gateway.url, { headers: html })).text()).toContain('href="/graphiql"')
  const explorer = await fetch(`${gateway.url}/graphiql`, { headers: html })
  expect(explorer.headers.get('content-security-policy')).toContain("script-src 'self'")
  const page = await explorer.text()
  const parts = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path)
  expect(parts).toEqual([
    '/graphiql/graphiql.css',
    '/graphiql/workers.js',
    '/graphiql/graphiql.js',
    '/graphiql/explorer.js',
  ])
  expect(page).not.toMatch(/https?:\/\//)
  for (const path of [...parts, '/graphiql/worker-graphql.js'])
    expect((await fetch(gateway.url + path)).status).toBe(200)
})

test('documents, webhooks and keys pass through untouched; without a mailbox there is none', async () => {
  const pdf = await fetch(`${gateway.url}/documents/ticket.pdf?exp=1&sig=a%2Fb`)
  expect([pdf.headers.get('content-type'), await pdf.text()]).toEqual([
    'application/pdf',
    '%PDF /documents/ticket.pdf?exp=1&sig=a%2Fb',
  ])
  const webhook = await fetch(`${gateway.url}/webhooks/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/webhook', 'x-signature': 's1' },
    body: Buffer.from([0, 255, 123, 34]),
  })
  expect(await webhook.json()).toEqual({ signature: 's1', bytes: '00ff7b22' })
  expect(await (await fetch(`${gateway.url}/.well-known/jwks.json`)).json()).toHaveProperty('keys.0.kid')
  expect((await fetch(`${gateway.url}/mailbox`)).status).toBe(404)
})

test('health, readiness by name, and metrics', async () => {
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  await subgraphs.stop('notification')
  await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 503)
  expect(await (await fetch(`${gateway.url}/readyz`)).json()).toEqual({ ok: false, failing: ['notification'] })
  await subgraphs.start('notification')
  await until(async () => (await fetch(`${gateway.url}/readyz`)).status === 200)
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  expect(metrics).toMatch(/skygraph_gateway_operations_total\{[^}]*outcome="BAD_REQUEST"/)
  expect(metrics).toMatch(/skygraph_gateway_subgraph_fetch_seconds_count\{[^}]*subgraph="flight"/)
})

test('metrics are not for clients that come through a proxy', async () => {
  for (const name of ['x-forwarded-for', 'forwarded'])
    expect((await fetch(`${gateway.url}/metrics`, { headers: { [name]: '127.0.0.1' } })).status).toBe(404)
})

test('CORS is for the origins that were named', async () => {
  const open = await startGateway({ baseUrls: subgraphs.urls, corsOrigins: ['https://app.example'] })
  try {
    const allowed = async (origin: string) =>
      (
        await fetch(`${open.url}/graphql`, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        })
      ).headers.get('access-control-allow-origin')
    expect([await allowed('https://app.example'), await allowed('https://evil.example')]).toEqual([
      'https://app.example',
      null,
    ])
  } finally {
    await open.stop()
  }
})
