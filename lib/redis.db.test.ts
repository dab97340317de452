import { Writable } from 'node:stream'
import { createClient } from '@redis/client'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startTestRedis, type TestRedis } from '../tests/support/redis.ts'
import { until } from '../tests/support/wait.ts'
import { connectRedis, type Redis, redisScript } from './redis.ts'

let server: TestRedis
const open: Redis[] = []

beforeAll(async () => {
  server = await startTestRedis()
})
afterEach(() => Promise.all(open.splice(0).map((redis) => redis.close())))
afterAll(() => server?.stop())

/** A busy machine may be slow to run Redis; what is an outage here is meant to be one. */
function connect(url = server.url, timeoutMs = 5_000) {
  const lines: string[] = []
  const log = pino(
    new Writable({
      write(line, _, done) {
        lines.push(String(line))
        done()
      },
    }),
  )
  const redis = connectRedis({ url, name: 'skygraph-test', log, timeoutMs })
  open.push(redis)
  const told = () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg.slice(0, 13))
  return { redis, told, lines }
}

const AWAY = 'Redis is away'
const BACK = 'Redis is back'
const connectionsOf = async (client: { info(section: string): Promise<string> }) =>
  Number(/total_connections_received:(\d+)/.exec(await client.info('stats'))?.[1])
const answers = (redis: Redis) => until(() => redis.available())
const isAway = (redis: Redis) => until(() => !redis.available())
const get = (redis: Redis) => redis.ask((commands) => commands.get('key'))

test('is not waited for while it connects, then answers', async () => {
  const { redis, told } = connect()
  expect(await get(redis)).toBeUndefined()
  await answers(redis)
  expect(await get(redis)).toBeNull()
  expect(told()).toEqual(['Redis answers'])
})

test('runs a script that the server has forgotten', async () => {
  const { redis } = connect()
  await answers(redis)
  const script = redisScript('return { KEYS[1], tonumber(ARGV[1]) + 1 }')
  const run = () => redis.run(script, { keys: ['key'], arguments: ['41'] })
  expect(await run()).toEqual(['key', 42])
  await redis.ask((commands) => commands.scriptFlush())
  expect(await run()).toEqual(['key', 42])
})

test('killed and started again: away, then back, each said once', async () => {
  const { redis, told } = connect()
  await answers(redis)
  await server.kill()
  await isAway(redis)
  expect(await get(redis)).toBeUndefined()
  await server.startAgain()
  await answers(redis)
  expect(await get(redis)).toBeNull()
  expect(told()).toEqual(['Redis answers', AWAY, BACK])
})

test('hanging: all who wait are let go, and nobody waits after them', async () => {
  const { redis, told } = connect(server.url, 1_000)
  await answers(redis)
  server.hang()
  expect(await Promise.all([get(redis), get(redis), get(redis)])).toEqual([undefined, undefined, undefined])
  expect(redis.available()).toBe(false)
  let settled = false
  void get(redis).then(() => (settled = true))
  // Microtasks alone: nothing was asked.
  for (let i = 0; i < 10; i++) await undefined
  expect(settled).toBe(true)
  server.goOn()
  await answers(redis)
  expect(told()).toEqual(['Redis answers', AWAY, BACK])
})

test('a process that was busy itself takes no answer that has come for a late one', async () => {
  const { redis, told } = connect(server.url, 500)
  await answers(redis)
  const answer = redis.ask((commands) => commands.ping())
  const end = performance.now() + 1_500
  while (performance.now() < end);
  expect(await answer).toBe('PONG')
  expect(told()).toEqual(['Redis answers'])
})

test('an error it replies is no error to who asks, and the connection is made anew', async () => {
  const { redis, told } = connect()
  await answers(redis)
  expect(await redis.run(redisScript('return redis.error_reply("OOM no room")'), { keys: [], arguments: [] })).toBe(
    undefined,
  )
  await answers(redis)
  expect(told()).toEqual(['Redis answers', AWAY, BACK])
})

test('one that may not be written to, as it follows another, is away until it may', async () => {
  const { redis, told } = connect()
  await answers(redis)
  const operator = await createClient({ url: server.url }).connect()
  await operator.sendCommand(['REPLICAOF', '127.0.0.1', '1'])
  expect(await redis.ask((commands) => commands.set('key', 'value'))).toBeUndefined()
  // Each attempt shows up as a connection.
  const before = await connectionsOf(operator)
  await until(async () => (await connectionsOf(operator)) > before + 2)
  expect([redis.available(), told()]).toEqual([false, ['Redis answers', AWAY]])
  await operator.sendCommand(['REPLICAOF', 'NO', 'ONE'])
  await answers(redis)
  expect(told()).toEqual(['Redis answers', AWAY, BACK])
  await operator.close()
})

test('one that allows no scripts is away until it does', async () => {
  const operator = await createClient({ url: server.url }).connect()
  await operator.sendCommand(['ACL', 'SETUSER', 'limited', 'on', '>pass', '~*', '+@all', '-@scripting'])
  const { redis, told, lines } = connect(server.url.replace(/:\/\/[^@]*@/, '://limited:pass@'))
  const before = await connectionsOf(operator)
  await until(async () => (await connectionsOf(operator)) > before + 2)
  expect([redis.available(), told()]).toEqual([false, [AWAY]])
  expect(lines[0]).toContain('NOPERM')
  await operator.sendCommand(['ACL', 'SETUSER', 'limited', '+@scripting'])
  await answers(redis)
  expect(told()).toEqual([AWAY, BACK])
  await operator.close()
})

test("an error's code is logged, and not its text, which may name users", async () => {
  const { redis, lines } = connect()
  await answers(redis)
  await redis.run(redisScript('return redis.error_reply("BUSY rate-limit:ann")'), { keys: [], arguments: [] })
  expect(lines.join('')).toContain('"reply":"BUSY"')
  expect(lines.join('')).not.toContain('ann')
})

test.each([
  ['a wrong password', () => server.url.replace(/:\/\/:\w+@/, '://:wrong@')],
  ['nobody there', () => 'redis://:secret@127.0.0.1:1'],
  ['a server that does not speak the TLS that was asked for', () => server.url.replace('redis:', 'rediss:')],
])('%s: is away, says so once without the password, and closes', async (_, url) => {
  const { redis, told, lines } = connect(url())
  await until(() => told().length > 0)
  expect(told()).toEqual([AWAY])
  expect(redis.available()).toBe(false)
  await redis.close()
  expect(told()).toEqual([AWAY])
  expect(lines.join('')).not.toMatch(new URL(url()).password)
})

test('closes while it hangs, and what was asked ends', async () => {
  const { redis } = connect()
  await answers(redis)
  server.hang()
  const asked = get(redis)
  await redis.close()
  expect(await asked).toBeUndefined()
  server.goOn()
})
