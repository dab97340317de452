import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startGateway, type TestGateway, until } from './support/gateway.ts'
import { type HeldSubgraph, startHeldSubgraph } from './support/held-subgraph.ts'
import { get, post, type RawResponse, rawRequest } from './support/raw-request.ts'

let flight: HeldSubgraph
let gateway: TestGateway
let url: string

beforeAll(async () => {
  flight = await startHeldSubgraph()
  gateway = await startGateway({ baseUrls: { flight: flight.url, user: flight.url } })
  url = gateway.url
})
afterEach(async () => {
  const { status, json } = await post(url, { query: '{ __typename }' })
  expect([status, json], 'the gateway lives on').toEqual([200, { data: { __typename: 'Query' } }])
})
afterAll(async () => {
  await gateway?.stop()
  await flight?.stop()
})

const LIMIT = 1 << 20
const HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
const FLIGHT = 'query($id: ID!) { flight(id: $id) { id } }'

/** A typed error, and no fault of ours. */
function expectRefusal({ status, json }: RawResponse, statuses: number[] = [400]): void {
  expect(statuses).toContain(status)
  expect(json).toEqual({ errors: expect.any(Array) })
  for (const error of json.errors) {
    expect(error).toMatchObject({ message: expect.any(String), extensions: { code: expect.any(String) } })
    expect(error.extensions.code).not.toBe('INTERNAL_SERVER_ERROR')
  }
}

test('whatever bytes come as a body, they are answered or refused with a code', async () => {
  const body = fc.oneof(
    fc.json(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .record({ query: fc.jsonValue(), variables: fc.jsonValue(), extensions: fc.jsonValue() })
      .map((v) => JSON.stringify(v)),
    fc.string().map((query) => JSON.stringify({ query })),
  )
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' }
      expectRefusal(await rawRequest(url, { headers, body: sent }))
    }),
    { numRuns: 200 },
  )
})

test('whatever stands in the headers, it is answered or refused with a code', async () => {
  const value = fc.stringMatching(/^[ -~]{0,40}$/)
  const headers = fc.record(
    {
      accept: value,
      'content-type': value,
      authorization: value,
      cookie: value,
      'x-request-id': value,
      'accept-encoding': value,
    },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(headers, async (given) => {
      const answer = await rawRequest(url, { headers: given, body: '{"query":"{ nonsense }"}' })
      if (answer.status !== 200) expectRefusal(answer, [400, 401, 406, 415])
      else expect(answer.json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
    }),
    { numRuns: 200 },
  )
})

test.each(['__proto__', 'constructor', 'toString', ''])(
  '%j is no operation, no variable and no document',
  async (key) => {
    const query = 'query A { __typename } query B { __typename }'
    expectRefusal(await post(url, `{"query":"${query}","operationName":"${key}"}`))
    expectRefusal(await post(url, `{"query":"${FLIGHT}","variables":{"${key}":{"id":"f1"}}}`))
    expectRefusal(await post(url, `{"documentId":"${key}"}`), [400, 404])
    expectRefusal(await post(url, `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${key}"}}}`), [404])
  },
)

test('JSON of any depth is refused like any other wrong value', async () => {
  const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  for (const depth of [1_000, 100_000, 500_000]) {
    expectRefusal(await post(url, `{"query":"${FLIGHT}","variables":{"id":${deep(depth)}}}`))
    expectRefusal(await post(url, `{"query":${deep(depth)}}`))
    expectRefusal(await post(url, deep(depth)))
  }
  const objects = `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`
  const mutation = 'mutation($i: LogInInput!) { logIn(input: $i) { __typename } }'
  expectRefusal(await post(url, `{"query":"${mutation}","variables":{"i":${objects}}}`))
})

test('many and long variables are refused in time, with few words', async () => {
  const long = await post(url, {
    query: 'query($n: Int!) { __typename @skip(if: $n) }',
    variables: { n: 'x'.repeat(900_000) },
  })
  expectRefusal(long)
  const definitions = Array.from({ length: 400 }, (_, i) => `$v${i}: Int!`).join(' ')
  const many = await post(url, { query: `query(${definitions}) { __typename }`, variables: { v0: [] } })
  expectRefusal(many)
  expect(long.body.length + many.body.length).toBeLessThan(20_000)
})

test('a body of exactly the limit is read, one byte more is not', async () => {
  const sized = (bytes: number) => {
    const query = '{ __typename } #'
    return JSON.stringify({ query: query + 'x'.repeat(bytes - JSON.stringify({ query }).length) })
  }
  expect((await post(url, sized(LIMIT))).json.data).toEqual({ __typename: 'Query' })
  expectRefusal(await post(url, sized(LIMIT + 1)), [413])
})

test('a body that grows too large on the way is refused while it still comes, and so is its length', async () => {
  const chunk = `${(64 << 10).toString(16)}\r\n${'x'.repeat(64 << 10)}\r\n`
  const answer = await exchange(`${HEAD}transfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}`)
  expect(answer).toMatch(/^HTTP\/1.1 413 .*BAD_REQUEST/s)
  expect(await exchange(`${HEAD}content-length: 99999999\r\n\r\n{`)).toMatch(/^HTTP\/1.1 413 .*BAD_REQUEST/s)
})

test.each([
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['UTF-16', Buffer.from('{"query":"{ __typename }"}', 'utf16le')],
  ['half a character', Buffer.from('{"query":"{ __typename } # é"}').subarray(0, -3)],
])('a body in %s is refused', async (_, body) => {
  expectRefusal(await rawRequest(url, { headers: { 'content-type': 'application/json' }, body }))
})

test('a URL and headers that are too long, and what is no HTTP at all, are refused', async () => {
  expect((await get(url, { query: `{ ${'x'.repeat(20_000)} }` })).status).toBe(431)
  const answers = await Promise.all(
    ['nonsense\r\n\r\n', `${HEAD}content-length: 10\r\ncontent-length: 11\r\n\r\n{}`].map((bytes) => exchange(bytes)),
  )
  expect(answers).toEqual([expect.stringMatching(/^HTTP\/1.1 400 /), expect.stringMatching(/^HTTP\/1.1 400 /)])
})

const one = (query: string, variables?: object) => {
  const body = JSON.stringify({ query, variables })
  return `${HEAD}content-length: ${body.length}\r\n\r\n${body}`
}
const last = one('{ c: __typename }').replace('host: x', 'host: x\r\nconnection: close')

test('a connection on which too many answers wait for an earlier one is cut, a shorter queue is served', async () => {
  const before = flight.held.length
  const queue = (id: string, length: number) => one(FLIGHT, { id }) + one('{ a: __typename }').repeat(length)
  const cut = exchange(queue('f1', 40)).catch(({ code }) => code)
  expect(['', 'ECONNRESET']).toContain(await cut)
  const served = exchange(queue('f2', 20) + last)
  const find = () => flight.held.slice(before).find(({ body }) => body.includes('f2'))
  await until(() => find() !== undefined)
  find()?.response.end('{"data":{"flight":{"id":"f2"}}}')
  expect((await served).match(/HTTP\/1.1 200/g)).toHaveLength(22)
})

test('requests sent one upon the other are answered in turn', async () => {
  const answer = await exchange(one('{ a: __typename }') + one('{ nonsense }') + last)
  expect([...answer.matchAll(/"(a|c)":"Query"|VALIDATION_FAILED/g)].map(([text]) => text)).toEqual([
    '"a":"Query"',
    'VALIDATION_FAILED',
    '"c":"Query"',
  ])
})

test('who sends a request too slowly is sent away', async () => {
  const hasty = await startGateway({ requestTimeoutMs: 300 })
  try {
    const answer = await exchange(`${HEAD}content-length: 100\r\n\r\n{"query"`, hasty.url)
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
  } finally {
    await hasty.stop()
  }
})

test('who takes nothing of a long answer is let go', async () => {
  const patient = await startGateway({ baseUrls: { flight: flight.url }, silenceMs: 500 })
  const { hostname, port } = new URL(patient.url)
  const socket = connect(Number(port), hostname).pause()
  try {
    const gone = new Promise((resolve) => socket.once('error', resolve))
    const body = JSON.stringify({ query: FLIGHT, variables: { id: 'long' } })
    socket.write(`${HEAD}content-length: ${body.length}\r\n\r\n${body}`)
    const asked = () => flight.held.find((held) => held.body.includes('long'))
    await until(() => asked() !== undefined)
    asked()?.response.end(JSON.stringify({ data: { flight: { id: 'x'.repeat(16 << 20) } } }))
    // A paused socket notices the end of its connection when it writes, which it may not do while it is to be silent.
    const knocking = setInterval(() => socket.write('\r\n'), 1_500)
    await until(() => socket.errored !== null, 20_000).finally(() => clearInterval(knocking))
    expect(await gone).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) })
  } finally {
    socket.destroy()
    await patient.stop()
  }
})

test('a query is called off at its subgraph when its client has gone, a mutation is not', async () => {
  flight.held.length = 0
  const leave = new AbortController()
  const ask = (query: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { id: 'f1' } }),
      signal: leave.signal,
    }).catch((error: Error) => error.name)
  const query = ask(FLIGHT)
  const mutation = ask('mutation { verifyEmail(token: "t") }')
  const find = (word: string) => flight.held.find(({ body }) => body.includes(word))
  await until(() => find('flight') !== undefined && find('verifyEmail') !== undefined)
  leave.abort()
  expect(await Promise.all([query, mutation])).toEqual(['AbortError', 'AbortError'])
  await until(() => find('flight')?.cancelled === true)
  expect(find('verifyEmail')?.cancelled).toBe(false)
  const counted = async () => (await fetch(`${url}/metrics`)).text()
  await until(async () => /operations_total\{[^}]*kind="query",outcome="CLIENT_GONE"/.test(await counted()))
  find('verifyEmail')?.response.end('{"data":{"verifyEmail":true}}')
  await until(() => find('verifyEmail')?.response.writableFinished === true)
})

test('a batch of any size listens to its connection once, and all of it is called off together', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => void warnings.push(warning)
  process.on('warning', note)
  const batching = await startGateway({ baseUrls: { flight: flight.url }, batchLimit: 40 })
  try {
    flight.held.length = 0
    const leave = new AbortController()
    const asked = fetch(`${batching.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ query: FLIGHT, variables: { id: `f${i}` } }))),
      signal: leave.signal,
    }).catch((error: Error) => error.name)
    await until(() => flight.held.length === 40)
    leave.abort()
    expect(await asked).toBe('AbortError')
    await until(() => flight.held.every(({ cancelled }) => cancelled))
    expect(warnings).toEqual([])
  } finally {
    process.off('warning', note)
    await batching.stop()
  }
})

test('a stopping gateway answers what it has begun, and asks for nothing more on that connection', async () => {
  const leaving = await startGateway({ baseUrls: { flight: flight.url } })
  const before = flight.held.length
  const answer = post(leaving.url, { query: FLIGHT, variables: { id: 'f1' } }, { connection: 'keep-alive' })
  await until(() => flight.held.length > before)
  const stopped = leaving.stop()
  flight.held.at(-1)?.response.end('{"data":{"flight":{"id":"f1"}}}')
  const { headers, json } = await answer
  expect([headers.connection, json]).toEqual(['close', { data: { flight: { id: 'f1' } } }])
  await stopped
})

/** Sends bytes as they are; what came back until the connection is closed, or an answer is complete that keeps it. */
function exchange(bytes: string, to = url): Promise<string> {
  const { hostname, port } = new URL(to)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', (data) => {
      text += data
      if (/^HTTP\/1.1 413 .*\}$/s.test(text)) socket.destroy()
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}
