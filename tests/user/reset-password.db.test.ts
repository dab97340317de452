import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Fragment, sql } from '#lib/sql.ts'
import type { Tx } from '../../subgraphs/user/database.ts'
import { requestPasswordReset } from '../../subgraphs/user/mail-tokens/request-password-reset.ts'
import { resetPassword } from '../../subgraphs/user/mail-tokens/reset-password.ts'
import { tokenHash } from '../../subgraphs/user/secret-token.ts'
import { tokenIn, type UserEvents, watchEvents } from './events.ts'
import {
  type Asking,
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
let events: UserEvents
beforeAll(async () => {
  user = await startUser()
  events = await watchEvents(user)
})
afterAll(async () => {
  await events.stop()
  await user.stop()
})

const NEW_PASSWORD = 'a whole new password'
const ASKED = 'user.password-reset-requested.v1'
const RESET = `mutation($t: String!, $p: String!) { resetPassword(token: $t, newPassword: $p) { __typename
  ... on Session { accessToken refreshToken user { id emailVerified } } ... on Problem { code message path } } }`

const askForReset = async (email: string) =>
  (await user.ask('mutation($e: String!) { requestPasswordReset(email: $e) }', { e: email })).data.requestPasswordReset
const reset = async (token: string, password = NEW_PASSWORD, asking: Asking = {}) =>
  (await user.ask(RESET, { t: token, p: password }, asking)).data.resetPassword

async function newAccount() {
  const email = newEmail()
  const session = await signUp(user, { email })
  return { email, session, id: session.user.id as string, viewer: viewerOf(session.accessToken) }
}

/** The token of the mail number `nth` that the account is sent. */
async function mailedToken(account: { email: string; id: string }, nth = 1): Promise<string> {
  expect(await askForReset(account.email)).toBe(true)
  return tokenIn((await events.of(account.id, ASKED, nth)).at(nth - 1))
}

test('the mail sets a new password, once: all sessions end, the address is proven, the owner is told', async () => {
  const account = await newAccount()
  const { email, id, session } = account
  const there = await logIn(user, email)
  const token = await mailedToken({ email: email.toUpperCase(), id })
  const fresh = await reset(token)
  expect(fresh).toMatchObject({ __typename: 'Session', user: { id, emailVerified: true } })
  for (const old of [session, there]) {
    expect((await refresh(user, old.refreshToken)).__typename).toBe('InvalidCredentials')
    expect(await endedSessions(user)).toContain(viewerOf(old.accessToken).sessionId)
  }
  expect(viewerOf(fresh.accessToken).issuedAt * 1000).toBeGreaterThanOrEqual(await tokensHoldFrom(user, id))
  expect((await refresh(user, fresh.refreshToken)).__typename).toBe('Session')
  expect((await logIn(user, email)).__typename).toBe('InvalidCredentials')
  expect((await logIn(user, email, NEW_PASSWORD)).__typename).toBe('Session')
  expect(await reset(token, 'yet another password')).toMatchObject({
    __typename: 'InvalidCredentials',
    code: 'INVALID_CREDENTIALS',
    path: ['token'],
  })
  expect(await events.of(id, 'user.password-changed.v1', 1)).toHaveLength(1)
  expect((await events.of(id, 'user.updated.v1', 1)).map(({ data }) => data.emailVerified)).toEqual([true])
})

test('the token itself is kept nowhere: not in the database, not on the bus', async () => {
  const account = await newAccount()
  const token = await mailedToken(account)
  const kept = JSON.stringify([events.seen, await user.db.client.mailToken.findMany()])
  expect(kept).not.toContain(token)
  expect(kept).toContain(tokenHash(token))
})

test('a password that cannot be one is told before the token is looked at, and leaves it good', async () => {
  const token = await mailedToken(await newAccount())
  for (const given of [token, 'no token']) {
    expect(await reset(given, 'short')).toMatchObject({ __typename: 'InvalidInput', path: ['newPassword'] })
  }
  expect((await reset(token)).__typename).toBe('Session')
})

test('the newest mail counts alone, not expired, and for its one purpose', async () => {
  const account = await newAccount()
  const first = await mailedToken(account)
  const second = await mailedToken(account, 2)
  expect((await reset(first)).__typename).toBe('InvalidCredentials')
  const [created] = await events.of(account.id, 'user.created.v1', 1)
  expect((await reset(tokenIn(created))).__typename).toBe('InvalidCredentials')
  const where = { hash: tokenHash(second) }
  await user.db.client.mailToken.update({ where, data: { expiresAt: new Date(Date.now() - 1) } })
  expect((await reset(second)).__typename).toBe('InvalidCredentials')
  expect((await logIn(user, account.email)).__typename).toBe('Session')
})

test('an account is sent three an hour, whoever asks, and the last one stays good', async () => {
  const account = await newAccount()
  await Promise.all(Array.from({ length: 8 }, () => askForReset(account.email)))
  await events.settle()
  const sent = await events.of(account.id, ASKED)
  expect(sent).toHaveLength(3)
  expect((await reset(tokenIn(sent[2]))).__typename).toBe('Session')
})

test('an unknown address gets the same answer for the same work, and no mail', async () => {
  const { email } = await newAccount()
  const unknown = newEmail('nobody')
  const workFor = async (address: string) => {
    const work: string[] = []
    const client = user.db.client.$extends({
      query: {
        $allOperations: ({ model, operation, args, query }) => {
          work.push(`${model}.${operation}`)
          return query(args)
        },
      },
    }) as unknown as typeof user.db.client
    await requestPasswordReset({ ...user.deps, db: { ...user.db, client } }, address)
    return work
  }
  expect(await workFor(unknown)).toEqual(await workFor(email))
  const before = events.seen.filter(({ type }) => type === ASKED).length
  expect(await askForReset(unknown)).toBe(true)
  await events.settle()
  expect(events.seen.filter(({ type }) => type === ASKED)).toHaveLength(before + 1)
  expect(JSON.stringify(events.seen)).not.toContain(unknown)
})

test.each([
  '',
  'ann',
  `${'a'.repeat(1000)}@example.test`,
  'ann\0@example.test',
  "' OR 1=1 --",
  '😀@example.test',
  '\ud800',
])('for %.30j the answer is the same', async (email) => {
  expect(await askForReset(email)).toBe(true)
})

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(1_000_000), "' OR 1=1 --", '\0', '😀'.repeat(43), '\ud800'])(
  'the token %.20j is none',
  async (token) => {
    expect((await reset(token)).__typename).toBe('InvalidCredentials')
  },
)

test('of many who use one token at once, one sets the password', async () => {
  const account = await newAccount()
  const token = await mailedToken(account)
  const passwords = ['the first', 'the second', 'the third', 'the fourth'].map((which) => `${which} new password`)
  const answers = await Promise.all(passwords.map((password) => reset(token, password)))
  const winners = passwords.filter((_, n) => answers[n].__typename === 'Session')
  expect(winners).toHaveLength(1)
  expect(answers.filter(({ __typename }) => __typename === 'InvalidCredentials')).toHaveLength(3)
  expect((await logIn(user, account.email, winners[0])).__typename).toBe('Session')
  expect(await events.of(account.id, 'user.password-changed.v1', 1)).toHaveLength(1)
})

test('without the lock and the guarded update, two at once both set it', async () => {
  const token = await mailedToken(await newAccount())
  const meeting = Promise.withResolvers<void>()
  let met = 0
  const without = (guard: string, query: TemplateStringsArray | Fragment, values: unknown[]) => {
    const whole = 'raw' in query ? sql(query, ...values) : query
    const strings = whole.strings.map((text) => text.replace(guard, ''))
    return sql(strings, ...whole.values)
  }
  const weak = (tx: Tx): Tx => {
    const findUnique = async (args: Parameters<Tx['mailToken']['findUnique']>[0]) => {
      const found = await tx.mailToken.findUnique(args)
      if (++met === 2) meeting.resolve()
      await meeting.promise
      return found
    }
    const changed: Record<string | symbol, unknown> = {
      $queryRaw: (query: Fragment, ...values: unknown[]) => tx.$queryRaw(without('FOR UPDATE', query, values)),
      $executeRaw: (query: Fragment, ...values: unknown[]) =>
        tx.$executeRaw(without('AND ended_at IS NULL', query, values)),
      mailToken: { ...tx.mailToken, findUnique },
    }
    return new Proxy(tx, { get: (target, key) => changed[key] ?? target[key as keyof Tx] })
  }
  const db: typeof user.db = { ...user.db, transaction: (work) => user.db.transaction((tx) => work(weak(tx))) }
  const both = ['the first new one', 'the second new one'].map((newPassword) =>
    resetPassword({ ...user.deps, db }, { token, newPassword }, false),
  )
  expect((await Promise.all(both)).map(({ ok }) => ok)).toEqual([true, true])
})

test('a changed password voids the links that would set it, and is told', async () => {
  const account = await newAccount()
  const token = await mailedToken(account)
  await changePassword(user, account.viewer, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })
  expect((await reset(token)).__typename).toBe('InvalidCredentials')
  const [told] = await events.of(account.id, 'user.password-changed.v1', 1)
  expect(told?.data.emailVerified).toBe(false)
})

test('a browser that keeps its session in the cookie gets the new one there', async () => {
  const token = await mailedToken(await newAccount())
  const { data, cookies } = await user.ask(RESET, { t: token, p: NEW_PASSWORD }, { cookie: 'an old one' })
  expect(data.resetPassword).toMatchObject({ __typename: 'Session', refreshToken: null })
  expect(cookies).toEqual([expect.stringMatching(/^skygraph_refresh=[\w-]{43};/)])
})
