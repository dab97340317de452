import { afterAll, beforeAll, expect, test } from 'vitest'
import { MOST_DEVICES } from '../../subgraphs/user/devices/device.ts'
import { type UserEvents, watchEvents } from './events.ts'
import { demoStaff, LOG_IN, newEmail, PASSWORD, REFRESH, SIGN_UP, startUser, type UserFixture } from './user.ts'

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

const TYPE = 'user.new-device-signed-in.v1'
const home = {
  address: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
}
const abroad = { ...home, address: '2001:db8:1:2::/64' }

async function newAccount() {
  const email = newEmail()
  const { data } = await user.ask(SIGN_UP, { i: { email, password: PASSWORD, name: 'Ann' } }, home)
  return {
    id: data.signUp.user.id as string,
    refreshToken: data.signUp.refreshToken as string,
    logIn: (from: object, password = PASSWORD) => user.ask(LOG_IN, { i: { email, password } }, from),
  }
}

test('a log-in from something new is told once, with what its owner may know it by', async () => {
  const { id, logIn, refreshToken } = await newAccount()
  await logIn(home)
  await logIn({ ...home, userAgent: home.userAgent.replaceAll('140', '141') })
  await user.ask(REFRESH, { t: refreshToken }, abroad)
  await logIn(abroad, 'not the password')
  await events.settle()
  expect(await events.of(id, TYPE)).toEqual([])
  await logIn(abroad)
  await logIn(abroad)
  await logIn(home)
  await events.settle()
  const told = await events.of(id, TYPE)
  expect(told.map(({ data }) => data)).toMatchObject([{ browser: 'Firefox', system: 'Linux', address: abroad.address }])
})

test('what a client says of itself goes nowhere but through words of ours', async () => {
  const { id, logIn } = await newAccount()
  await logIn({ userAgent: '<script>alert(1)</script> Windows http://evil.test' })
  await logIn({ userAgent: '' })
  const told = await events.of(id, TYPE, 2)
  expect(told.map(({ data }) => [data.browser, data.system, data.address])).toEqual([
    [null, 'Windows', null],
    [null, null, null],
  ])
  expect(JSON.stringify(told)).not.toMatch(/script|evil/)
})

test('an account that was never used from anywhere is not warned of its first time', async () => {
  const { CUSTOMER } = await demoStaff(user)
  await events.settle()
  expect(await events.of(CUSTOMER.id, TYPE)).toEqual([])
})

test('an account keeps so many devices and no more, the newest', async () => {
  const { id, logIn } = await newAccount()
  const seen = Array.from({ length: MOST_DEVICES }, (_, n) => ({
    userId: id,
    device: String(n).padStart(43, '0'),
    lastSeenAt: new Date(Date.UTC(2026, 0, 1, 0, n)),
  }))
  await user.db.client.knownDevice.createMany({ data: seen })
  await logIn(abroad)
  const kept = await user.db.client.knownDevice.findMany({ where: { userId: id }, orderBy: { lastSeenAt: 'asc' } })
  expect(kept).toHaveLength(MOST_DEVICES)
  expect(kept[0]?.device).toBe(seen[2]?.device)
})
