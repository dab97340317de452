import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLeash, type Leash } from '../scripts/services/leash.ts'
import { freePort } from '../scripts/services/ports.ts'
import { processesOf, startLauncher } from './support/launcher.ts'
import { until } from './support/wait.ts'

const password = 'correct horse battery staple'
let leash: Leash
let home: string
/** A stopped system's data folder with one account in it; tests that start work on copies */
let loaded: string
let email: string

beforeAll(async () => {
  leash = createLeash()
  home = mkdtempSync(join(tmpdir(), 'skygraph-launcher-'))
  leash.removeAtEnd(home)
  loaded = join(home, 'loaded')
})
afterAll(() => leash.release())

function copyOfLoaded(): string {
  const copy = join(home, randomUUID().slice(0, 8))
  cpSync(loaded, copy, { recursive: true })
  return copy
}

async function gql(port: number, query: string, variables: Record<string, unknown> = {}) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return (await response.json()) as { data?: Record<string, { __typename: string; totalCount: number }> }
}

async function logIn(port: number): Promise<string | undefined> {
  const query = 'mutation($i: LogInInput!) { logIn(input: $i) { __typename } }'
  return (await gql(port, query, { i: { email, password } })).data?.logIn?.__typename
}

test('starts in an empty folder, says where everything is, and Ctrl-C leaves nothing running', async () => {
  const port = await freePort()
  const launcher = startLauncher(leash, { port, data: loaded })
  await launcher.ready()
  for (const text of [
    `http://localhost:${port}/graphql`,
    `http://localhost:${port}/mailbox`,
    'customer@demo.test',
    'skygraph-demo',
  ])
    expect(launcher.output()).toContain(text)
  const [, body] = /-d '(\{.*\})'/.exec(launcher.output()) ?? []
  const ready = (await gql(port, JSON.parse(body ?? '{}').query)) as { data?: { searchFlights?: { nodes: unknown[] } } }
  expect(ready.data?.searchFlights?.nodes.length).toBeGreaterThan(0)
  email = `${randomUUID()}@example.test`
  const signUp = 'mutation($i: SignUpInput!) { signUp(input: $i) { __typename } }'
  expect((await gql(port, signUp, { i: { email, password, name: 'Ann' } })).data?.signUp?.__typename).toBe('Session')
  expect(processesOf(loaded).length).toBeGreaterThan(7)
  launcher.signal('SIGINT')
  expect(await launcher.exit).toBe(0)
  expect(launcher.output()).not.toContain('did not stop in time')
  await until(() => processesOf(loaded).length === 0)
})

test('a second start is quick and keeps the data; --reset begins anew', async () => {
  const data = copyOfLoaded()
  const port = await freePort()
  const began = Date.now()
  const again = startLauncher(leash, { port, data })
  await again.ready()
  // 10 s on a machine with nothing else to do; the rest of the tests run beside this one.
  expect(Date.now() - began).toBeLessThan(30_000)
  expect(await logIn(port)).toBe('Session')
  again.signal('SIGTERM')
  expect(await again.exit).toBe(0)
  const anew = startLauncher(leash, { port, data, args: ['--reset'] })
  await anew.ready()
  expect(await logIn(port)).toBe('InvalidCredentials')
  anew.signal('SIGINT')
  expect(await anew.exit).toBe(0)
  await until(() => processesOf(data).length === 0)
})

test('two copies run side by side and share nothing; a second one on the same data is refused', async () => {
  const [one, two] = [copyOfLoaded(), copyOfLoaded()]
  const [portOne, portTwo, portThree] = [await freePort(), await freePort(), await freePort()]
  const first = startLauncher(leash, { port: portOne, data: one })
  await first.ready()
  const second = startLauncher(leash, { port: portTwo, data: two })
  const third = startLauncher(leash, { port: portThree, data: one })
  expect(await third.exit).toBe(1)
  expect(third.output()).toMatch(/Another `npm start` \(process \d+\) uses .* SKYGRAPH_DATA/)
  await second.ready()
  first.signal('SIGINT')
  expect(await first.exit).toBe(0)
  expect(await logIn(portTwo)).toBe('Session')
  second.signal('SIGINT')
  expect(await second.exit).toBe(0)
  await until(() => processesOf(two).length + processesOf(one).length === 0)
})

test('killed with SIGKILL it takes everything with it, and the next start finds its data', async () => {
  const data = copyOfLoaded()
  const port = await freePort()
  const killed = startLauncher(leash, { port, data })
  await killed.ready()
  killed.signal('SIGKILL')
  await killed.exit
  await until(() => processesOf(data).length === 0, { timeoutMs: 30_000 })
  const next = startLauncher(leash, { port, data })
  await next.ready()
  expect(await logIn(port)).toBe('Session')
  next.signal('SIGINT')
  expect(await next.exit).toBe(0)
})

test('a port in use: says so, exit 1, nothing made', async () => {
  const port = await freePort()
  const squatter = createServer().listen(port, '127.0.0.1')
  const data = join(home, 'never-made')
  const refused = startLauncher(leash, { port, data })
  expect(await refused.exit).toBe(1)
  expect(refused.output()).toContain(`Port ${port} is in use`)
  expect(existsSync(data)).toBe(false)
  squatter.close()
})

test('a damaged data folder: says so with the end of the log, exit 1, nothing left', async () => {
  const data = copyOfLoaded()
  writeFileSync(join(data, 'mysql', 'data', 'ibdata1'), 'no tablespace')
  const broken = startLauncher(leash, { port: await freePort(), data })
  expect(await broken.exit).toBe(1)
  expect(broken.output()).toMatch(/data folder is damaged.*--reset/s)
  expect(broken.output()).toContain('mysqld.log')
  await until(() => processesOf(data).length === 0)
})

test('a data folder that cannot be written: says so, exit 1', async () => {
  const file = join(home, 'a-file')
  writeFileSync(file, '')
  const refused = startLauncher(leash, { port: await freePort(), data: join(file, 'data') })
  expect(await refused.exit).toBe(1)
  expect(refused.output()).toMatch(/did not start.*cannot be used|no folder/s)
  rmSync(file)
})
