import type { BusMessage, EventBus } from '#lib/bus/event-bus.ts'
import { openBus } from '#lib/bus/open-bus.ts'
import { type Role, signViewer, VIEWER_HEADER, type Viewer } from '#lib/identity.ts'
import { newId, type UserId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { type SkyEvent, topicOf } from '#schema/events.ts'
import { testDatabase } from '../../../tests/support/database.ts'
import { createNotificationApp, type NotificationApp } from '../app.ts'
import { openNotificationDb } from '../database.ts'
import { startDocumentServer } from './document-server.ts'
import { startSmsGateway } from './sms-gateway.ts'
import { startSmtpReceiver } from './smtp-receiver.ts'

export const GATEWAY_SECRET = 'the secret of the gateway in tests'
const LINK_SECRET = 'the secret of signed links in tests'

export const viewer = (role: Role = 'CUSTOMER', id: string = newId()): Viewer => ({
  id: id as UserId,
  role,
  email: 'viewer@example.test',
  sessionId: newId(),
})

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: what a test asks for is known to that test alone.
  data: any
  code: string | undefined
}

export interface FixtureOptions {
  instances?: number
  maxAttempts?: number
  mailRate?: number
}

export type NotificationFixture = Awaited<ReturnType<typeof startNotification>>

/** The whole subgraph on databases of its own with a real SMTP receiver, asked as the gateway asks it. */
export async function startNotification({ instances = 1, maxAttempts = 4, mailRate }: FixtureOptions = {}) {
  const [database, busDatabase] = [await testDatabase('notification'), await testDatabase('bus')]
  const log = createLog('notification-test').child({}, { level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const [smtp, documents] = [await startSmtpReceiver(), await startDocumentServer(LINK_SECRET)]
  const gateway = await startSmsGateway()
  const db = openNotificationDb(database.url)
  const buses: EventBus[] = []
  const apps: NotificationApp[] = []
  for (let n = 0; n < instances; n++) {
    const bus = await openBus({ BUS_URL: busDatabase.url }, 'notification', log)
    buses.push(bus)
    const app = await createNotificationApp({
      log,
      bus,
      databaseUrl: database.url,
      gatewaySecret: GATEWAY_SECRET,
      linkSecret: LINK_SECRET,
      bookingUrl: documents.url,
      smtpUrl: smtp.url,
      mailFrom: 'Skygraph <tickets@skygraph.test>',
      publicUrl: 'https://fly.example',
      smsUrl: gateway.url,
      mailRate,
      port: 0,
      retryPolicy: { maxAttempts, firstDelayMs: 20, maxDelayMs: 200 },
    })
    apps.push(app)
  }
  const publish = (...events: SkyEvent[]) =>
    (buses[0] as EventBus).publish(
      events.map((e): BusMessage => ({ topic: topicOf(e.type), key: e.subject, value: JSON.stringify(e) })),
    )
  const ask = async (query: string, variables: object = {}, as: Viewer | null = null): Promise<Answer> => {
    const response = await fetch(`${(apps[0] as NotificationApp).url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [VIEWER_HEADER]: signViewer(GATEWAY_SECRET, as) },
      body: JSON.stringify({ query, variables }),
    })
    const body = (await response.json()) as { data?: unknown; errors?: Array<{ extensions?: { code?: string } }> }
    return { data: body.data, code: body.errors?.[0]?.extensions?.code }
  }
  return {
    db,
    smtp,
    documents,
    /** What the SMS gateway took */
    sms: gateway.messages,
    publish,
    ask,
    urls: apps.map(({ url }) => url),
    /** Every message there is, oldest first */
    all: () => db.client.notification.findMany({ orderBy: { id: 'asc' } }),
    async stop() {
      for (const app of apps) await app.stop()
      for (const bus of buses) await bus.close()
      await db.close()
      await smtp.stop()
      await documents.stop()
      await gateway.stop()
      await database.drop()
      await busDatabase.drop()
    },
  }
}
