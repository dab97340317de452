import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestRedis, type TestRedis } from '../support/redis.ts'
import { until } from '../support/wait.ts'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway } from './support/gateway.ts'
import { connect } from './support/ws-client.ts'

const MAX = 5
const LOOKUP = '{ bookingByReference(reference: "AAAAAA", familyName: "Nobody") { reference } }'
/** A busy machine may be slow to run Redis: what is taken for an outage here is one. */
const PATIENCE_MS = 2_000

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let redis: TestRedis
let both: TestGateway[]
let newcomers = 0

beforeAll(async () => {
  identity = await createFakeIdentity(SECRET)
  subgraphs = await startFakeSubgraphs(identity)
  redis = await startTestRedis()
  both = await startTwo(redis.url)
  await together(1)
})
afterAll(async () => {
  await Promise.all(both?.map((gateway) => gateway.stop()) ?? [])
  await redis?.stop()
  await subgraphs?.stopAll()
})

async function startTwo(redisUrl: string | undefined): Promise<TestGateway[]> {
  const start = () => startGateway({ baseUrls: subgraphs.urls, redisUrl, redisTimeoutMs: PATIENCE_MS })
  const two = await Promise.all([start(), start()])
  for (const { url } of two) await until(async () => (await fetch(`${url}/readyz`)).status === 200)
  return two
}

/** Waits until both gateways say that they count together, or that each counts by itself. */
async function together(state: 0 | 1, gateways = both): Promise<void> {
  const said = `skygraph_gateway_rate_limits_shared{service="gateway"} ${state}`
  for (const { url } of gateways) await until(async () => (await (await fetch(`${url}/metrics`)).text()).includes(said))
}

/** Somebody who has never called, at an address of his own. */
const newcomer = () => ({ headers: { 'x-forwarded-for': `10.9.${newcomers >> 8}.${newcomers++ & 255}` } })

/** So many calls at once, in turns to each gateway; how many passed, and nothing but refusals else. */
async function passed(calls: number, caller: object, gateways = both): Promise<number> {
  const urls = Array.from({ length: calls }, (_, i) => gateways[i % gateways.length]?.url ?? '')
  const statuses = (await Promise.all(urls.map((url) => ask(url, LOOKUP, caller)))).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([])
  return statuses.filter((status) => status === 200).length
}

const [first, second] = [() => both[0]?.url ?? '', () => both[1]?.url ?? '']

async function useUp(caller: object): Promise<void> {
  for (let i = 0; i < MAX; i++) expect((await ask(first(), LOOKUP, caller)).status).toBe(200)
}

test('two gateways, ten calls at once, five allowed: five pass', async () => {
  for (let round = 0; round < 10; round++) expect(await passed(10, newcomer())).toBe(MAX)
})

test('without Redis each of the two lets five pass', async () => {
  const apart = await startTwo(undefined)
  try {
    expect(await passed(20, newcomer(), apart)).toBe(2 * MAX)
  } finally {
    await Promise.all(apart.map((gateway) => gateway.stop()))
  }
})

test('what one gateway let through the other refuses, and says when to come back', async () => {
  const caller = newcomer()
  await useUp(caller)
  const refused = await ask(second(), LOOKUP, caller)
  expect(refused.status).toBe(429)
  expect(refused.errors?.[0].extensions.retryAfter).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= 60)
})

test('a call over a WebSocket is one like any other', async () => {
  const token = await identity.token({ sub: 'caller of both' })
  await useUp({ token })
  const client = await connect(second(), { authorization: `Bearer ${token}` })
  client.send({ id: '1', type: 'subscribe', payload: { query: LOOKUP } })
  const { type, payload } = await client.next(({ id }) => id === '1')
  expect([type, payload[0].extensions.code]).toEqual(['error', 'RATE_LIMITED'])
  client.close()
})

test('and so is one whose answer comes as server-sent events', async () => {
  const token = await identity.token({ sub: 'reader of streams' })
  await useUp({ token })
  const response = await fetch(`${second()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: LOOKUP }),
  })
  expect(await response.text()).toContain('"RATE_LIMITED"')
})

test('Redis killed and started again under load: all are answered, each gateway counts, then both together', async () => {
  const before = newcomer()
  await useUp(before)
  let loading = true
  const load = async () => {
    while (loading) expect(await passed(4, newcomer())).toBe(4)
  }
  const loads = [load(), load()]
  await redis.kill()
  await together(0)
  expect(await passed(4 * MAX, newcomer())).toBe(2 * MAX)
  expect((await ask(first(), LOOKUP, before)).status).toBe(429)

  await redis.startAgain()
  await together(1)
  expect(await passed(4 * MAX, newcomer())).toBe(MAX)
  loading = false
  await Promise.all(loads)
  // The new Redis knows nothing of it, the gateway does.
  expect((await ask(first(), LOOKUP, before)).status).toBe(429)
})

test('while Redis hangs requests are answered all the same', async () => {
  redis.hang()
  expect(await passed(4 * MAX, newcomer())).toBe(2 * MAX)
  await together(0)
  for (let i = 0; i < 10; i++) expect(await passed(4 * MAX, newcomer())).toBe(2 * MAX)
  redis.goOn()
  await together(1)
  expect(await passed(4 * MAX, newcomer())).toBe(MAX)
})

test('gateways start and serve while Redis is away', async () => {
  await redis.kill()
  const early = await startTwo(redis.url)
  try {
    expect(await passed(4 * MAX, newcomer(), early)).toBe(2 * MAX)
    await redis.startAgain()
    await together(1, early)
    expect(await passed(4 * MAX, newcomer(), early)).toBe(MAX)
  } finally {
    await Promise.all(early.map((gateway) => gateway.stop()))
  }
})
