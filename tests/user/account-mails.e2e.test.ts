import { randomUUID } from 'node:crypto'
import PostalMime, { type Email } from 'postal-mime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf } from '../support/client.ts'
import { startSystem, type TestSystem } from '../support/system.ts'
import { until } from '../support/wait.ts'
import { PASSWORD } from './user.ts'

let system: TestSystem
beforeAll(async () => {
  system = await startSystem()
})
afterAll(() => system?.stop())

const email = `${randomUUID()}@example.test`
const NEW_PASSWORD = 'a whole new password'
const MAIL_MS = 60_000

async function mailsTo(address: string): Promise<Array<{ id: string; subject: string }>> {
  const list = await fetch(`${system.url}/mailbox/messages.json?to=${encodeURIComponent(address)}`)
  return (await list.json()) as Array<{ id: string; subject: string }>
}

async function mailWith(subject: string): Promise<Email> {
  const found = async () => (await mailsTo(email)).find((mail) => mail.subject === subject)
  const { id } = await until(found, { timeoutMs: MAIL_MS, everyMs: 200 })
  return PostalMime.parse(await (await fetch(`${system.url}/mailbox/${id}/raw`)).text())
}

/** The link to `page`, the same in both parts of the mail. */
function linkIn(mail: Email, page: string): URL {
  const [link] = new RegExp(`http://\\S+/${page}\\?token=[\\w-]+`).exec(mail.text ?? '') ?? []
  if (!link) throw new Error(`No link to ${page}:\n${mail.text}`)
  expect(mail.html).toContain(`href="${link}"`)
  return new URL(link)
}

const tokenOf = (link: URL) => link.searchParams.get('token')
const signUp = async () => {
  const input = { email, password: PASSWORD, name: 'Asha Rao', locale: 'en-GB', timeZone: 'Asia/Kolkata' }
  const { data } = await system.gql(
    'mutation ($i: SignUpInput!) { signUp(input: $i) { ... on Session { accessToken } } }',
    { i: input },
  )
  return data.signUp.accessToken as string
}
const askForReset = async (address: string) =>
  (await system.gql('mutation ($e: String!) { requestPasswordReset(email: $e) }', { e: address })).data
const me = (token: string) => system.gql('{ me { emailVerified } }', {}, token)

test('whoever signs up is welcomed with a link; what it carries verifies the address, opening it does not', async () => {
  const session = await signUp()
  const link = linkIn(await mailWith('Welcome to Skygraph'), 'verify-email')
  expect(link.origin).toBe(new URL(system.url.replace('127.0.0.1', 'localhost')).origin)
  const page = await fetch(link)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect((await me(session)).data.me.emailVerified).toBe(false)
  const verify = await system.gql('mutation ($t: String!) { verifyEmail(token: $t) }', { t: tokenOf(link) })
  expect(verify.data).toEqual({ verifyEmail: true })
  expect((await me(session)).data.me.emailVerified).toBe(true)
})

test('a log-in by another program is told to the account, one by the same is not', async () => {
  const logInWith = async (userAgent: string) => {
    const query = 'mutation ($i: LogInInput!) { logIn(input: $i) { __typename } }'
    const body = JSON.stringify({ query, variables: { i: { email, password: PASSWORD } } })
    const headers = { 'content-type': 'application/json', 'user-agent': userAgent }
    await fetch(`${system.url}/graphql`, { method: 'POST', headers, body })
  }
  await system.logIn(email, PASSWORD)
  await logInWith('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')
  const mail = await mailWith('New sign-in to your account')
  expect(mail.text).toContain('Device: Firefox on Linux\nInternet address: 127.0.0.1')
  const told = (await mailsTo(email)).filter(({ subject }) => subject === 'New sign-in to your account')
  expect(told).toHaveLength(1)
})

test('a forgotten password is set by mail: old sessions end within 15 s, the new password opens', async () => {
  const old = await system.logIn(email, PASSWORD)
  expect(await askForReset(email)).toEqual({ requestPasswordReset: true })
  const link = linkIn(await mailWith('Set a new password'), 'reset-password')
  expect((await fetch(link)).status).toBe(200)
  const { data } = await system.gql(
    `mutation ($t: String!, $p: String!) { resetPassword(token: $t, newPassword: $p) {
      ... on Session { accessToken user { email } } } }`,
    { t: tokenOf(link), p: NEW_PASSWORD },
  )
  expect(data.resetPassword.user).toEqual({ email })
  await until(async () => codeOf(await me(old)) === 'UNAUTHENTICATED', { timeoutMs: 15_000, everyMs: 200 })
  expect((await me(data.resetPassword.accessToken)).data.me).toEqual({ emailVerified: true })
  await system.logIn(email, NEW_PASSWORD)
  await expect(system.logIn(email, PASSWORD)).rejects.toThrow()
  await mailWith('Your password was changed')
})

test('the reader finds the mails in the account, without what lets somebody in', async () => {
  const token = await system.logIn(email, NEW_PASSWORD)
  const { data } = await system.gql('{ me { notifications { nodes { channel subject body } } } }', {}, token)
  const mails = data.me.notifications.nodes.filter(({ channel }: { channel: string }) => channel === 'EMAIL')
  const subjects = mails.map(({ subject }: { subject: string }) => subject)
  expect(subjects).toEqual(expect.arrayContaining(['Welcome to Skygraph', 'Set a new password']))
  expect(JSON.stringify(mails)).not.toContain('token=')
})

test('an address without an account gets the same answer, and no mail', async () => {
  const unknown = `${randomUUID()}@example.test`
  expect(await askForReset(unknown)).toEqual({ requestPasswordReset: true })
  const sent = async () => (await mailsTo(email)).filter(({ subject }) => subject === 'Set a new password').length
  const before = await sent()
  // Asked for after it, and so answered after it.
  await askForReset(email)
  await until(async () => (await sent()) > before, { timeoutMs: MAIL_MS, everyMs: 200 })
  expect(await mailsTo(unknown)).toEqual([])
})
