import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  changePassword,
  endedSessions,
  logIn,
  newEmail,
  PASSWORD,
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

const NEW_PASSWORD = 'a whole new password'

test('a wrong password and an unknown address get the same answer', async () => {
  const email = newEmail()
  await signUp(user, { email })
  const wrong = await logIn(user, email, 'not the password')
  expect(wrong).toMatchObject({ __typename: 'InvalidCredentials', code: 'INVALID_CREDENTIALS' })
  expect(await logIn(user, newEmail('nobody'))).toEqual(wrong)
  expect((await logIn(user, email)).user.email).toBe(email)
})

test.each([
  ['', ''],
  ['ann', PASSWORD],
  [`${'a'.repeat(1000)}@example.test`, PASSWORD],
  ['ann\0@example.test', 'null\0null\0null'],
  ["' OR '1'='1", "' OR '1'='1"],
  ['😀@example.test', '😀'.repeat(200)],
  ['\ud800@example.test', '\ud800'.repeat(10)],
])('the address %.40j with the password %.40j is refused', async (email, password) => {
  expect((await logIn(user, email, password)).__typename).toBe('InvalidCredentials')
})

test('a password of a megabyte is refused like any other', async () => {
  const email = newEmail()
  await signUp(user, { email })
  expect((await logIn(user, email, 'x'.repeat(1_000_000))).__typename).toBe('InvalidCredentials')
})

test('a changed password ends all sessions, gives a new one, and is the one that counts', async () => {
  const email = newEmail()
  const here = await signUp(user, { email })
  const there = await logIn(user, email)
  const viewer = viewerOf(here.accessToken)
  const changed = await changePassword(user, viewer, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })
  expect(changed.__typename).toBe('Session')
  for (const old of [here, there]) {
    expect((await refresh(user, old.refreshToken)).__typename).toBe('InvalidCredentials')
    expect(await endedSessions(user)).toContain(viewerOf(old.accessToken).sessionId)
  }
  const at = await tokensHoldFrom(user, viewer.id)
  expect(viewerOf(changed.accessToken).issuedAt * 1000).toBeGreaterThanOrEqual(at)
  expect(viewerOf(there.accessToken).issuedAt * 1000).toBeLessThan(at)
  expect((await refresh(user, changed.refreshToken)).__typename).toBe('Session')
  expect((await logIn(user, email)).__typename).toBe('InvalidCredentials')
  expect((await logIn(user, email, NEW_PASSWORD)).__typename).toBe('Session')
})

test('a refused change changes nothing', async () => {
  const session = await signUp(user)
  const viewer = viewerOf(session.accessToken)
  const wrong = { currentPassword: 'not the password', newPassword: NEW_PASSWORD }
  expect(await changePassword(user, viewer, wrong)).toMatchObject({
    __typename: 'InvalidCredentials',
    path: ['input', 'currentPassword'],
  })
  expect(await changePassword(user, viewer, { currentPassword: PASSWORD, newPassword: 'short' })).toMatchObject({
    __typename: 'InvalidInput',
    path: ['input', 'newPassword'],
  })
  expect((await refresh(user, session.refreshToken)).__typename).toBe('Session')
})

test('of two changes at once from the same password, one counts', async () => {
  const email = newEmail()
  const viewer = viewerOf((await signUp(user, { email })).accessToken)
  const both = ['the first new one', 'the second new one'].map((newPassword) =>
    changePassword(user, viewer, { currentPassword: PASSWORD, newPassword }),
  )
  const kinds = (await Promise.all(both)).map(({ __typename }) => __typename).sort()
  expect(kinds).toEqual(['InvalidCredentials', 'Session'])
  expect(await user.db.client.session.count({ where: { userId: viewer.id, endedAt: null } })).toBe(1)
})

test('an ended session changes no password', async () => {
  const viewer = viewerOf((await signUp(user)).accessToken)
  await user.ask('mutation { logOut }', {}, { viewer })
  const answer = await user.ask(
    'mutation($i: ChangePasswordInput!) { changePassword(input: $i) { __typename } }',
    { i: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } },
    { viewer },
  )
  expect(answer.code).toBe('UNAUTHENTICATED')
})

test('a log-in forgets the sessions of the user that are long over', async () => {
  const email = newEmail()
  const { sessionId, id: userId } = viewerOf((await signUp(user, { email })).accessToken)
  await user.db.client.session.update({ where: { id: sessionId }, data: { expiresAt: new Date(Date.now() - 1000) } })
  await logIn(user, email)
  expect(await user.db.client.session.count({ where: { userId } })).toBe(1)
  expect(await user.db.client.refreshToken.count({ where: { sessionId } })).toBe(0)
})
