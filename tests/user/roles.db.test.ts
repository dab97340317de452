import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role, Viewer } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'
import { makeAdmin } from '../../subgraphs/user/accounts/make-admin.ts'
import type { Tx } from '../../subgraphs/user/database.ts'
import { demoStaff, newEmail, refresh, signUp, startUser, tokensHoldFrom, type UserFixture, viewerOf } from './user.ts'

let user: UserFixture
let staff: Record<Role, Viewer>
beforeAll(async () => {
  user = await startUser()
  staff = await demoStaff(user)
})
afterAll(() => user.stop())

const SET_ROLE = `mutation($id: ID!, $role: Role!) { setRole(userId: $id, role: $role) { __typename
  ... on User { id role } ... on Problem { code message path } } }`
const setRole = async (viewer: Viewer, id: string, role: Role) => user.ask(SET_ROLE, { id, role }, { viewer })

test('a new role voids the tokens with the old one, and the session refreshes into it', async () => {
  const session = await signUp(user)
  const viewer = viewerOf(session.accessToken)
  const answer = await setRole(staff.ADMIN, viewer.id, 'OPERATOR')
  expect(answer.data.setRole).toEqual({ __typename: 'User', id: viewer.id, role: 'OPERATOR' })
  const at = await tokensHoldFrom(user, viewer.id)
  expect(viewer.issuedAt * 1000).toBeLessThan(at)
  const next = viewerOf((await refresh(user, session.refreshToken)).accessToken)
  expect(next).toMatchObject({ role: 'OPERATOR', sessionId: viewer.sessionId })
  expect(next.issuedAt * 1000).toBeGreaterThanOrEqual(at)
  expect((await setRole(staff.ADMIN, newId(), 'OPERATOR')).data.setRole).toMatchObject({ __typename: 'NotFound' })
  expect((await setRole(staff.ADMIN, 'x', 'OPERATOR')).data.setRole).toMatchObject({ code: 'NOT_FOUND' })
})

test('roles are given by admins, and by no one whose token merely says so', async () => {
  for (const viewer of [staff.CUSTOMER, staff.OPERATOR]) {
    expect((await setRole(viewer, viewer.id, 'ADMIN')).code).toBe('FORBIDDEN')
  }
  expect((await setRole({ ...staff.OPERATOR, role: 'ADMIN' }, staff.OPERATOR.id, 'ADMIN')).code).toBe('FORBIDDEN')
  expect((await user.ask(SET_ROLE, { id: staff.CUSTOMER.id, role: 'ADMIN' })).code).toBe('UNAUTHENTICATED')
  const row = await user.db.client.user.findUniqueOrThrow({ where: { id: staff.OPERATOR.id } })
  expect(row.role).toBe('OPERATOR')
})

test('there is always an admin: the last one stays, and of two who demote each other at once one does', async () => {
  expect((await setRole(staff.ADMIN, staff.ADMIN.id, 'CUSTOMER')).data.setRole).toMatchObject({
    __typename: 'InvalidInput',
    path: ['role'],
  })
  const second = viewerOf((await signUp(user, { email: newEmail('admin') })).accessToken)
  for (let round = 0; round < 5; round++) {
    await user.db.client.user.updateMany({
      where: { id: { in: [staff.ADMIN.id, second.id] } },
      data: { role: 'ADMIN' },
    })
    const both = await Promise.all([
      setRole(staff.ADMIN, second.id, 'CUSTOMER'),
      setRole({ ...second, role: 'ADMIN' }, staff.ADMIN.id, 'CUSTOMER'),
    ])
    expect(both.map(({ data, code }) => data?.setRole?.__typename ?? code).sort()).toEqual(['FORBIDDEN', 'User'])
    expect(await user.db.client.user.count({ where: { role: 'ADMIN' } })).toBe(1)
  }
})

test('without the lock, two who demote each other at once leave no admin', async () => {
  const second = viewerOf((await signUp(user, { email: newEmail('admin') })).accessToken)
  await user.db.client.user.update({ where: { id: second.id }, data: { role: 'ADMIN' } })
  const before = await user.db.client.user.findMany({ where: { role: 'ADMIN' }, select: { id: true } })
  expect(before).toHaveLength(2)
  const meeting = Promise.withResolvers<void>()
  let met = 0
  const demote = (id: string) => async (tx: Tx) => {
    const admins = await tx.user.count({ where: { role: 'ADMIN' } })
    if (++met === 2) meeting.resolve()
    await meeting.promise
    if (admins > 1) await tx.user.update({ where: { id }, data: { role: 'CUSTOMER' } })
  }
  await Promise.all(before.map(({ id }) => user.db.transaction(demote(id))))
  expect(await user.db.client.user.count({ where: { role: 'ADMIN' } })).toBe(0)
})

test('whoever runs the system makes the first admin, of an account that is there', async () => {
  const email = newEmail('first')
  const session = await signUp(user, { email })
  expect(await makeAdmin(user.db, newEmail('nobody'))).toBe(false)
  expect(await makeAdmin(user.db, email.toUpperCase())).toBe(true)
  expect(await tokensHoldFrom(user, session.user.id)).toBeGreaterThan(viewerOf(session.accessToken).issuedAt * 1000)
  expect(viewerOf((await refresh(user, session.refreshToken)).accessToken).role).toBe('ADMIN')
})
