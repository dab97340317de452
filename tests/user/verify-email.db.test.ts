import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenHash } from '../../subgraphs/user/secret-token.ts'
import { tokenIn, type UserEvents, watchEvents } from './events.ts'
import { demoStaff, logIn, newEmail, signUp, startUser, type UserFixture, viewerOf } from './user.ts'

let user: UserFixture
let events: UserEvents
beforeAll(async () => {
  user = await startUser()
  events = await watchEvents(user)
})
afterAll(async () => {
  await events.stop()
  await user.stop()
})

const verify = async (token: string) =>
  (await user.ask('mutation($t: String!) { verifyEmail(token: $t) }', { t: token })).data.verifyEmail
const expire = (token: string) =>
  user.db.client.mailToken.update({ where: { hash: tokenHash(token) }, data: { expiresAt: new Date(Date.now() - 1) } })

async function newAccount() {
  const email = newEmail()
  const session = await signUp(user, { email })
  const [created] = await events.of(session.user.id, 'user.created.v1', 1)
  return { email, id: session.user.id as string, viewer: viewerOf(session.accessToken), created }
}

test('a new account gets a token by its event, which verifies its address, once and for all', async () => {
  const { id, viewer, created } = await newAccount()
  const isVerified = async () => (await user.ask('{ me { emailVerified } }', {}, { viewer })).data.me.emailVerified
  const token = tokenIn(created)
  expect(created?.data.emailVerified).toBe(false)
  expect(await isVerified()).toBe(false)
  expect(await verify(token)).toBe(true)
  expect(await isVerified()).toBe(true)
  expect(await verify(token)).toBe(true)
  await expire(token)
  expect(await verify(token)).toBe(true)
  await events.settle()
  const told = await events.of(id, 'user.updated.v1')
  expect(told.map(({ data }) => data.emailVerified)).toEqual([true])
})

test('the token itself is kept nowhere: not in the database, not on the bus', async () => {
  const { id, created } = await newAccount()
  const token = tokenIn(created)
  const kept = JSON.stringify([created, await user.db.client.mailToken.findMany({ where: { userId: id } })])
  expect(kept).not.toContain(token)
  expect(kept).toContain(tokenHash(token))
})

test('an expired token verifies nothing, nor does one for another purpose', async () => {
  const { id, email, created } = await newAccount()
  await expire(tokenIn(created))
  expect(await verify(tokenIn(created))).toBe(false)
  await user.ask('mutation($e: String!) { requestPasswordReset(email: $e) }', { e: email })
  const [reset] = await events.of(id, 'user.password-reset-requested.v1', 1)
  expect(await verify(tokenIn(reset))).toBe(false)
  expect((await user.db.client.user.findUniqueOrThrow({ where: { id } })).emailVerified).toBe(false)
})

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(1_000_000), "' OR 1=1 --", '\0', '😀'.repeat(43), '\ud800'])(
  'the token %.20j is none',
  async (token) => {
    expect(await verify(token)).toBe(false)
  },
)

test('who logs in unverified gets another link once the last one has run out, and a verified one none', async () => {
  const { id, email, created } = await newAccount()
  await logIn(user, email)
  await events.settle()
  expect(await events.of(id, 'user.email-verification-requested.v1')).toEqual([])
  await expire(tokenIn(created))
  await logIn(user, email)
  await logIn(user, email)
  await events.settle()
  const [asked, ...more] = await events.of(id, 'user.email-verification-requested.v1', 1)
  expect(more).toEqual([])
  expect(await verify(tokenIn(asked))).toBe(true)
  await expire(tokenIn(asked))
  await logIn(user, email)
  await events.settle()
  expect(await events.of(id, 'user.email-verification-requested.v1')).toHaveLength(1)
})

test('the demo accounts have nothing to verify', async () => {
  const { CUSTOMER } = await demoStaff(user)
  const [created] = await events.of(CUSTOMER.id, 'user.created.v1', 1)
  expect(created?.data).toMatchObject({ emailVerified: true })
  expect(created?.data.token).toBeUndefined()
})
