import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { createLeash } from '../../scripts/services/leash.ts'
import { startStripeMock } from '../../scripts/services/stripe-mock.ts'
import { until } from '../support/wait.ts'

const here = (path: string) => JSON.stringify(new URL(path, import.meta.url).href)

const owner = `
  import { createLeash } from ${here('../../scripts/services/leash.ts')}
  import { startStripeMock } from ${here('../../scripts/services/stripe-mock.ts')}
  const { url } = await startStripeMock(createLeash())
  console.log(JSON.stringify({ url }))
  setInterval(() => {}, 1000)
`

const lives = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const answers = (url: string) =>
  fetch(`${url}/v1/payment_intents/pi_1`, { headers: { authorization: 'Bearer sk_test_1' } }).then(
    ({ status }) => status === 200,
    () => false,
  )

test('stripe-mock answers on a port of its own, also twice at once, and is gone when it is stopped', async () => {
  const leash = createLeash()
  const mocks = await Promise.all([startStripeMock(leash), startStripeMock(leash)])
  expect(new Set(mocks.map((m) => m.url)).size).toBe(2)
  for (const { url } of mocks) expect(await answers(url)).toBe(true)
  for (const mock of mocks) await mock.stop()
  expect(mocks.filter(({ pid }) => lives(pid))).toEqual([])
  await leash.release()
})

test('stripe-mock does not outlive who started it, SIGKILL included', async () => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', owner], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { url } = JSON.parse(line) as { url: string }
  expect(await answers(url)).toBe(true)
  child.kill('SIGKILL')
  await until(async () => !(await answers(url)), { timeoutMs: 30_000 })
})
