import type { GraphQLResolveInfo } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role, Viewer } from '#lib/identity.ts'
import { newId } from '#lib/ids.ts'
import { loadDemoAccounts } from '../../subgraphs/user/accounts/load-demo-accounts.ts'
import { createContext } from '../../subgraphs/user/context.ts'
import { createResolvers } from '../../subgraphs/user/resolvers.ts'
import { demoStaff, gone, signUp, startUser, type UserFixture } from './user.ts'

let user: UserFixture
let staff: Record<Role, Viewer>
beforeAll(async () => {
  user = await startUser()
  staff = await demoStaff(user)
})
afterAll(() => user.stop())

const USER = 'query($id: ID!) { user(id: $id) { email } }'
const USERS = `query($q: String, $n: Int! = 50, $a: String) { users(query: $q, first: $n, after: $a) {
  nodes { email } edges { cursor node { email } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
const ENTITIES = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on User { id email } } }'

test('the demo accounts are made once, each with its role and its event', async () => {
  expect(await loadDemoAccounts(user.db, new Date())).toBe(0)
  expect(Object.entries(staff).every(([role, viewer]) => viewer.role === role)).toBe(true)
  expect(await user.db.client.user.count({ where: { email: { endsWith: '@demo.test' } } })).toBe(3)
})

test('me is who the request is made for, and nobody without one', async () => {
  const me = async (viewer: Viewer | null) => (await user.ask('{ me { email role } }', {}, { viewer })).data.me
  expect(await me(staff.CUSTOMER)).toEqual({ email: 'customer@demo.test', role: 'CUSTOMER' })
  expect(await me(null)).toBeNull()
  expect(await me(gone)).toBeNull()
})

test('users are for admins', async () => {
  const asked = (query: string, viewer: Viewer | null) => user.ask(query, { id: staff.CUSTOMER.id }, { viewer })
  for (const query of [USER, '{ users { nodes { email } } }']) {
    expect((await asked(query, null)).code).toBe('UNAUTHENTICATED')
    expect((await asked(query, staff.CUSTOMER)).code).toBe('FORBIDDEN')
    expect((await asked(query, staff.OPERATOR)).code).toBe('FORBIDDEN')
  }
  const found = async (id: string) => (await user.ask(USER, { id }, { viewer: staff.ADMIN })).data.user
  expect(await found(staff.CUSTOMER.id)).toEqual({ email: 'customer@demo.test' })
  expect(await found(newId())).toBeNull()
  for (const id of ['', 'x', '\0', "' OR 1=1 --", '😀'.repeat(1000)]) expect(await found(id)).toBeNull()
})

test("another's account is null to a customer and to strangers, in whatever way it is reached", async () => {
  const ids = [staff.ADMIN.id, staff.CUSTOMER.id, 'no id', newId()]
  const r = ids.map((id) => ({ __typename: 'User', id }))
  const seen = async (viewer: Viewer | null) =>
    (await user.ask(ENTITIES, { r }, { viewer })).data._entities.map((e: { email: string } | null) => e?.email ?? null)
  expect(await seen(staff.CUSTOMER)).toEqual([null, 'customer@demo.test', null, null])
  expect(await seen(null)).toEqual([null, null, null, null])
  expect(await seen(staff.OPERATOR)).toEqual(['admin@demo.test', 'customer@demo.test', null, null])
})

test('references are read in one query, however many there are', async () => {
  const ids = (await Promise.all(Array.from({ length: 5 }, () => signUp(user)))).map((session) => session.user.id)
  let queries = 0
  const client = user.db.client.$extends({
    query: {
      $allOperations: ({ args, query }) => {
        queries++
        return query(args)
      },
    },
  }) as unknown as typeof user.db.client
  const context = createContext({ ...user.db, client }, staff.OPERATOR)
  const resolve = createResolvers(user.deps).User?.__resolveReference
  if (typeof resolve !== 'function') throw new Error('Users have no reference resolver.')
  const info = {} as GraphQLResolveInfo
  const found = await Promise.all(ids.map((id) => resolve({ __typename: 'User', id }, context, info)))
  expect(found.map((found) => found?.id)).toEqual(ids)
  expect(queries).toBe(1)
})

test('pages of users follow one another without a gap, and a search finds by the begin of address or name', async () => {
  const name = `Zsá ${newId().slice(0, 8)}`
  const emails = []
  for (let i = 0; i < 5; i++) emails.push((await signUp(user, { name: `${name} ${i}` })).user.email)
  const page = async (variables: object) => (await user.ask(USERS, variables, { viewer: staff.ADMIN })).data.users
  const first = await page({ q: name.toUpperCase(), n: 3 })
  expect(first.nodes.map((n: { email: string }) => n.email)).toEqual(emails.slice(0, 3))
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, endCursor: first.edges[2].cursor })
  const second = await page({ q: name.toUpperCase(), n: 3, a: first.pageInfo.endCursor })
  expect(second.nodes.map((n: { email: string }) => n.email)).toEqual(emails.slice(3))
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  expect((await page({ q: 'CUSTOMER@demo' })).nodes).toEqual([{ email: 'customer@demo.test' }])
  expect((await page({ q: 'Cora C' })).nodes).toEqual([{ email: 'customer@demo.test' }])
  expect((await page({ q: '%' })).nodes).toEqual([])
  expect((await page({ q: '_ustomer@' })).nodes).toEqual([])
  expect((await page({ q: '\\' })).nodes).toEqual([])
  expect((await page({ q: "'; DROP TABLE user; --" })).nodes).toEqual([])
  expect((await page({ q: '😀\0'.repeat(1000) })).nodes).toEqual([])
  expect((await page({ n: 100 })).nodes.length).toBeGreaterThan(7)
})

test.each([{ n: 0 }, { n: -1 }, { n: 101 }, { a: 'x' }, { a: '' }, { a: '😀' }])(
  'a page of %j is refused',
  async (variables) => {
    expect((await user.ask(USERS, variables, { viewer: staff.ADMIN })).code).toBe('BAD_USER_INPUT')
  },
)
