import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { createDatabase, type Database, mariaDbAdapter } from '#lib/database.ts'
import { firstSeen } from '#lib/inbox.ts'
import { createLog } from '#lib/log.ts'
import { type NewEvent, writeEvents } from '#lib/outbox.ts'
import { startRelay } from '#lib/relay.ts'
import { rows, type Sql } from '#lib/sql.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import type { SkyEvent } from '#schema/events.ts'
import { connect } from '../../scripts/services/connection.ts'
import type { Scratch } from '../support/scratch.ts'

const log = createLog('bench').child({}, { level: 'warn' })
/** Events of one transaction of the consumer, as notification has it. */
const AT_ONCE = 100

/** One service that writes events and another that has effects of them, each on a database of its own. */
export interface Pipe {
  commit(events: NewEvent[]): Promise<void>
  /** Nothing leaves before. */
  startRelay(): void
  /** When each event, by its key, reached the consumer, and how many effects have been committed. */
  arrivals: Map<string, number>
  effects(): number
  close(): Promise<void>
}

export async function openPipe(scratch: Scratch, bus: EventBus): Promise<Pipe> {
  const [source, target] = [await open(scratch), await open(scratch)]
  const arrivals = new Map<string, number>()
  let effects = 0
  let relay: ReturnType<typeof startRelay> | undefined
  const consumer = await consumeEvents(
    bus,
    {
      group: `bench-${source.name}`,
      topics: ['booking.v1'],
      from: 'latest',
      async onEvents(events) {
        const now = performance.now()
        for (const { subject } of events) arrivals.set(subject, now)
        for (let n = 0; n < events.length; n += AT_ONCE) {
          await haveEffects(target.db, events.slice(n, n + AT_ONCE))
          effects += Math.min(AT_ONCE, events.length - n)
        }
      },
    },
    log,
  )
  return {
    commit: (events) => source.db.transaction((tx) => writeEvents(tx, 'bench', events)),
    startRelay: () => {
      relay = startRelay(source.db, bus, log)
    },
    arrivals,
    effects: () => effects,
    async close() {
      await consumer.stop()
      await relay?.stop()
      await Promise.all([source.db.close(), target.db.close()])
    },
  }
}

async function open(scratch: Scratch) {
  const url = await scratch.database('notification')
  const connection = await connect(url)
  await connection.query('CREATE TABLE effect (seq BIGINT AUTO_INCREMENT PRIMARY KEY, event_key VARCHAR(64) NOT NULL)')
  await connection.end()
  const db = createDatabase(new PrismaClient({ adapter: mariaDbAdapter(url) }), url)
  return { db: db as Database<PrismaClient, Sql>, name: new URL(url).pathname.slice(1) }
}

async function haveEffects(db: Database<PrismaClient, Sql>, events: SkyEvent[]): Promise<void> {
  await db.transaction(async (tx) => {
    const fresh = await firstSeen(
      tx,
      'bench',
      events.map(({ id }) => id),
    )
    const first = events.filter(({ id }) => fresh.has(id))
    if (first.length === 0) return
    await tx.$executeRaw`INSERT INTO effect (event_key) VALUES ${rows(first.map(({ subject }) => [subject]))}`
  })
}
