import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Identity, startIdentity } from '../../gateway/identity/identity.ts'
import { until } from '../support/wait.ts'
import {
  changePassword,
  GATEWAY_SECRET,
  logIn,
  newEmail,
  PASSWORD,
  signUp,
  startUser,
  type UserFixture,
  viewerOf,
} from './user.ts'

let user: UserFixture
let gateway: Identity
beforeAll(async () => {
  user = await startUser()
  gateway = startIdentity({ userUrl: user.url, secret: GATEWAY_SECRET, log: user.log, pollMs: 50 })
  await until(() => gateway.ready())
})
afterAll(async () => {
  gateway.stop()
  await user.stop()
})

const viewer = async (token: string) => (await gateway.authenticate(`Bearer ${token}`))?.viewer
const isRefused = (token: string) =>
  viewer(token).then(
    () => false,
    (error) => error.extensions.code === 'UNAUTHENTICATED',
  )

test('a gateway knows whom a token speaks for, and refuses a forged one', async () => {
  const { accessToken, user: ann } = await signUp(user)
  const { issuedAt: _, ...wanted } = viewerOf(accessToken)
  expect(await viewer(accessToken)).toEqual(wanted)
  expect(wanted).toMatchObject({ id: ann.id, email: ann.email, role: 'CUSTOMER' })
  expect(await isRefused(`${accessToken.slice(0, -3)}AAA`)).toBe(true)
})

test('what a changed password voids is refused, what it gives is not', async () => {
  const email = newEmail()
  const [here, there] = [await signUp(user, { email }), await logIn(user, email)]
  const input = { currentPassword: PASSWORD, newPassword: 'a whole new password' }
  const changed = await changePassword(user, viewerOf(here.accessToken), input)
  await until(() => isRefused(here.accessToken))
  expect(await isRefused(there.accessToken)).toBe(true)
  expect(await viewer(changed.accessToken)).toMatchObject({ email })
})

test('a session that logged out is refused, another of the same user is not', async () => {
  const email = newEmail()
  const [here, there] = [await signUp(user, { email }), await logIn(user, email)]
  await user.ask('mutation { logOut }', {}, { viewer: viewerOf(here.accessToken) })
  await until(() => isRefused(here.accessToken))
  expect(await viewer(there.accessToken)).toMatchObject({ email })
})
