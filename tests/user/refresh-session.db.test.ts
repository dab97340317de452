import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Tx } from '../../subgraphs/user/database.ts'
import { tokenHash } from '../../subgraphs/user/secret-token.ts'
import { REFRESH, refresh, signUp, startUser, type UserFixture, viewerOf } from './user.ts'

let user: UserFixture
beforeAll(async () => {
  user = await startUser()
})
afterAll(() => user.stop())

const endedAt = async (sessionId: string) =>
  (await user.db.client.session.findUniqueOrThrow({ where: { id: sessionId } })).endedAt
const unused = (sessionId: string) => user.db.client.refreshToken.count({ where: { sessionId, usedAt: null } })

test('a refresh token turns into the next one, in the same session', async () => {
  const first = await signUp(user)
  const second = await refresh(user, first.refreshToken)
  const third = await refresh(user, second.refreshToken)
  expect(new Set([first, second, third].map((s) => s.refreshToken)).size).toBe(3)
  expect(viewerOf(third.accessToken).sessionId).toBe(viewerOf(first.accessToken).sessionId)
  expect(viewerOf(third.accessToken).issuedAt).toBeGreaterThan(viewerOf(first.accessToken).issuedAt)
  expect(third.user).toEqual(first.user)
})

test('a token that comes again ends its session, the newest token included, and no other session', async () => {
  const first = await signUp(user)
  const other = await signUp(user)
  const second = await refresh(user, first.refreshToken)
  expect(await refresh(user, first.refreshToken)).toMatchObject({
    __typename: 'InvalidCredentials',
    code: 'INVALID_CREDENTIALS',
  })
  expect((await refresh(user, second.refreshToken)).__typename).toBe('InvalidCredentials')
  const { sessionId } = viewerOf(first.accessToken)
  expect((await user.revocations()).sessions).toContainEqual({
    id: sessionId,
    at: (await endedAt(sessionId))?.toISOString(),
  })
  expect((await refresh(user, other.refreshToken)).__typename).toBe('Session')
})

test('presented many times at once, a token gives one session, and that one is ended by the others', async () => {
  const { refreshToken, accessToken } = await signUp(user)
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(user, refreshToken)))
  expect(answers.filter(({ __typename }) => __typename === 'Session')).toHaveLength(1)
  expect(answers.filter(({ __typename }) => __typename === 'InvalidCredentials')).toHaveLength(7)
  const { sessionId } = viewerOf(accessToken)
  expect(await endedAt(sessionId)).not.toBeNull()
  expect(await unused(sessionId)).toBe(1)
  const winner = answers.find(({ __typename }) => __typename === 'Session')
  expect((await refresh(user, winner.refreshToken)).__typename).toBe('InvalidCredentials')
})

test('without the lock and the guarded update, two at once both find the token unused', async () => {
  const { refreshToken } = await signUp(user)
  const hash = tokenHash(refreshToken)
  const meeting = Promise.withResolvers<void>()
  let met = 0
  const naive = (tx: Tx) =>
    tx.refreshToken.findUniqueOrThrow({ where: { hash } }).then(async ({ usedAt }) => {
      if (++met === 2) meeting.resolve()
      await meeting.promise
      await tx.refreshToken.update({ where: { hash }, data: { usedAt: new Date() } })
      return usedAt === null
    })
  expect(await Promise.all([user.db.transaction(naive), user.db.transaction(naive)])).toEqual([true, true])
})

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(1_000_000), "' OR 1=1 --", '\0', '😀'])(
  'the token %.40j is refused',
  async (token) => {
    expect((await refresh(user, token)).__typename).toBe('InvalidCredentials')
  },
)

test('an expired token is refused and ends nothing', async () => {
  const { refreshToken, accessToken } = await signUp(user)
  const hash = tokenHash(refreshToken)
  await user.db.client.refreshToken.update({ where: { hash }, data: { expiresAt: new Date(Date.now() - 1000) } })
  expect((await refresh(user, refreshToken)).__typename).toBe('InvalidCredentials')
  expect(await endedAt(viewerOf(accessToken).sessionId)).toBeNull()
})

test('without token and cookie there is nothing to refresh', async () => {
  const { data } = await user.ask(REFRESH, { t: null })
  expect(data.refreshSession.__typename).toBe('InvalidCredentials')
})
