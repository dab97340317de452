/**
 * A service reduced to its events, for tests that kill and freeze it: ROLE=relay carries an outbox, ROLE=consumer has
 * effects, in a group that begins the keys of its test. HANG says where it stops for ever, having said so, to be killed there: `effect` (effect written, not
 * committed), `commit` (committed, the bus does not know), `sent` (on the bus, still in the outbox).
 */
import { createServer } from 'node:http'
import { z } from 'zod'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { busConfig, openBus } from '#lib/bus/open-bus.ts'
import { mysqlUrl, port, readConfig } from '#lib/config.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import { createLog } from '#lib/log.ts'
import { startRelay } from '#lib/relay.ts'
import { onStop, runMain } from '#lib/stop.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import type { SkyEvent } from '#schema/events.ts'
import { haveEffects, haveEffectsAnew } from './effects.ts'

const log = createLog('event-process')

type Db = ReturnType<typeof openDb>
const openDb = (url: string) =>
  createDatabase(new PrismaClient({ adapter: mariaDbAdapter(url, { connectionLimit: 4 }) }), url)

function hang(): Promise<never> {
  log.info('hangs here')
  return new Promise(() => {})
}

function hangingBus(bus: EventBus): EventBus {
  return {
    ...bus,
    async publish(messages) {
      await bus.publish(messages)
      if (messages.length > 0) await hang()
    },
  }
}

interface Consuming {
  group: string
  hangs: string | undefined
  inbox: 'on' | 'off'
}

const consumer = (db: Db, bus: EventBus, { hangs, group, inbox }: Consuming) =>
  consumeEvents(
    bus,
    {
      group,
      topics: ['booking.v1'],
      from: 'earliest',
      async onEvents(events: SkyEvent[]) {
        // A topic may hold what other tests wrote.
        const mine = events.some(({ subject }) => subject.startsWith(group))
        await db.transaction(async (tx) => {
          await (inbox === 'on' ? haveEffects : haveEffectsAnew)(tx, events, String(process.pid))
          if (mine && hangs === 'effect') await hang()
        })
        if (mine && hangs === 'commit') await hang()
      },
    },
    log,
  )

await runMain(log, async () => {
  const config = readConfig({
    PORT: port,
    DATABASE_URL: mysqlUrl,
    ROLE: z.enum(['relay', 'consumer']),
    GROUP: z.string().default('effects'),
    INBOX: z.enum(['on', 'off']).default('on'),
    HANG: z.enum(['effect', 'commit', 'sent']).optional(),
    ...busConfig,
  })
  const db = openDb(config.DATABASE_URL)
  const bus = await openBus(config, 'event-process', log)
  const part =
    config.ROLE === 'relay'
      ? { ready: () => true, ...startRelay(db, config.HANG === 'sent' ? hangingBus(bus) : bus, log) }
      : await consumer(db, bus, { hangs: config.HANG, group: config.GROUP, inbox: config.INBOX })
  const server = createServer((request, response) => {
    if (request.url === '/readyz') return response.writeHead(part.ready() ? 200 : 503).end()
    part.measures().then(
      (measures) => response.end(JSON.stringify(measures)),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  }).listen(config.PORT, '127.0.0.1')
  onStop(log, [() => server.close(), () => part.stop(), () => bus.close(), () => db.close()])
})
