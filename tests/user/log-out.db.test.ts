import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  LOG_IN,
  logIn,
  newEmail,
  PASSWORD,
  REFRESH,
  refresh,
  signUp,
  startUser,
  tokensHoldFrom,
  type UserFixture,
  viewerOf,
} from './user.ts'

let user: UserFixture
beforeAll(async () => {
  user = await startUser()
})
afterAll(() => user.stop())

const LOG_OUT = 'mutation($all: Boolean! = false) { logOut(everywhere: $all) }'

test('logging out ends this session, tells the gateways, and leaves the others', async () => {
  const email = newEmail()
  const here = await signUp(user, { email })
  const there = await logIn(user, email)
  const viewer = viewerOf(here.accessToken)
  expect((await user.ask(LOG_OUT, {}, { viewer })).data.logOut).toBe(true)
  const { sessions, users, now } = await user.revocations()
  const ended = sessions.map(({ id }) => id)
  expect(ended).toContain(viewer.sessionId)
  expect(ended).not.toContain(viewerOf(there.accessToken).sessionId)
  expect(users).toEqual([])
  expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(5000)
  expect((await refresh(user, here.refreshToken)).__typename).toBe('InvalidCredentials')
  expect((await refresh(user, there.refreshToken)).__typename).toBe('Session')
  expect((await user.ask(LOG_OUT, {}, { viewer })).data.logOut).toBe(true)
})

test('logging out everywhere voids all tokens up to now, and none that come after', async () => {
  const email = newEmail()
  const sessions = [await signUp(user, { email }), await logIn(user, email)]
  const viewer = viewerOf(sessions[0].accessToken)
  await user.ask(LOG_OUT, { all: true }, { viewer })
  for (const session of sessions)
    expect((await refresh(user, session.refreshToken)).__typename).toBe('InvalidCredentials')
  const at = await tokensHoldFrom(user, viewer.id)
  expect(sessions.every(({ accessToken }) => viewerOf(accessToken).issuedAt * 1000 < at)).toBe(true)
  const next = await logIn(user, email)
  expect(viewerOf(next.accessToken).issuedAt * 1000).toBeGreaterThanOrEqual(at)
})

test('nobody ends the session of another', async () => {
  const ann = viewerOf((await signUp(user)).accessToken)
  const bob = await signUp(user)
  await user.ask(LOG_OUT, {}, { viewer: { ...ann, sessionId: viewerOf(bob.accessToken).sessionId } })
  expect((await refresh(user, bob.refreshToken)).__typename).toBe('Session')
})

test('revocations are listed only for as long as a token they void could live', async () => {
  const viewer = viewerOf((await signUp(user)).accessToken)
  await user.ask(LOG_OUT, { all: true }, { viewer })
  const listed = async () => JSON.stringify(await user.revocations()).includes(viewer.id)
  expect(await listed()).toBe(true)
  const past = new Date(Date.now() - 12 * 60_000)
  await user.db.client.user.update({ where: { id: viewer.id }, data: { tokensValidFrom: past } })
  await user.db.client.session.updateMany({ where: { userId: viewer.id }, data: { endedAt: past } })
  expect(await listed()).toBe(false)
  expect(JSON.stringify(await user.revocations())).not.toContain(viewer.sessionId)
})

test('revocations are for the gateway alone, the public keys for everyone', async () => {
  expect((await user.get('/revocations')).status).toBe(401)
  expect((await user.get('/revocations', { 'x-skygraph-viewer': 'forged.AAAA' })).status).toBe(401)
  const { keys } = (await (await user.get('/.well-known/jwks.json')).json()) as { keys: object[] }
  expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }])
  expect(keys[0]).not.toHaveProperty('d')
})

const SESSION_BY_COOKIE =
  /^skygraph_refresh=([\w-]{43}); Expires=[^;]+; Path=\/graphql; HttpOnly; Secure; SameSite=Strict$/

test('with a cookie the refresh token is in no answer, turns by itself, and goes when one logs out', async () => {
  const email = newEmail()
  await signUp(user, { email })
  const { data, cookies } = await user.ask(LOG_IN, { i: { email, password: PASSWORD, cookie: true } })
  expect(data.logIn).toMatchObject({ __typename: 'Session', refreshToken: null })
  const cookie = SESSION_BY_COOKIE.exec(cookies[0] ?? '')?.[1]
  expect(cookie).toBeDefined()

  const turned = await user.ask(REFRESH, { t: null }, { cookie })
  expect(turned.data.refreshSession).toMatchObject({ __typename: 'Session', refreshToken: null })
  const next = SESSION_BY_COOKIE.exec(turned.cookies[0] ?? '')?.[1]
  expect(next).not.toBe(cookie)

  const viewer = viewerOf(turned.data.refreshSession.accessToken)
  const out = await user.ask(LOG_OUT, {}, { viewer, cookie: next })
  expect(out.cookies).toEqual([expect.stringContaining('skygraph_refresh=; Max-Age=0; Path=/graphql')])
  const after = await user.ask(REFRESH, { t: null }, { cookie: next })
  expect(after.data.refreshSession.__typename).toBe('InvalidCredentials')
  expect(after.cookies).toEqual([expect.stringContaining('skygraph_refresh=; Max-Age=0')])
})

test('a session by cookie never answers with its token, even when the token is given as an argument', async () => {
  const email = newEmail()
  await signUp(user, { email })
  const { cookies } = await user.ask(LOG_IN, { i: { email, password: PASSWORD, cookie: true } })
  const { data } = await user.ask(REFRESH, { t: SESSION_BY_COOKIE.exec(cookies[0] ?? '')?.[1] })
  expect(data.refreshSession).toMatchObject({ __typename: 'Session', refreshToken: null })
})
