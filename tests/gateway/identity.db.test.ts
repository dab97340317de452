import { beforeAll, describe, expect, test } from 'vitest'
import type { FakeIdentity } from './support/fake-identity.ts'
import type { FakeSubgraphs } from './support/fake-subgraphs.ts'
import { ask, startGateway, type TestGateway, until } from './support/gateway.ts'
import { startGatewayOverFakes } from './support/gateway-over-fakes.ts'
import { connect } from './support/ws-client.ts'

let identity: FakeIdentity
let subgraphs: FakeSubgraphs
let gateway: TestGateway
const codeOf = async (token: string, query = '{ airports(query: "x") { code } }') => {
  const { status, errors } = await ask(gateway.url, query, { token })
  return [status, errors?.[0].extensions.code]
}

beforeAll(async () => {
  const started = await startGatewayOverFakes()
  ;({ identity, subgraphs, gateway } = started)
  return started.stop
})

test('a good token is the viewer, for every subgraph asked', async () => {
  const token = await identity.token()
  const { data } = await ask(gateway.url, '{ me { email notifications { nodes { id } } } }', { token })
  expect(data).toEqual({ me: { email: 'ann@example.test', notifications: { nodes: [{ id: 'n1' }] } } })
  expect(subgraphs.asked.notification.at(-1)).toMatchObject({
    id: 'ann',
    role: 'CUSTOMER',
    sessionId: 'session-of-ann',
  })
})

test('without a token nobody is signed in', async () => {
  expect(await ask(gateway.url, '{ me { email } }')).toMatchObject({ status: 200, data: { me: null } })
})

describe('any operation fails with 401', () => {
  const header = (fields: object) => Buffer.from(JSON.stringify(fields)).toString('base64url')
  const bad: Record<string, () => Promise<string> | string> = {
    'an expired token': () => identity.token({ expiresIn: -10 }),
    'a forged signature': async () => `${(await identity.token()).slice(0, -4)}AAAA`,
    'a changed payload': async () => {
      const [head, , signature] = (await identity.token()).split('.')
      return `${head}.${header({ sub: 'bob', role: 'ADMIN' })}.${signature}`
    },
    'a strange key under a known id': () => identity.token({ key: identity.strangersKey }),
    'an unknown key id': () => identity.token({ kid: 'nobody' }),
    'another issuer': () => identity.token({ iss: 'elsewhere' }),
    'another audience': () => identity.token({ aud: 'elsewhere' }),
    'a role that does not exist': () => identity.token({ role: 'EMPEROR' }),
    'alg none': () =>
      `${header({ alg: 'none' })}.${header({ sub: 'ann', iss: 'skygraph', aud: 'skygraph', exp: 9e9 })}.`,
    'a symmetric signature': () =>
      `${header({ alg: 'HS256' })}.${header({ sub: 'ann', exp: 9e9 })}.${header({ a: 1 })}`,
    'no JWT at all': () => 'hello',
    'dots alone': () => '..',
    'a very long token': () => 'a'.repeat(6_000),
  }
  for (const [what, make] of Object.entries(bad)) {
    test(what, async () => {
      const asked = subgraphs.asked.flight.length
      expect(await codeOf(await make())).toEqual([401, 'UNAUTHENTICATED'])
      expect(subgraphs.asked.flight.length).toBe(asked)
    })
  }

  test('another scheme than Bearer', async () => {
    const { status, errors } = await ask(gateway.url, '{ me { id } }', { headers: { authorization: 'Basic YTpi' } })
    expect([status, errors?.[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})

test('a token that worked fails once its session is revoked', async () => {
  const token = await identity.token({ sid: 'ends-soon' })
  expect((await codeOf(token))[0]).toBe(200)
  identity.revoked.sessions.push({ id: 'ends-soon', at: new Date().toISOString() })
  await until(async () => (await codeOf(token))[1] === 'UNAUTHENTICATED')
  expect((await codeOf(await identity.token()))[0]).toBe(200)
})

test("a user's older tokens fail after a change of role, a new one holds", async () => {
  const now = Math.floor(Date.now() / 1000)
  const old = await identity.token({ sub: 'carl', sid: 'c1', iat: now - 30 })
  expect((await codeOf(old))[0]).toBe(200)
  identity.revoked.users.push({ id: 'carl', at: new Date(now * 1000).toISOString() })
  await until(async () => (await codeOf(old))[1] === 'UNAUTHENTICATED')
  expect((await codeOf(await identity.token({ sub: 'carl', sid: 'c2', iat: now })))[0]).toBe(200)
})

test('while the user subgraph is broken, known keys still verify; afterwards revocations come again', async () => {
  identity.broken = true
  const before = identity.polls
  await until(() => identity.polls > before + 1)
  expect((await codeOf(await identity.token({ sub: 'dora' })))[0]).toBe(200)
  identity.broken = false
  identity.revoked.sessions.push({ id: 'dora-1', at: new Date().toISOString() })
  const token = await identity.token({ sub: 'dora', sid: 'dora-1' })
  await until(async () => (await codeOf(token))[1] === 'UNAUTHENTICATED')
})

test('after a rotation new tokens work, and tokens of the key that is gone do not', async () => {
  const old = await identity.token({ sub: 'eve' })
  expect((await codeOf(old))[0]).toBe(200)
  await identity.rotate()
  await until(async () => (await codeOf(await identity.token({ sub: 'eve' })))[0] === 200)
  await until(async () => (await codeOf(old))[1] === 'UNAUTHENTICATED')
})

test('a token of a key that is gone fails, although a new key was asked for by its first token', async () => {
  // Keys are looked at so seldom here that the new token makes the gateway ask for them.
  const slow = await startGateway({ baseUrls: subgraphs.urls, pollMs: 2_000 })
  const me = async (token: string) => (await ask(slow.url, '{ me { email } }', { token })).status
  try {
    await until(async () => (await fetch(`${slow.url}/readyz`)).status === 200)
    const old = await identity.token({ sub: 'fay' })
    expect(await me(old)).toBe(200)
    await identity.rotate()
    const fresh = await identity.token({ sub: 'fay' })
    await until(async () => (await me(fresh)) === 200)
    await until(async () => (await me(old)) === 401)
  } finally {
    await slow.stop()
  }
})

test('a socket is closed when the key of its token is gone', async () => {
  const authorization = `Bearer ${await identity.token({ sub: 'gil' })}`
  // The gateway has heard of the key that signs now.
  await until(async () => (await ask(gateway.url, '{ me { email } }', { headers: { authorization } })).status === 200)
  const client = await connect(gateway.url, { authorization })
  await identity.rotate()
  expect(await client.closed(8_000)).toEqual({ code: 4403, reason: 'UNAUTHENTICATED' })
})

test('a socket is closed when its next token is in another role: what runs there is in the old one', async () => {
  const bearer = async (role: string) => ({ authorization: `Bearer ${await identity.token({ sub: 'hal', role })}` })
  await until(
    async () => (await ask(gateway.url, '{ me { email } }', { headers: await bearer('OPERATOR') })).status === 200,
  )
  const client = await connect(gateway.url, await bearer('OPERATOR'))
  client.send({ type: 'ping', payload: await bearer('OPERATOR') })
  await client.next(({ type }) => type === 'pong')
  client.send({ type: 'ping', payload: await bearer('CUSTOMER') })
  expect(await client.closed(8_000)).toEqual({ code: 4403, reason: 'UNAUTHENTICATED' })
})

test('a gateway that never saw keys says come back, not go away', async () => {
  const lonely = await startGateway({ baseUrls: { ...subgraphs.urls, user: 'http://127.0.0.1:1' } })
  try {
    const { status, errors } = await ask(lonely.url, '{ me { id } }', { token: await identity.token() })
    expect([status, errors?.[0].extensions.code]).toEqual([503, 'UNAVAILABLE'])
    expect(errors?.[0].extensions.retryAfter).toBeGreaterThan(0)
    const ready = await fetch(`${lonely.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(((await ready.json()) as { failing: string[] }).failing.sort()).toEqual(['identity', 'user'])
  } finally {
    await lonely.stop()
  }
})
