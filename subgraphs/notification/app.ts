import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { startInvariantWatch } from '#lib/invariant-watch.ts'
import type { Log } from '#lib/log.ts'
import { startSubgraph } from '#lib/subgraph-server.ts'
import { startTidying } from '#lib/tidy.ts'
import { startForgetting, startScheduled } from './chores.ts'
import { CONSUMER, consumeIntoMessages, TOPICS } from './consume-events.ts'
import { createContext } from './context.ts'
import { openNotificationDb } from './database.ts'
import { createMailer, domainOf } from './delivery/mailer.ts'
import { measureQueues } from './delivery/measure-queues.ts'
import type { RetryPolicy } from './delivery/outcome.ts'
import { createSmsSender } from './delivery/sms.ts'
import { startDelivery } from './delivery/worker.ts'
import { notificationChecks } from './invariants/store.ts'
import { startLiveMessages } from './messages/live.ts'
import { resolvers } from './resolvers.ts'

export interface NotificationAppOptions {
  log: Log
  bus: EventBus
  databaseUrl: string
  gatewaySecret: string
  linkSecret: string
  /** Where booking serves documents */
  bookingUrl: string
  smtpUrl: string
  /** "Skygraph <tickets@skygraph.test>" */
  mailFrom: string
  /** What links in mails begin with */
  publicUrl: string
  /** Mails a second, of all instances together; unset: as fast as the mail server takes them */
  mailRate?: number | undefined
  /** Where SMS are posted to, and what opens it */
  smsUrl?: string | undefined
  smsToken?: string | undefined
  host?: string | undefined
  port: number
  /** How often what breaks an invariant is looked for; default: every five minutes */
  verifyEveryMs?: number | undefined
  retryPolicy?: RetryPolicy
}

export interface NotificationApp {
  url: string
  /** Ends what it began and leaves the bus open. */
  stop(): Promise<void>
}

/** Events in, messages out: consumer, delivery worker and GraphQL over one database. */
export async function createNotificationApp(options: NotificationAppOptions): Promise<NotificationApp> {
  const { log, bus, bookingUrl, linkSecret, mailFrom, publicUrl, retryPolicy } = options
  const db = openNotificationDb(options.databaseUrl)
  const mailer = createMailer({ smtpUrl: options.smtpUrl, from: mailFrom })
  const sms = createSmsSender({ smsUrl: options.smsUrl, token: options.smsToken })
  const common = { db, log, documents: { bookingUrl, linkSecret }, domain: domainOf(mailFrom), policy: retryPolicy }
  const mails = startDelivery({ ...common, channel: 'EMAIL', sender: mailer, perSecond: options.mailRate })
  const texts = startDelivery({ ...common, channel: 'SMS', sender: sms })
  const delivery = {
    wake() {
      mails.wake()
      texts.wake()
    },
  }
  const live = startLiveMessages(db, log)
  const onMessages = () => {
    delivery.wake()
    live.wake()
  }
  const scheduled = startScheduled({ db, log, publicUrl, onMessages })
  const invariants = startInvariantWatch({
    db: db.client,
    checks: notificationChecks,
    log,
    everyMs: options.verifyEveryMs,
  })
  const chores = [live, scheduled, startForgetting({ db, log }), startTidying(db, log), invariants]
  const consumer = await consumeEvents(
    bus,
    {
      group: CONSUMER,
      topics: TOPICS,
      from: 'earliest',
      async onEvents(events) {
        const { made, flightNews } = await consumeIntoMessages(db, events, { publicUrl, linkSecret })
        if (made.length > 0) onMessages()
        if (flightNews) scheduled.wake()
      },
    },
    log,
  )
  const server = await startSubgraph({
    name: 'notification',
    resolvers,
    context: (viewer) => createContext({ db, log, delivery, live }, viewer),
    gatewaySecret: options.gatewaySecret,
    ...(options.host && { host: options.host }),
    port: options.port,
    log,
    // A mail server that is away makes mails wait, and nothing else.
    ready: {
      database: () => Promise.resolve(db.client.$queryRaw`SELECT 1`),
      bus: () => bus.ping(),
      consumer: () => consumer.ready(),
    },
    measured: [consumer, mails, texts, measureQueues(db), invariants],
  })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await consumer.stop()
      await Promise.all([mails, texts, ...chores].map((one) => one.stop()))
      mailer.close()
      await db.close()
    },
  }
}
