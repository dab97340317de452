import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signViewer, VIEWER_HEADER } from '#lib/identity.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testProcesses } from '../support/process.ts'
import { GATEWAY_SECRET, LINK_SECRET, newEmail, PASSWORD, REFRESH, SIGN_UP } from './user.ts'

const MAIN = 'subgraphs/user/main.ts'
const processes = testProcesses()
const folder = mkdtempSync(join(tmpdir(), 'skygraph-user-'))
let databases: TestDatabase[]
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  databases = [await testDatabase('user'), await testDatabase('bus')]
  const [user, bus] = databases
  env = {
    DATABASE_URL: user?.url,
    BUS_URL: bus?.url,
    GATEWAY_SECRET,
    LINK_SECRET,
    SKYGRAPH_DATA: folder,
    AUTH_KEYS: '',
  }
})
afterAll(async () => {
  await processes.stop()
  for (const database of databases) await database.drop()
  rmSync(folder, { recursive: true })
})

async function ask(url: string, query: string, variables: object) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(GATEWAY_SECRET, null) },
    body: JSON.stringify({ query, variables }),
  })
  return ((await response.json()) as { data: Record<string, { __typename: string; refreshToken: string }> }).data
}
const keysOf = async (url: string) => (await fetch(`${url}/.well-known/jwks.json`)).json()

test('two processes are one service: same keys, and a token presented to both at once works once', async () => {
  const both = await Promise.all([processes.start(MAIN, env), processes.start(MAIN, env)])
  const [one, other] = both
  expect(await keysOf(one.url)).toEqual(await keysOf(other.url))
  expect(statSync(join(folder, 'auth-keys.json')).mode & 0o077).toBe(0)
  for (let round = 0; round < 5; round++) {
    const { signUp } = await ask(one.url, SIGN_UP, { i: { email: newEmail(), password: PASSWORD, name: 'Ann' } })
    const answers = await Promise.all(both.map(({ url }) => ask(url, REFRESH, { t: signUp?.refreshToken })))
    const kinds = answers.map(({ refreshSession }) => refreshSession?.__typename).sort()
    expect(kinds).toEqual(['InvalidCredentials', 'Session'])
  }
  const keys = await keysOf(one.url)
  expect(await Promise.all(both.map((process) => process.kill('SIGTERM')))).toEqual([0, 0])
  const again = await processes.start(MAIN, env)
  expect(await keysOf(again.url)).toEqual(keys)
  expect(await again.kill('SIGTERM')).toBe(0)
})

test('what is wrong with the configuration is named, and no secret is shown', async () => {
  const refused = (wrong: NodeJS.ProcessEnv) => processes.start(MAIN, { ...env, ...wrong })
  await expect(refused({ NODE_ENV: 'production' })).rejects.toThrow(/not get ready.*AUTH_KEYS is required/s)
  await expect(refused({ GATEWAY_SECRET: 'tooshort' })).rejects.toThrow(/GATEWAY_SECRET/)
  await expect(refused({ GATEWAY_SECRET: 'tooshort' })).rejects.not.toThrow(/tooshort/)
  await expect(refused({ ACCESS_TOKEN_TTL: 'P2D' })).rejects.toThrow(/ACCESS_TOKEN_TTL: must be at most PT12H/)
  await expect(refused({ DATABASE_URL: 'postgres://x' })).rejects.toThrow(/DATABASE_URL: must look like/)
})
