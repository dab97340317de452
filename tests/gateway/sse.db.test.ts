import { createClient } from 'graphql-sse'
import { beforeAll, expect, test } from 'vitest'
import { until } from '../support/wait.ts'
import type { FakeIdentity } from './support/fake-identity.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import { startGateway, type TestGateway } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'
import { connect } from './support/ws-client.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ identity, subgraphs, gateway } = started)
  return started.stop
})

const WATCH = 'subscription($id: ID!) { seatMapChanged(flightId: $id) { version full flight { number } } }'
const watch = { query: WATCH, variables: { id: 'f1' } }
const map = (version: number, full = false) => ({
  data: { seatMapChanged: { version, full, flight: { number: 'SG0' } } },
})
const bearer = async (claims = {}) => ({ authorization: `Bearer ${await identity.token(claims)}` })

interface Asking {
  url?: string
  headers?: Record<string, string>
}

/** A client of the graphql-sse package that gathers what it gets. */
function subscribe(query: { query: string; variables?: Record<string, unknown> }, { url, headers = {} }: Asking = {}) {
  const got: unknown[] = []
  const ends: unknown[] = []
  const client = createClient({ url: `${url ?? gateway.url}/graphql`, headers, retryAttempts: 0 })
  const stop = client.subscribe(query, {
    next: (result) => void got.push(result),
    error: (error) => void ends.push(error),
    complete: () => void ends.push('complete'),
  })
  return { got, ends, stop }
}

/** The bare response, as a client sees it that knows no library. */
async function open(headers: Record<string, string> = {}, url = gateway.url) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(watch),
  })
  const text = { read: '', ended: false }
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text.read += Buffer.from(chunk)
    text.ended = true
  })()
  return { response, text, reading }
}

test('a subscriber gets the first state and each change, with fields of another subgraph', async () => {
  const { got, ends, stop } = subscribe(watch)
  await until(() => got.length === 1)
  subgraphs.sendSeatMap({ version: 2, full: false })
  await until(() => got.length === 2)
  expect(got).toEqual([map(1, true), map(2)])
  stop()
  await until(() => subgraphs.watchers() === 0)
  expect(ends).toEqual(['complete'])
})

test('shares the upstream with WebSocket clients', async () => {
  const { got, stop } = subscribe(watch)
  await until(() => got.length === 1)
  const client = await connect(gateway.url)
  client.send({ id: '1', type: 'subscribe', payload: watch })
  await client.next(({ type }) => type === 'next')
  expect(subgraphs.watchers()).toBe(1)
  stop()
  client.close()
  await until(() => subgraphs.watchers() === 0)
})

test('queries and mutations are answered as one event and the end', async () => {
  const query = subscribe({ query: '{ me { email } }' }, { headers: await bearer() })
  const mutation = subscribe({ query: 'mutation { logOut }' }, { headers: await bearer() })
  await until(() => query.ends.length > 0 && mutation.ends.length > 0)
  expect(query).toMatchObject({ got: [{ data: { me: { email: 'ann@example.test' } } }], ends: ['complete'] })
  expect(mutation).toMatchObject({ got: [{ data: { logOut: true } }], ends: ['complete'] })
})

test.each([
  ['a field that needs a sign-in', 'subscription { bookingChanged(id: "b") { id } }', 'UNAUTHENTICATED'],
  ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['no GraphQL', '{', 'GRAPHQL_PARSE_FAILED'],
  [
    'a field that is left out',
    'subscription { seatMapChanged(flightId: "f1") @skip(if: true) { version } }',
    'GRAPHQL_VALIDATION_FAILED',
  ],
])('%s is told within the stream, which then is complete', async (_, query, code) => {
  const { got, ends } = subscribe({ query })
  await until(() => ends.length > 0)
  expect({ got, ends }).toMatchObject({ got: [{ errors: [{ extensions: { code } }] }], ends: ['complete'] })
})

test('GET asks as POST does', async () => {
  const parameters = new URLSearchParams({ query: WATCH, variables: JSON.stringify({ id: 'f1' }) })
  const left = new AbortController()
  const response = await fetch(`${gateway.url}/graphql?${parameters}`, {
    headers: { accept: 'text/event-stream', 'apollo-require-preflight': 'true' },
    signal: left.signal,
  })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const reader = response.body?.getReader()
  let text = ''
  while (!text.includes('"full":true')) text += Buffer.from((await reader?.read())?.value ?? [])
  expect(text).toBe(`:\n\nevent: next\ndata: ${JSON.stringify(map(1, true))}\n\n`)
  left.abort()
  await until(() => subgraphs.watchers() === 0)
})

test('HEAD has the head of a stream, and opens none', async () => {
  const parameters = new URLSearchParams({ query: WATCH, variables: JSON.stringify({ id: 'f1' }) })
  const response = await fetch(`${gateway.url}/graphql?${parameters}`, {
    method: 'HEAD',
    headers: { accept: 'text/event-stream', 'apollo-require-preflight': 'true' },
  })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(await response.text()).toBe('')
  expect(subgraphs.watchers()).toBe(0)
})

test('the stream ends when its token expires, so that its client comes back with a fresh one', async () => {
  const { text, reading } = await open(await bearer({ expiresIn: 0 }))
  await reading
  expect(text.read).toContain('"full":true')
  expect(text.read).not.toContain('event: complete')
  await until(() => subgraphs.watchers() === 0)
})

test('the stream ends when its session is revoked', async () => {
  const { text, reading } = await open(await bearer({ sid: 'revoked-stream' }))
  await until(() => text.read.includes('"full":true'))
  identity.revoked.sessions.push({ id: 'revoked-stream', at: new Date().toISOString() })
  await reading
  await until(() => subgraphs.watchers() === 0)
})

test('a client that does not read holds up nobody, and gets the whole map when it reads again', async () => {
  const query = 'subscription($id: ID!) { seatMapChanged(flightId: $id) { version full seats { number status } } }'
  const quick = await connect(gateway.url)
  const payload = { query, variables: { id: 'f1' } }
  quick.send({ id: '1', type: 'subscribe', payload })
  await quick.next(({ type }) => type === 'next')
  const left = new AbortController()
  const slow = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(payload),
    signal: left.signal,
  })
  const seats = Array.from({ length: 2_000 }, (_, n) => ({ number: `${n}A`, status: 'AVAILABLE' }))
  const LAST = 200
  for (let n = 2; n <= LAST; n++) {
    subgraphs.sendSeatMap({ version: n, full: false, seats })
    await quick.next(({ payload: given }) => given?.data?.seatMapChanged.version === n)
  }
  let text = ''
  for await (const chunk of slow.body ?? []) {
    text += Buffer.from(chunk)
    if (text.endsWith('\n\n') && text.includes(`"version":${LAST},`)) break
  }
  const updates = [...text.matchAll(/"version":(\d+),"full":(true|false)/g)].map(([, n, full]) => [Number(n), full])
  const gap = updates.findIndex(([n], at) => at > 0 && Number(n) > Number(updates[at - 1]?.[0]) + 1)
  expect(updates.length).toBeLessThan(LAST)
  expect(updates[gap]?.[1]).toBe('true')
  left.abort()
  quick.close()
  await until(() => subgraphs.watchers() === 0)
})

test('one address has so many streams at once, its WebSockets included', async () => {
  const narrow = await startGateway({ baseUrls: subgraphs.urls, socketsPerAddress: 2 })
  try {
    await connect(narrow.url)
    const { got, stop } = subscribe(watch, { url: narrow.url })
    await until(() => got.length === 1)
    const refused = subscribe(watch, { url: narrow.url })
    await until(() => refused.ends.length > 0)
    expect(refused.got).toMatchObject([{ errors: [{ extensions: { code: 'RATE_LIMITED' } }] }])
    stop()
    await until(async () => {
      const again = subscribe(watch, { url: narrow.url })
      await until(() => again.got.length > 0)
      again.stop()
      return !JSON.stringify(again.got).includes('RATE_LIMITED')
    })
  } finally {
    await narrow.stop()
  }
})

test('a stopping gateway ends streams with the time to come back after, not with their completion', async () => {
  const going = await startGateway({ baseUrls: subgraphs.urls })
  const { text, reading } = await open({}, going.url)
  await until(() => text.read.includes('"full":true'))
  await going.stop()
  await reading
  expect(text.read).toMatch(/\nretry: \d+\n\n$/)
  expect(text.read).not.toContain('event: complete')
  await until(() => subgraphs.watchers() === 0)
})
