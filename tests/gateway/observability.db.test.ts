import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway, until } from './support/gateway.ts'
import { connect } from './support/ws-client.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway
/** All that the gateway wrote, its own log included. */
let written: string[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void written.push(line) })

beforeAll(async () => {
  identity = await createFakeIdentity(SECRET)
  subgraphs = await startFakeSubgraphs(identity)
  gateway = await startGateway({ baseUrls: subgraphs.urls, log })
})
afterAll(async () => {
  await gateway?.stop()
  await subgraphs?.stopAll()
})
beforeEach(() => {
  written = []
})

// biome-ignore lint/suspicious/noExplicitAny: tests read what they look for.
const lines = (message: string): any[] => written.map((line) => JSON.parse(line)).filter(({ msg }) => msg === message)

async function lineOf(operation: string, message = 'operation') {
  const find = () => lines(message).find((line) => line.operation === operation)
  await until(() => find() !== undefined)
  return find()
}

const AIRPORTS = (name: string) => `query ${name} { airports(query: "DEL") { code } }`

test('an operation has one line: what it was, how it ended, how long it took, and the role of who asked', async () => {
  const token = await identity.token({ role: 'OPERATOR' })
  const text = 'query SeatsLeft($id: ID!) { flight(id: $id) { number availability { available } } }'
  await ask(gateway.url, text, { variables: { id: 'f1' }, token, headers: { 'x-request-id': 'req-1' } })
  const line = await lineOf('SeatsLeft')
  expect(line).toEqual({
    level: 30,
    time: expect.any(Number),
    pid: expect.any(Number),
    hostname: expect.any(String),
    operation: 'SeatsLeft',
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    kind: 'query',
    transport: 'http',
    outcome: 'ok',
    status: 200,
    durationMs: expect.any(Number),
    cost: expect.any(Number),
    fetches: 2,
    role: 'OPERATOR',
    requestId: 'req-1',
    msg: 'operation',
  })
})

test('a refusal has its line too, and one that is no GraphQL has no operation', async () => {
  await ask(gateway.url, 'query Fleet { fleet { id } }')
  expect(await lineOf('Fleet')).toMatchObject({ outcome: 'UNAUTHENTICATED', status: 401, fetches: 0 })
  await ask(gateway.url, '{ broken')
  await until(() => lines('operation').length === 2)
  expect(lines('operation')[1]).toMatchObject({ outcome: 'GRAPHQL_PARSE_FAILED', status: 400 })
  expect(lines('operation')[1]).not.toHaveProperty('operation')
})

test('variables, texts, tokens and people appear nowhere in what is written, whatever goes wrong', async () => {
  const token = await identity.token({ sub: 'ann-of-delhi', email: 'ann.secret@example.test' })
  const variables = {
    id: 'the-secret-id',
    code: 'BAD',
    input: { email: 'ann.secret@example.test', password: 'hunter2-secret' },
  }
  await ask(gateway.url, 'query A($id: ID!) { me { name } flight(id: $id) { number } }', { variables, token })
  await ask(gateway.url, 'query B($code: ID!) { airport(code: $code) { name } }', {
    variables: { code: 'the-secret-id' },
    token,
  })
  await ask(gateway.url, 'query C($code: ID!) { airport(code: $code) { name } }', { variables, token })
  await ask(gateway.url, 'mutation D($input: LogInInput!) { logIn(input: $input) { __typename } }', { variables })
  await ask(gateway.url, 'query E($id: ID!) { flight(id: $id) { number } }', {
    variables: { id: { of: 'the-secret-id' } },
    token,
  })
  await ask(gateway.url, 'query F { me { name } }', { token: `${token}x` })
  const client = await connect(gateway.url, { authorization: `Bearer ${token}` })
  client.send({
    id: '1',
    type: 'subscribe',
    payload: { query: 'subscription G($id: ID!) { seatMapChanged(flightId: $id) { version } }', variables },
  })
  await client.next(({ type }) => type === 'next')
  client.close()
  for (const name of ['A', 'B', 'C', 'D', 'E']) await lineOf(name)
  await lineOf('G', 'subscription ends')
  const all = written.join('')
  expect(all).toContain('"operation":"A"')
  for (const secret of [
    'the-secret-id',
    'hunter2',
    'ann.secret',
    'ann-of-delhi',
    token.slice(-40),
    '{ me {',
    'airport(',
  ]) {
    expect(all).not.toContain(secret)
  }
})

test('in production a fault tells a client no more than the id under which the log has it', async () => {
  const own = await startGateway({ baseUrls: subgraphs.urls, log, production: true })
  const answer = await ask(own.url, 'query Fault { airport(code: "DEL") { name } }', {
    headers: { 'x-request-id': 'req-2' },
  })
  expect(answer.errors?.[0]).toMatchObject({
    message: 'Something went wrong on our side.',
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
  })
  expect(JSON.stringify(answer)).not.toContain('burnt down')
  expect(await lineOf('Fault')).toMatchObject({ outcome: 'INTERNAL_SERVER_ERROR', requestId: 'req-2' })
  await own.stop()
})

test('a subscription has a line when it begins and one when it ends, however many events come', async () => {
  const client = await connect(gateway.url)
  const query = 'subscription Watch { seatMapChanged(flightId: "f1") { version } }'
  client.send({ id: '1', type: 'subscribe', payload: { query } })
  await client.next(({ type }) => type === 'next')
  for (let version = 2; version < 6; version++) subgraphs.sendSeatMap({ version, full: true })
  await client.next(({ payload }) => payload?.data?.seatMapChanged.version === 5)
  client.send({ id: '1', type: 'complete' })
  const end = await lineOf('Watch', 'subscription ends')
  expect(end).toMatchObject({ kind: 'subscription', transport: 'ws', outcome: 'ok' })
  expect(lines('subscription begins')).toHaveLength(1)
  expect(lines('subscription begins')[0]).not.toHaveProperty('outcome')
  expect(lines('subscription ends')).toHaveLength(1)
  client.close()
})

test('LOG_REQUESTS leaves out what went well, or all', async () => {
  const errors = await startGateway({ baseUrls: subgraphs.urls, log, logRequests: { share: 0, failures: true } })
  const none = await startGateway({ baseUrls: subgraphs.urls, log, logRequests: { share: 0, failures: false } })
  await ask(errors.url, AIRPORTS('Well'))
  await ask(errors.url, 'query Badly { fleet { id } }')
  await ask(none.url, 'query Silent { fleet { id } }')
  await Promise.all([errors.stop(), none.stop()])
  expect(lines('operation').map(({ operation }) => operation)).toEqual(['Badly'])
})

async function metrics(url = gateway.url): Promise<string> {
  return (await fetch(`${url}/metrics`)).text()
}

const sampleOf = (text: string, series: RegExp): number =>
  Number(
    text
      .split('\n')
      .find((line) => series.test(line))
      ?.split(' ')
      .at(-1) ?? 0,
  )

test('a thousand made-up names make no more labels than the bound, and names in no document none', async () => {
  const own = await startGateway({ baseUrls: subgraphs.urls })
  for (let n = 0; n < 1_000; n += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => ask(own.url, AIRPORTS(`MadeUp${n + i}`))))
  }
  await ask(own.url, 'query Invalid { noSuchField }')
  const text = await metrics(own.url)
  const labels = new Set(text.match(/(?<=operation_seconds_count\{[^}]*operation=")[^"]+/g))
  expect(labels.size).toBeLessThanOrEqual(203)
  expect(labels).toContain('MadeUp0')
  expect(labels).toContain('other')
  expect(labels).not.toContain('Invalid')
  await own.stop()
}, 120_000)

test('operations are timed by name and outcome, requests to subgraphs by subgraph', async () => {
  await ask(gateway.url, AIRPORTS('Timed'))
  await ask(gateway.url, 'query Timed { fleet { id } }')
  const text = await metrics()
  const count = (outcome: string) =>
    sampleOf(text, new RegExp(`^skygraph_gateway_operation_seconds_count\\{.*operation="Timed".*outcome="${outcome}"`))
  expect(count('ok')).toBe(1)
  expect(count('UNAUTHENTICATED')).toBe(1)
  expect(
    sampleOf(text, /^skygraph_gateway_subgraph_fetch_seconds_count\{.*subgraph="flight".*outcome="ok"/),
  ).toBeGreaterThan(0)
  expect(sampleOf(text, /^skygraph_gateway_operations_in_flight\{/)).toBe(0)
})

test('an operation is planned once, and found from then on', async () => {
  const own = await startGateway({ baseUrls: subgraphs.urls })
  for (let n = 0; n < 3; n++) await ask(own.url, AIRPORTS('Planned'))
  await ask(own.url, 'query Invalid { noSuchField }')
  const text = await metrics(own.url)
  expect(sampleOf(text, /^skygraph_gateway_preparations_total\{.*result="miss"/)).toBe(1)
  expect(sampleOf(text, /^skygraph_gateway_preparations_total\{.*result="hit"/)).toBe(2)
  expect(sampleOf(text, /^skygraph_gateway_plan_seconds_count/)).toBe(1)
  expect(sampleOf(text, /^skygraph_gateway_supergraph_loads_total\{.*outcome="loaded"/)).toBe(1)
  await own.stop()
})

test('a field that was called too often is counted by its name', async () => {
  const own = await startGateway({ baseUrls: subgraphs.urls })
  const text = 'query ($reference: String!) { bookingByReference(reference: $reference, familyName: "Rao") { status } }'
  await until(async () => (await ask(own.url, text, { variables: { reference: 'K7PX2M' } })).status === 429)
  const limited = /^skygraph_gateway_rate_limited_total\{.*field="Query\.bookingByReference"/
  expect(sampleOf(await metrics(own.url), limited)).toBe(1)
  await own.stop()
})

test('codes that a client or a subgraph makes up make no labels', async () => {
  await ask(gateway.url, 'query Codes { airport(code: "BAD") { name } }')
  const outcomes = new Set((await metrics()).match(/(?<=outcome=")[^"]+/g))
  for (const outcome of outcomes) expect(outcome).toMatch(/^(ok|errors|failed|loaded|refused|OTHER|[A-Z_]+)$/)
})
