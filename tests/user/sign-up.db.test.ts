import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../scripts/services/connection.ts'
import { until } from '../support/wait.ts'
import { logIn, newEmail, PASSWORD, SIGN_UP, signUp, startUser, type UserFixture } from './user.ts'

let user: UserFixture
beforeAll(async () => {
  user = await startUser()
})
afterAll(() => user.stop())

const countOf = (email: string) => user.db.client.user.count({ where: { email } })

test('a new account gets a session, defaults for what it did not say, and no password in sight', async () => {
  const email = newEmail('Ann')
  const session = await signUp(user, { email, name: ' Ann 😀 ' })
  expect(session).toMatchObject({
    __typename: 'Session',
    refreshToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    user: { email, name: 'Ann 😀', phone: null, locale: 'en', timeZone: 'UTC', role: 'CUSTOMER', emailVerified: false },
  })
  const row = await user.db.client.user.findUniqueOrThrow({ where: { id: session.user.id } })
  expect(row.passwordHash).toMatch(/^\$argon2id\$/)
  const tokens = await user.db.client.refreshToken.findMany()
  expect(JSON.stringify([row, tokens])).not.toContain(session.refreshToken)
})

test('the event of a sign-up reaches the bus, once', async () => {
  const seen: Array<{ type: string; data: object }> = []
  const subscription = await user.bus.subscribe({
    group: 'sign-up-test',
    topics: ['user.v1'],
    from: 'earliest',
    onBatch: async (messages) => void seen.push(...messages.map(({ value }) => JSON.parse(value))),
  })
  const session = await signUp(user, { name: 'Eve', phone: '+919876543210', locale: 'hi-in', timeZone: 'asia/kolkata' })
  const mine = () => seen.filter(({ data }) => (data as { userId: string }).userId === session.user.id)
  await until(() => mine().length > 0)
  await signUp(user)
  await until(() => seen.at(-1)?.data !== mine()[0]?.data)
  await subscription.stop()
  expect(mine()).toMatchObject([
    {
      type: 'user.created.v1',
      data: { name: 'Eve', phone: '+919876543210', locale: 'hi-IN', timeZone: 'Asia/Kolkata' },
    },
  ])
  expect(JSON.stringify(seen)).not.toContain('argon2')
})

test('an address has one account, in whatever case it is written', async () => {
  const email = newEmail()
  await signUp(user, { email })
  expect(await signUp(user, { email: email.toUpperCase() })).toMatchObject({
    __typename: 'EmailTaken',
    code: 'EMAIL_TAKEN',
    path: ['input', 'email'],
  })
  expect((await logIn(user, email.toUpperCase())).__typename).toBe('Session')
})

const race = async (email: string) => {
  const both = [email, email.toUpperCase(), email, email].map((e) => signUp(user, { email: e }))
  return (await Promise.all(both)).map(({ __typename }) => __typename).sort()
}

test('of those who sign up with one address at once, one gets it', async () => {
  const email = newEmail('race')
  expect(await race(email)).toEqual(['EmailTaken', 'EmailTaken', 'EmailTaken', 'Session'])
  expect(await user.db.client.user.count({ where: { emailKey: email } })).toBe(1)
})

test('without the unique key the same race makes several accounts: the check before it decides nothing', async () => {
  const admin = await connect(user.database.adminUrl)
  await admin.query('ALTER TABLE user DROP KEY user_email_key, ADD KEY no_longer_unique (email_key)')
  try {
    const email = newEmail('race')
    await race(email)
    expect(await user.db.client.user.count({ where: { emailKey: email } })).toBeGreaterThan(1)
  } finally {
    await admin.query(`DELETE FROM user WHERE email_key LIKE 'race.%'`)
    await admin.query('ALTER TABLE user DROP KEY no_longer_unique, ADD UNIQUE KEY user_email_key (email_key)')
    await admin.end()
  }
})

test.each([
  ['email', `${'a'.repeat(1000)}@example.test`],
  ['email', 'ann@example.test\r\nBcc: everyone@example.test'],
  ['email', 'ann\0@example.test'],
  ['email', "' OR 1=1 --"],
  ['email', '😀@example.test'],
  ['email', ''],
  ['password', 'short'],
  ['password', 'x'.repeat(129)],
  ['password', ''],
  ['name', ''],
  ['name', 'x'.repeat(101)],
  ['name', 'Ann\0'],
  ['name', 'Ann\r\nBcc: everyone@example.test'],
  ['phone', '12345'],
  ['locale', 'klingon spoken here'],
  ['timeZone', 'Mars/Olympus'],
])('%s %.60j is told to be the fault, and makes no account', async (field, value) => {
  const before = await user.db.client.user.count()
  expect(await signUp(user, { [field]: value })).toMatchObject({
    __typename: 'InvalidInput',
    code: 'INVALID_INPUT',
    path: ['input', field],
  })
  expect(await user.db.client.user.count()).toBe(before)
})

test('a failed commit leaves no account behind', async () => {
  const email = newEmail()
  const admin = await connect(user.database.adminUrl)
  await admin.query('RENAME TABLE outbox TO outbox_away')
  const input = { email, password: PASSWORD, name: 'Ann' }
  const answer = await user.ask(SIGN_UP, { i: input })
  await admin.query('RENAME TABLE outbox_away TO outbox')
  await admin.end()
  expect(answer.code).toBe('INTERNAL_SERVER_ERROR')
  expect(await countOf(email)).toBe(0)
  expect((await signUp(user, { email })).__typename).toBe('Session')
})
