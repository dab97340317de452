import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import type { Log } from '#lib/log.ts'
import { startSubgraph } from '#lib/subgraph-server.ts'
import { startTidying } from '#lib/tidy.ts'
import { CONSUMER, consumeIntoMessages } from './consume-events.ts'
import { createContext } from './context.ts'
import { openNotificationDb } from './database.ts'
import { createMailer, domainOf } from './delivery/mailer.ts'
import type { RetryPolicy } from './delivery/outcome.ts'
import { startDelivery } from './delivery/worker.ts'
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
  host?: string | undefined
  port: number
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
  const delivery = startDelivery({
    db,
    log,
    mailer,
    documents: { bookingUrl, linkSecret },
    domain: domainOf(mailFrom),
    ...(retryPolicy && { policy: retryPolicy }),
  })
  const live = startLiveMessages(db, log)
  const tidying = startTidying(db, log)
  const consumer = await consumeEvents(
    bus,
    {
      group: CONSUMER,
      topics: ['booking.v1', 'user.v1'],
      from: 'earliest',
      async onEvents(events) {
        const made = await consumeIntoMessages(db, events, publicUrl)
        if (made.length === 0) return
        delivery.wake()
        live.wake()
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
    measured: [consumer],
  })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      await consumer.stop()
      await delivery.stop()
      await Promise.all([live.stop(), tidying.stop()])
      mailer.close()
      await db.close()
    },
  }
}
