import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog, type Log } from '#lib/log.ts'
import { activeTracer, startTracing, stopTracing } from '#lib/tracing.ts'
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../support/otlp-receiver.ts'
import { until } from '../support/wait.ts'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, silent, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway } from './support/gateway.ts'

const SERVER = 2
const CLIENT = 3
const AIRPORTS = 'query Airports { airports(query: "DEL") { code } }'
const AVAILABILITY = `query SeatsLeft($id: ID!) { flight(id: $id) { number availability { available } } }`

let collector: OtlpReceiver
let identity: FakeIdentity
let subgraphs: FakeSubgraphs | undefined
const gateways: TestGateway[] = []

beforeEach(async () => {
  collector = await startOtlpReceiver()
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json')
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '50')
})
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()))
  await subgraphs?.stopAll()
  subgraphs = undefined
  await stopTracing(5_000)
  await collector.stop()
  vi.unstubAllEnvs()
})
afterAll(() => vi.restoreAllMocks())

async function start(deps: Parameters<typeof startGateway>[0] = {}, log: Log = silent): Promise<TestGateway> {
  if (!activeTracer()) await startTracing('gateway', log)
  identity = await createFakeIdentity(SECRET)
  subgraphs ??= await startFakeSubgraphs(identity)
  const gateway = await startGateway({ baseUrls: subgraphs.urls, ...deps })
  gateways.push(gateway)
  return gateway
}

/** Of the operation with that name, once its own span has come: that ends last. */
async function spansOf(operation: string): Promise<{ root: ReceivedSpan; spans: ReceivedSpan[] }> {
  const find = () => collector.spans().find(({ kind, name }) => kind === SERVER && name.endsWith(` ${operation}`))
  await until(async () => find() !== undefined)
  const root = find() as ReceivedSpan
  return { root, spans: collector.spans().filter(({ traceId }) => traceId === root.traceId) }
}

test('a request is one trace: a span for each subgraph that is asked, and below it what the subgraph does', async () => {
  const { url } = await start()
  const { data } = await ask(url, AVAILABILITY, { variables: { id: 'f1' } })
  expect(data.flight.availability[0].available).toBe(20)
  await until(async () => (await spansOf('SeatsLeft')).spans.length === 6)
  const { root, spans } = await spansOf('SeatsLeft')
  expect(spans.find(({ name }) => name === 'plan')?.parentSpanId).toBe(root.spanId)
  expect(root).toMatchObject({ name: 'query SeatsLeft', parentSpanId: '', failed: false })
  expect(root.attributes).toMatchObject({
    'graphql.operation.type': 'query',
    'graphql.operation.name': 'SeatsLeft',
    'http.response.status_code': 200,
  })
  const fetches = spans.filter(({ kind }) => kind === CLIENT)
  expect(fetches.map(({ name }) => name).sort()).toEqual(['fetch booking', 'fetch flight'])
  for (const fetch of fetches) {
    expect(fetch.parentSpanId).toBe(root.spanId)
    const asked = spans.filter(({ parentSpanId }) => parentSpanId === fetch.spanId)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ kind: SERVER, name: 'query' })
    expect(asked[0]?.attributes['graphql.operation.name']).toMatch(/^SeatsLeft__/)
  }
})

test('planning has a span, and what was planned before has none', async () => {
  const { url } = await start()
  for (let n = 0; n < 2; n++) await ask(url, AIRPORTS)
  const roots = () => collector.spans().filter(({ name }) => name === 'query Airports')
  await until(() => roots().length === 2)
  const plans = collector.spans().filter(({ name }) => name === 'plan')
  expect(plans).toHaveLength(1)
  expect(roots().map(({ spanId }) => spanId)).toContain(plans[0]?.parentSpanId)
})

test('neither variables nor texts, tokens or addresses of people leave with a trace', async () => {
  const { url } = await start()
  const token = await identity.token({ email: 'ann.secret@example.test' })
  await ask(url, `query Mine($id: ID!) { me { name } flight(id: $id) { number } }`, {
    variables: { id: 'a-secret-of-ann' },
    token,
  })
  await spansOf('Mine')
  const sent = collector.requests.map(({ body }) => String(body)).join('\n')
  expect(sent).toContain('"query Mine"')
  for (const secret of ['a-secret-of-ann', token, 'ann.secret', '{ me {', '127.0.0.1'])
    expect(sent).not.toContain(secret)
})

test('a refused operation says so in its span, and asks no subgraph', async () => {
  const { url } = await start()
  const { errors } = await ask(url, 'query Fleet { fleet { id } }')
  expect(errors?.[0].extensions.code).toBe('UNAUTHENTICATED')
  const { root, spans } = await spansOf('Fleet')
  expect(spans.map(({ name }) => name).sort()).toEqual(['plan', 'query Fleet'])
  expect(root).toMatchObject({ failed: true, attributes: { 'error.type': 'UNAUTHENTICATED' } })
})

const TRACE = '0af7651916cd43dd8448eb211c80319c'

test('a trace goes on from a trusted proxy, and from nobody else', async () => {
  const trusting = await start({ trustedProxies: ['127.0.0.1'] })
  const strange = await start({ trustedProxies: ['10.0.0.0/8'] })
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01` }
  await ask(trusting.url, AIRPORTS, { headers })
  await ask(strange.url, AIRPORTS.replace('Airports', 'Strange'), { headers })
  expect((await spansOf('Airports')).root).toMatchObject({ traceId: TRACE, parentSpanId: 'b7ad6b7169203331' })
  const { root } = await spansOf('Strange')
  expect(root.traceId).not.toBe(TRACE)
  expect(root.parentSpanId).toBe('')
})

test('what the proxy does not record, nobody records; a traceparent that is none begins a trace', async () => {
  const { url } = await start()
  await ask(url, AIRPORTS, { headers: { traceparent: `00-${TRACE}-b7ad6b7169203331-00` } })
  await ask(url, AIRPORTS.replace('Airports', 'Next'), { headers: { traceparent: 'nonsense' } })
  await spansOf('Next')
  expect(collector.spans().filter(({ traceId }) => traceId === TRACE)).toEqual([])
  expect(new Set(collector.spans().map(({ traceId }) => traceId)).size).toBe(1)
})

test('the sampler of OTEL_TRACES_SAMPLER decides for the gateway and its subgraphs alike', async () => {
  vi.stubEnv('OTEL_TRACES_SAMPLER', 'parentbased_always_off')
  const { url } = await start()
  expect((await ask(url, AIRPORTS)).data).toBeDefined()
  await stopTracing(5_000)
  expect(collector.requests).toEqual([])
})

test('as it comes it speaks protobuf, with the headers and the name that OpenTelemetry’s variables say', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', '')
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-tenant=sky')
  vi.stubEnv('OTEL_SERVICE_NAME', 'gateway-in-delhi')
  const { url } = await start()
  await ask(url, AIRPORTS)
  await until(async () => collector.requests.some(({ body }) => body.includes('query Airports')))
  const [first] = collector.requests
  expect(first).toMatchObject({
    path: '/v1/traces',
    headers: { 'x-tenant': 'sky', 'content-type': 'application/x-protobuf' },
  })
  expect(first?.body.includes('gateway-in-delhi')).toBe(true)
})

test('a collector that takes nothing costs no request, and is told of once', async () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '100')
  collector.answerWith(400)
  const log = createLog('gateway')
  const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
  const info = vi.spyOn(log, 'info').mockImplementation(() => {})
  const { url } = await start({}, log)
  const failed = async (times: number) => {
    await ask(url, AIRPORTS)
    await until(async () => collector.requests.length >= times)
  }
  await failed(1)
  await until(async () => warn.mock.calls.length === 1)
  for (const times of [2, 3]) await failed(times)
  expect(warn.mock.calls.map(([, message]) => message)).toEqual(['traces cannot be sent, and are lost until they can'])
  collector.answerWith(200)
  await ask(url, AIRPORTS)
  await until(async () => info.mock.calls.some(([message]) => String(message) === 'traces are sent again'))
  expect(warn).toHaveBeenCalledTimes(1)
})

test('a collector that hangs holds up no stop', async () => {
  // Longer than this test may take.
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '600000')
  collector.answerWith(undefined)
  const { url } = await start()
  await ask(url, AIRPORTS)
  await until(() => collector.requests.length > 0)
  await stopTracing(100)
})

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', ''],
  ['OTEL_SDK_DISABLED', 'true'],
  ['OTEL_TRACES_EXPORTER', 'none'],
])('nothing is traced where %s is “%s”', async (name, value) => {
  vi.stubEnv(name, value)
  await startTracing('gateway', silent)
  expect(activeTracer()).toBeUndefined()
})
