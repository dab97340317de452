import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { openBus } from '#lib/bus/open-bus.ts'
import { createLog } from '#lib/log.ts'
import { type SkyEvent, topicOf } from '#schema/events.ts'
import { type NotificationDb, openNotificationDb } from '../../subgraphs/notification/database.ts'
import { type DocumentServer, startDocumentServer } from '../../subgraphs/notification/testing/document-server.ts'
import { eventOf, sampleConfirmed } from '../../subgraphs/notification/testing/sample-events.ts'
import { type SmtpReceiver, startSmtpReceiver } from '../../subgraphs/notification/testing/smtp-receiver.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { kafkaBrokers } from '../support/kafka.ts'
import { testProcesses } from '../support/process.ts'
import { until } from '../support/wait.ts'

const MAIN = 'subgraphs/notification/main.ts'
const LINK_SECRET = 'the secret of signed links in tests'
const BOOKINGS = 20
const log = createLog('killed-test').child({}, { level: 'silent' })
let busDatabase: TestDatabase
beforeAll(async () => {
  busDatabase = await testDatabase('bus')
})
afterAll(() => busDatabase.drop())

const busEnvironments: Record<string, () => Promise<Record<string, string>>> = {
  'the embedded bus': async () => ({ BUS_URL: busDatabase.url }),
  Kafka: async () => ({ KAFKA_BROKERS: await kafkaBrokers() }),
}

describe.each(Object.entries(busEnvironments))('over %s', (_, busEnvironment) => {
  const processes = testProcesses()
  let database: TestDatabase
  let db: NotificationDb
  let smtp: SmtpReceiver
  let documents: DocumentServer
  let bus: EventBus
  let env: Record<string, string>
  beforeAll(async () => {
    database = await testDatabase('notification')
    db = openNotificationDb(database.url)
    smtp = await startSmtpReceiver()
    documents = await startDocumentServer(LINK_SECRET)
    const busEnv = await busEnvironment()
    bus = await openBus(busEnv, 'killed-test', log)
    env = {
      ...busEnv,
      DATABASE_URL: database.url,
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
  })

  const publish = (events: SkyEvent[]) =>
    bus.publish(events.map((e) => ({ topic: topicOf(e.type), key: e.subject, value: JSON.stringify(e) })))
  const confirmed = (contactEmail = 'ann@example.test') =>
    eventOf('booking.confirmed.v1', sampleConfirmed({ contactEmail }))

  /** Keeps the row of the mail locked, so that whoever sent it cannot record that; until it is let go. */
  async function holdRecord(messageId: string) {
    const letGo = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const held = db.client.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT id FROM notification WHERE message_id = ${messageId} FOR UPDATE`
        locked.resolve()
        await letGo.promise
      },
      { timeout: 60_000 },
    )
    await locked.promise
    return async () => {
      letGo.resolve()
      await held
    }
  }
  /** The connection on which somebody waits to record that a message was sent; others record theirs in no time. */
  const recording = async () => {
    const [waiting] = await db.client.$queryRaw<Array<{ id: bigint }>>`
      SELECT id FROM information_schema.processlist
      WHERE info LIKE '%UPDATE notification%' AND info LIKE '%lease_holder = NULL%' AND id <> CONNECTION_ID()
      AND time >= 1`
    return waiting?.id
  }

  test('killed between sending and its commit, it leaves one mail or one dead letter for each booking', async () => {
    const first = await processes.start(MAIN, env)
    smtp.script([{ at: 'RCPT', reply: 550 }], 'refused@')
    const sent = Promise.withResolvers<() => Promise<void>>()
    smtp.beforeYes = async ({ to, mail }) => {
      if (to.includes('victim@example.test')) sent.resolve(await holdRecord(mail.messageId ?? ''))
    }
    const events = [confirmed('victim@example.test'), confirmed('refused@example.test')]
    while (events.length < BOOKINGS) events.push(confirmed())
    await publish(events)
    const letGo = await sent.promise
    // The receiver has said yes and the worker wants to write that down.
    const connection = await until(recording, { timeoutMs: 20_000 })
    await first.kill('SIGKILL')
    // The server would find out that nobody is there only after the statement.
    await db.client.$executeRawUnsafe(`KILL ${connection}`)
    delete smtp.beforeYes
    await letGo()

    await processes.start(MAIN, env)
    // As if the 30 s of the dead one's leases were over.
    await db.client.$executeRaw`UPDATE notification SET next_attempt_at = UTC_TIMESTAMP(3) WHERE status = 'SENDING'`
    const ids = events.map(({ data }) => data.bookingId)
    const mails = () => db.client.notification.findMany({ where: { bookingId: { in: ids }, channel: 'EMAIL' } })
    const isDone = async () => {
      const all = await mails()
      return all.length === BOOKINGS && all.every(({ status }) => status === 'SENT' || status === 'DEAD')
    }
    await until(isDone, { timeoutMs: 90_000, everyMs: 200 })
    const rows = await mails()
    expect(new Set(rows.map(({ bookingId }) => bookingId)).size).toBe(BOOKINGS)
    expect(rows.filter(({ status }) => status === 'DEAD').map(({ recipient }) => recipient)).toEqual([
      'refused@example.test',
    ])
    const known = new Set(rows.map(({ messageId }) => messageId))
    const ours = smtp.mails.filter(({ mail }) => known.has(mail.messageId ?? ''))
    expect(new Set(ours.map(({ mail }) => mail.messageId)).size).toBe(BOOKINGS - 1)
    // What left twice says that it is the same mail.
    const victims = ours.filter(({ to }) => to.includes('victim@example.test'))
    expect(victims).toHaveLength(2)
    expect(new Set(victims.map(({ mail }) => mail.messageId)).size).toBe(1)
  })
})
