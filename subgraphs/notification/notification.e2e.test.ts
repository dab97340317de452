import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import { createLog } from '#lib/log.ts'
import { type SkyEvent, topicOf } from '#schema/events.ts'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { testProcesses } from '../../tests/support/process.ts'
import { until } from '../../tests/support/wait.ts'
import { openNotificationDb } from './database.ts'
import { type DocumentServer, startDocumentServer } from './testing/document-server.ts'
import { eventOf, sampleConfirmed } from './testing/sample-events.ts'
import { type SmtpReceiver, startSmtpReceiver } from './testing/smtp-receiver.ts'

const MAIN = 'subgraphs/notification/main.ts'
const LINK_SECRET = 'the secret of signed links in tests'
const processes = testProcesses()
const log = createLog('e2e-test').child({}, { level: 'silent' })
let database: TestDatabase
let busDatabase: TestDatabase
let smtp: SmtpReceiver
let documents: DocumentServer
let bus: ReturnType<typeof openEmbeddedBus>
let db: ReturnType<typeof openNotificationDb>
let env: Record<string, string>

beforeAll(async () => {
  database = await testDatabase('notification')
  busDatabase = await testDatabase('bus')
  smtp = await startSmtpReceiver()
  documents = await startDocumentServer(LINK_SECRET)
  bus = openEmbeddedBus(busDatabase.url, log)
  db = openNotificationDb(database.url)
  env = {
    DATABASE_URL: database.url,
    BUS_URL: busDatabase.url,
    GATEWAY_SECRET: 'the secret of the gateway in tests',
    LINK_SECRET,
    BOOKING_URL: documents.url,
    SMTP_URL: smtp.url,
    PUBLIC_URL: 'http://localhost:4000',
  }
})
afterAll(async () => {
  await processes.stop()
  await bus.close()
  await db.close()
  await smtp.stop()
  await documents.stop()
  await database.drop()
  await busDatabase.drop()
})

const publish = (...events: SkyEvent[]) =>
  bus.publish(events.map((e) => ({ topic: topicOf(e.type), key: e.subject, value: JSON.stringify(e) })))
const confirmed = (contactEmail = 'ann@example.test') =>
  eventOf('booking.confirmed.v1', sampleConfirmed({ contactEmail }))

test('killed while mails leave, it sends each once it is back; told to stop, it stops though a mail hangs', async () => {
  const first = await processes.start(MAIN, env)
  smtp.script([{ at: 'DATA', reply: 'hang' }], 'hanging@')
  await publish(confirmed('hanging@example.test'), ...Array.from({ length: 30 }, () => confirmed()))
  await until(() => smtp.arrived.length >= 5 && smtp.arrived.some(({ to }) => to.includes('hanging@example.test')))
  await first.kill('SIGKILL')
  const second = await processes.start(MAIN, env)
  const open = () => db.client.notification.count({ where: { channel: 'EMAIL', status: { not: 'SENT' } } })
  // The leases of the killed one run out after 30 s.
  await until(async () => (await open()) === 0, { timeoutMs: 60_000 })
  const accepted = new Set(smtp.mails.map(({ mail }) => mail.messageId))
  expect(accepted.size).toBe(31)
  expect(await db.client.notification.count()).toBe(62)

  smtp.script([{ at: 'DATA', reply: 'hang' }], 'late@')
  await publish(confirmed('late@example.test'))
  await until(() => smtp.arrived.some(({ to }) => to.includes('late@example.test')))
  expect(await second.kill('SIGTERM')).toBe(0)
  expect(await db.client.notification.count({ where: { status: 'RETRYING', lastError: 'the worker stopped' } })).toBe(1)
})

test('a variable that is missing or wrong is named, its value is not', async () => {
  const { LINK_SECRET: _, ...rest } = env
  const wrong = processes.start(MAIN, { ...rest, LINK_SECRET: '', SMTP_URL: 'http://user:hidden@mail.test' })
  await expect(wrong).rejects.toThrow(/LINK_SECRET[\s\S]*SMTP_URL/)
  await expect(wrong).rejects.not.toThrow('hidden')
})
