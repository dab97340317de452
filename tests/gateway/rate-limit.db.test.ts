import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestRedis, type TestRedis } from '../support/redis.ts'
import { until } from '../support/wait.ts'
import { createFakeIdentity, type FakeIdentity } from './support/fake-identity.ts'
import { type FakeSubgraphs, SECRET, startFakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway } from './support/gateway.ts'
import { connect } from './support/ws-client.ts'

const MAX = 5
const LOOKUP = '{ bookingByReference(reference: "AAAAAA", familyName: "Nobody") { reference } }'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let redis: TestRedis
let gateways: TestGateway[] = []
let users = 0

beforeAll(async () => {
  identity = await createFakeIdentity(SECRET)
  subgraphs = await startFakeSubgraphs(identity)
})
beforeEach(async () => {
  redis = await startTestRedis()
})
afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()))
  await redis.stop()
})
afterAll(() => subgraphs?.stopAll())

async function startTwo(redisUrl: string | undefined, redisTimeoutMs = 5_000): Promise<[TestGateway, TestGateway]> {
  const start = () => startGateway({ baseUrls: subgraphs.urls, redisUrl, redisTimeoutMs })
  const both = await Promise.all([start(), start()])
  gateways = [...both]
  for (const { url } of both) await until(async () => (await fetch(`${url}/readyz`)).status === 200)
  return both
}

async function together(state: 0 | 1): Promise<void> {
  const said = `skygraph_gateway_rate_limits_shared{service="gateway"} ${state}`
  for (const { url } of gateways) await until(async () => (await (await fetch(`${url}/metrics`)).text()).includes(said))
}

/** Somebody who has never called, at an address of his own. */
const newcomer = () => ({ headers: { 'x-forwarded-for': `10.9.${users >> 8}.${users++ & 255}` } })

/** So many calls at once, one gateway after the other; how many passed, and nothing but refusals else. */
async function passed(calls: number, caller: object): Promise<number> {
  const asked = Array.from({ length: calls }, (_, i) =>
    ask((gateways[i % gateways.length] as TestGateway).url, LOOKUP, caller),
  )
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([])
  return statuses.filter((status) => status === 200).length
}

test('two gateways, ten calls at once, five allowed: five pass', async () => {
  await startTwo(redis.url)
  await together(1)
  for (let round = 0; round < 5; round++) expect(await passed(10, newcomer())).toBe(MAX)
})

test('without Redis each of the two lets five pass', async () => {
  await startTwo(undefined)
  expect(await passed(20, newcomer())).toBe(2 * MAX)
})

test('what one gateway let through the other refuses, and says when to come back', async () => {
  const [first, second] = await startTwo(redis.url)
  await together(1)
  const caller = newcomer()
  for (let i = 0; i < MAX; i++) expect((await ask(first.url, LOOKUP, caller)).status).toBe(200)
  const refused = await ask(second.url, LOOKUP, caller)
  expect(refused.status).toBe(429)
  expect(refused.errors?.[0].extensions.retryAfter).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= 60)
})

test('a call over a WebSocket is one like any other', async () => {
  const [first, second] = await startTwo(redis.url)
  await together(1)
  const token = await identity.token({ sub: 'caller of both' })
  for (let i = 0; i < MAX; i++) expect((await ask(first.url, LOOKUP, { token })).status).toBe(200)
  const client = await connect(second.url, { authorization: `Bearer ${token}` })
  client.send({ id: '1', type: 'subscribe', payload: { query: LOOKUP } })
  const { type, payload } = await client.next(({ id }) => id === '1')
  expect([type, payload[0].extensions.code]).toEqual(['error', 'RATE_LIMITED'])
  client.close()
})

test('Redis killed and started again under load: all are answered, each gateway counts, then both together', async () => {
  const [first] = await startTwo(redis.url)
  await together(1)
  const before = newcomer()
  for (let i = 0; i < MAX; i++) await ask(first.url, LOOKUP, before)

  let loading = true
  const load = async () => {
    while (loading) expect(await passed(4, newcomer())).toBe(4)
  }
  const loads = [load(), load()]
  await redis.kill()
  await together(0)
  expect(await passed(4 * MAX, newcomer())).toBe(2 * MAX)
  expect((await ask(first.url, LOOKUP, before)).status).toBe(429)

  await redis.startAgain()
  await together(1)
  expect(await passed(4 * MAX, newcomer())).toBe(MAX)
  loading = false
  await Promise.all(loads)
  // The new Redis knows nothing of it, the gateway does.
  expect((await ask(first.url, LOOKUP, before)).status).toBe(429)
})

test('while Redis hangs requests are answered all the same', async () => {
  await startTwo(redis.url, 1_000)
  await together(1)
  redis.hang()
  expect(await passed(4 * MAX, newcomer())).toBe(2 * MAX)
  await together(0)
  for (let i = 0; i < 20; i++) expect(await passed(4 * MAX, newcomer())).toBe(2 * MAX)
  redis.goOn()
  await together(1)
  expect(await passed(4 * MAX, newcomer())).toBe(MAX)
})

test('a gateway starts and serves while Redis is away', async () => {
  await redis.kill()
  await startTwo(redis.url)
  expect(await passed(4 * MAX, newcomer())).toBe(2 * MAX)
  await redis.startAgain()
  await together(1)
})
