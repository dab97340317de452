import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../scripts/services/ports.ts'
import { testProcesses } from '../../tests/support/process.ts'

const processes = testProcesses()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skygraph-mailbox-'))
})
afterAll(async () => {
  await processes.stop()
  await rm(folder, { recursive: true })
})

test('the mailbox catches a mail, stops when told, and has it after a restart', async () => {
  const smtpPort = await freePort()
  const env = { SMTP_PORT: String(smtpPort), SKYGRAPH_DATA: folder }
  const first = await processes.start('sandbox/mailbox/main.ts', env)
  const transport = createTransport({ url: `smtp://127.0.0.1:${smtpPort}`, pool: true })
  await transport.sendMail({ from: 'a@example.test', to: 'b@example.test', subject: 'caught', text: 'x' })
  // The client's connection is still open: it must not hold up the stop.
  expect(await first.kill('SIGTERM')).toBe(0)
  transport.close()
  const second = await processes.start('sandbox/mailbox/main.ts', env)
  const mails = (await (await fetch(`${second.url}/mailbox/messages.json`)).json()) as Array<{ subject: string }>
  expect(mails.map(({ subject }) => subject)).toEqual(['caught'])
  expect(await second.kill('SIGTERM')).toBe(0)
})

test('the mailbox does not start in production', async () => {
  const env = { SMTP_PORT: String(await freePort()), SKYGRAPH_DATA: folder, NODE_ENV: 'production' }
  await expect(processes.start('sandbox/mailbox/main.ts', env)).rejects.toThrow('never started in production')
})
