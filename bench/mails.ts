import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createTransport } from 'nodemailer'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { consumeIntoMessages } from '../subgraphs/notification/consume-events.ts'
import { type NotificationDb, openNotificationDb } from '../subgraphs/notification/database.ts'
import { createMailer } from '../subgraphs/notification/delivery/mailer.ts'
import { startDelivery } from '../subgraphs/notification/delivery/worker.ts'
import { eventOf, sampleBooking, sampleConfirmed } from '../subgraphs/notification/testing/sample-events.ts'
import type { Table } from './report.ts'
import type { Scratch } from './support/scratch.ts'

const MAILS = 600
const CONNECTIONS = 4
const FROM = 'Skygraph <tickets@skygraph.test>'
const log = createLog('bench').child({}, { level: 'warn' })

interface Receivers {
  smtpUrl: string
  documentsUrl: string
}

interface Rate {
  perSecond: number
  cpuMicros: number
}

/** From the queue to the mail server's yes and the record of it, beside nodemailer alone with the same mails. */
export async function mailsTable(scratch: Scratch): Promise<Table> {
  const worker = new Worker(new URL('./mails/receivers.ts', import.meta.url))
  const [ports] = (await once(worker, 'message')) as [{ smtp: number; documents: number }]
  const at = { smtpUrl: `smtp://127.0.0.1:${ports.smtp}`, documentsUrl: `http://127.0.0.1:${ports.documents}` }
  const db = openNotificationDb(await scratch.database('notification'))
  try {
    await queued(db, at, { withPdfs: false })
    const rates: Array<[string, Rate]> = [
      ['queue, no attachment', await queued(db, at, { withPdfs: false })],
      ['nodemailer alone, no attachment', await alone(at, [])],
      ['queue, two tickets, invoice, calendar', await queued(db, at, { withPdfs: true })],
      ['nodemailer alone, three PDFs at hand', await alone(at, await documents(at))],
    ]
    return {
      title: `Mails: ${MAILS}, ${CONNECTIONS} SMTP connections, PDFs of 60 KB fetched for each mail`,
      columns: ['way', 'mails/s', 'CPU µs/mail'],
      rows: rates.map(([way, { perSecond, cpuMicros }]) => [way, perSecond, cpuMicros]),
    }
  } finally {
    await db.close()
    await worker.terminate()
  }
}

/** Mails that wait in the queue, until the last is recorded as sent. */
async function queued(db: NotificationDb, at: Receivers, { withPdfs }: { withPdfs: boolean }): Promise<Rate> {
  const contact = { contactEmail: 'ann@example.test' }
  const events = Array.from({ length: MAILS }, () =>
    withPdfs
      ? eventOf('booking.confirmed.v1', sampleConfirmed(contact))
      : eventOf('booking.payment-refunded.v1', { ...sampleBooking(contact), ...REFUND }),
  )
  await consumeIntoMessages(db, events, { publicUrl: 'https://fly.example', linkSecret: 'x'.repeat(32) })
  // Refunds of bookings nobody knows go to the account, which nobody knows either.
  await db.client.notification.updateMany({
    where: { recipient: null, channel: 'EMAIL' },
    data: { recipient: contact.contactEmail },
  })
  const mailer = createMailer({ smtpUrl: at.smtpUrl, from: FROM, connections: CONNECTIONS })
  const rate = await measured(async () => {
    const documents = { bookingUrl: at.documentsUrl, linkSecret: 'x'.repeat(32) }
    const delivery = startDelivery({ channel: 'EMAIL', db, log, sender: mailer, documents, domain: 'skygraph.test' })
    const open = () => db.client.notification.count({ where: { channel: 'EMAIL', status: { not: 'SENT' } } })
    while ((await open()) > 0) await sleep(50)
    await delivery.stop()
  })
  mailer.close()
  return rate
}

const REFUND = { refund: { amountMinor: 1_000, currency: 'INR' }, reason: 'Paid too late' }

async function alone({ smtpUrl }: Receivers, attachments: Array<{ filename: string; content: Buffer }>): Promise<Rate> {
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: CONNECTIONS, maxMessages: Infinity })
  const body = 'Your tickets are attached.\n'.repeat(40)
  const rate = await measured(async () => {
    const mails = Array.from({ length: MAILS }, () => ({
      ...{ from: FROM, to: 'ann@example.test', subject: 'Booking K7PX2M confirmed' },
      ...{ text: body, html: `<p>${body.repeat(6)}</p>`, messageId: `<${newId()}@skygraph.test>`, attachments },
    }))
    await Promise.all(mails.map((mail) => transport.sendMail(mail)))
  })
  transport.close()
  return rate
}

async function documents({ documentsUrl }: Receivers) {
  const content = Buffer.from(await (await fetch(documentsUrl)).arrayBuffer())
  return ['a.pdf', 'b.pdf', 'c.pdf'].map((filename) => ({ filename, content }))
}

async function measured(work: () => Promise<void>): Promise<Rate> {
  const [began, cpu] = [performance.now(), process.threadCpuUsage()]
  await work()
  const { user, system } = process.threadCpuUsage(cpu)
  return { perSecond: (MAILS * 1000) / (performance.now() - began), cpuMicros: (user + system) / MAILS }
}
