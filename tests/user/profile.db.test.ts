import { afterAll, beforeAll, expect, test } from 'vitest'
import { gone, signUp, startUser, type UserFixture, viewerOf } from './user.ts'

let user: UserFixture
beforeAll(async () => {
  user = await startUser()
})
afterAll(() => user.stop())

const UPDATE = `mutation($i: UpdateProfileInput!) { updateProfile(input: $i) { __typename
  ... on User { name phone locale timeZone } ... on Problem { code message path } } }`

test('a profile changes in what is given, and tells it once', async () => {
  const viewer = viewerOf((await signUp(user, { phone: '+919876543210' })).accessToken)
  const update = async (i: object) => (await user.ask(UPDATE, { i }, { viewer })).data.updateProfile
  const told: string[] = []
  const subscription = await user.bus.subscribe({
    group: 'profile-test',
    topics: ['user.v1'],
    from: 'earliest',
    onBatch: async (messages) => {
      for (const { key, value } of messages) if (key === viewer.id) told.push(JSON.parse(value).type)
    },
  })
  expect(await update({ name: 'Ann Lee' })).toMatchObject({
    __typename: 'User',
    name: 'Ann Lee',
    phone: '+919876543210',
  })
  expect(await update({ phone: null, timeZone: 'Europe/Paris' })).toMatchObject({
    phone: null,
    timeZone: 'Europe/Paris',
  })
  expect(await update({ name: 'Ann Lee' })).toMatchObject({ name: 'Ann Lee' })
  expect(await update({})).toMatchObject({ name: 'Ann Lee' })
  for (const [field, value] of [
    ['name', 'x\r\ny'],
    ['name', null],
    ['phone', '1'],
    ['locale', '!'],
    ['timeZone', 'x'],
  ]) {
    const fault = { __typename: 'InvalidInput', path: ['input', field] }
    expect(await update({ name: 'Never', [field as string]: value })).toMatchObject(fault)
  }
  await update({ name: 'The last' })
  await expect.poll(() => told, { timeout: 10_000 }).toHaveLength(4)
  await subscription.stop()
  expect(told).toEqual(['user.created.v1', ...Array(3).fill('user.updated.v1')])
  expect((await user.ask(UPDATE, { i: { name: 'x' } }, { viewer: gone })).code).toBe('UNAUTHENTICATED')
  expect((await user.ask(UPDATE, { i: { name: 'x' } })).code).toBe('UNAUTHENTICATED')
})
