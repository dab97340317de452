import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestProcess, testProcesses } from '../../tests/support/process.ts'

const processes = testProcesses()
let folder: string
let sandbox: TestProcess
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skygraph-sms-'))
  sandbox = await processes.start('sandbox/sms/main.ts', { SKYGRAPH_DATA: folder })
})
afterAll(async () => {
  await processes.stop()
  await rm(folder, { recursive: true })
})

async function send(body: object, key?: string) {
  const response = await fetch(`${sandbox.url}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as { id?: string; error?: { code: string } } }
}
const list = async (to: string) =>
  (await (await fetch(`${sandbox.url}/messages?to=${encodeURIComponent(to)}`)).json()) as Array<{ text: string }>

test('keeps a message once for its key, also when asked twice at once and after a restart', async () => {
  const message = { to: '+919876543210', text: 'Gate B12 <b>नमस्ते</b>' }
  const answers = await Promise.all([send(message, 'k1'), send(message, 'k1')])
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
  expect(await sandbox.kill('SIGKILL')).toBeNull()
  sandbox = await processes.start('sandbox/sms/main.ts', { SKYGRAPH_DATA: folder })
  expect((await send(message, 'k1')).body.id).toBe(answers[0]?.body.id)
  expect((await list(message.to)).map(({ text }) => text)).toEqual([message.text])
  expect(await (await fetch(sandbox.url)).text()).toContain('Gate B12 &lt;b&gt;नमस्ते&lt;/b&gt;')
})

test.each([
  [{ to: '+15005550001', text: 'x' }, 422, 'not_reachable'],
  [{ to: '+15005550002', text: 'x' }, 429, 'too_many'],
  [{ to: '+15005550003', text: 'x' }, 503, 'gateway_away'],
  [{ to: '98765 43210', text: 'x' }, 422, 'no_phone_number'],
  [{ to: '+919876543211', text: '' }, 422, 'no_such_text'],
  [{ to: 5 }, 400, 'invalid_request'],
])('answers %j with %i', async (body, status, code) => {
  expect(await send(body)).toMatchObject({ status, body: { error: { code } } })
})

test('does not start in production', async () => {
  const env = { SKYGRAPH_DATA: folder, NODE_ENV: 'production' }
  await expect(processes.start('sandbox/sms/main.ts', env)).rejects.toThrow('never started in production')
})
