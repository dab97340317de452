import { expect, test } from 'vitest'
import { readGatewayConfig } from './config.ts'

const SECRET = 'x'.repeat(40)

test('a supergraph alone is enough', () => {
  const config = readGatewayConfig({ SUPERGRAPH_FILE: '/zoo.graphql', PORT: '4100' })
  expect(config).toMatchObject({ supergraphFile: '/zoo.graphql', port: 4100, baseUrls: {}, introspection: true })
})

test('with a user subgraph the secret is required', () => {
  expect(() => readGatewayConfig({ USER_URL: 'http://u' })).toThrow('GATEWAY_SECRET')
  expect(readGatewayConfig({ USER_URL: 'http://u', GATEWAY_SECRET: SECRET }).baseUrls).toEqual({ user: 'http://u' })
})

test('production shows neither mails nor, unless asked to, its schema', () => {
  const production = { NODE_ENV: 'production', MAILBOX_URL: 'http://m' }
  expect(readGatewayConfig(production)).toMatchObject({ mailboxUrl: undefined, introspection: false, production: true })
  expect(readGatewayConfig({ ...production, INTROSPECTION: 'true' }).introspection).toBe(true)
})

test('the sockets of one address are a positive number', () => {
  expect(readGatewayConfig({}).socketsPerAddress).toBe(1_000)
  expect(readGatewayConfig({ SOCKETS_PER_ADDRESS: '6000' }).socketsPerAddress).toBe(6_000)
  expect(() => readGatewayConfig({ SOCKETS_PER_ADDRESS: '0' })).toThrow('SOCKETS_PER_ADDRESS')
})

test('proxies are addresses, networks and names of networks', () => {
  const trusted = (text: string) => readGatewayConfig({ TRUSTED_PROXIES: text }).trustedProxies
  expect(trusted('loopback,172.16.0.0/12, 2001:db8::/32')).toHaveLength(3)
  for (const wrong of ['my-proxy', '10.0.0.0/33', '10.0.0.1:80', '*'])
    expect(() => trusted(`loopback,${wrong}`)).toThrow('TRUSTED_PROXIES')
})

test('a wrong address of Redis is named, and not shown', () => {
  expect(readGatewayConfig({ REDIS_URL: 'rediss://:pw@redis:6379' }).redisUrl).toBe('rediss://:pw@redis:6379')
  const read = () => readGatewayConfig({ REDIS_URL: 'https://:hidden@redis' })
  expect(read).toThrow('REDIS_URL')
  expect(read).not.toThrow('hidden')
})

test('lists are split at commas', () => {
  const config = readGatewayConfig({ TRUSTED_PROXIES: '10.0.0.0/8, ::1', CORS_ORIGINS: '' })
  expect([config.trustedProxies, config.corsOrigins]).toEqual([['10.0.0.0/8', '::1'], []])
})

test('the bounds of operations are set by the environment, and a wrong one is named', () => {
  const { operationTimeoutMs, maxConcurrentOperations, maxCost } = readGatewayConfig({})
  expect({ operationTimeoutMs, maxConcurrentOperations, maxCost }).toEqual({
    operationTimeoutMs: 60_000,
    maxConcurrentOperations: 2_000,
    maxCost: undefined,
  })
  const set = { OPERATION_TIMEOUT: 'PT5S', MAX_CONCURRENT_OPERATIONS: '7', MAX_COST: '500' }
  expect(readGatewayConfig(set)).toMatchObject({ operationTimeoutMs: 5_000, maxConcurrentOperations: 7, maxCost: 500 })
  expect(() => readGatewayConfig({ MAX_COST: '0' })).toThrow('MAX_COST')
})

test('a subgraph may have a time-out of its own', () => {
  const { subgraphTimeoutsMs } = readGatewayConfig({ SUBGRAPH_TIMEOUTS: 'booking=PT10S, user=PT0.5S' })
  expect(subgraphTimeoutsMs).toEqual({ booking: 10_000, user: 500 })
  for (const wrong of ['booking', 'booking=10', '=PT1S']) {
    expect(() => readGatewayConfig({ SUBGRAPH_TIMEOUTS: wrong })).toThrow('SUBGRAPH_TIMEOUTS')
  }
})

test('documents, caches and batches are as they are asked for', () => {
  expect(readGatewayConfig({})).toMatchObject({ trustedDocumentsOnly: false, publicCacheSeconds: 0, batchLimit: 0 })
  const asked = { TRUSTED_DOCUMENTS: 'd.json', TRUSTED_DOCUMENTS_ONLY: 'true', PUBLIC_CACHE: 'PT1M', BATCH_LIMIT: '5' }
  expect(readGatewayConfig(asked)).toMatchObject({
    trustedDocuments: 'd.json',
    trustedDocumentsOnly: true,
    publicCacheSeconds: 60,
    batchLimit: 5,
  })
  expect(() => readGatewayConfig({ BATCH_LIMIT: '-1' })).toThrow('BATCH_LIMIT')
})

test.each([
  ['', { share: 1, failures: true }],
  ['all', { share: 1, failures: true }],
  ['errors', { share: 0, failures: true }],
  ['none', { share: 0, failures: false }],
  ['0.05', { share: 0.05, failures: true }],
])('LOG_REQUESTS “%s” says which operations have a line', (text, logRequests) => {
  expect(readGatewayConfig({ LOG_REQUESTS: text }).logRequests).toEqual(logRequests)
})

test('a LOG_REQUESTS that is neither is refused by its name', () => {
  for (const text of ['some', '2', '-1', 'NaN']) {
    expect(() => readGatewayConfig({ LOG_REQUESTS: text })).toThrow('LOG_REQUESTS')
  }
})
