import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import type { Measure } from '#lib/metrics.ts'
import { isOutboxEmpty } from '#lib/outbox.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import { startKafkaServer } from '../../scripts/services/kafka-server.ts'
import { createLeash } from '../../scripts/services/leash.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type TestProcess, testProcesses } from '../support/process.ts'
import { until } from '../support/wait.ts'
import { effectDatabase } from './effect-database.ts'
import { countEffects, newMark, writeBookings } from './effects.ts'

const PATIENCE = { timeoutMs: 120_000, everyMs: 100 }
const SESSION_PATIENCE = { timeoutMs: 60_000, everyMs: 50 }

/** A broker of this file's own: it is stopped, and tests of others must not notice. */
const leash = createLeash()
const folder = mkdtempSync(join(tmpdir(), 'skygraph-events-'))
leash.removeAtEnd(folder)
const startBroker = () => startKafkaServer(join(folder, 'kafka'), leash)
let broker: Awaited<ReturnType<typeof startBroker>>
let busDatabase: TestDatabase
beforeAll(async () => {
  broker = await startBroker()
  busDatabase = await testDatabase('bus')
})
afterAll(async () => {
  await leash.release()
  await busDatabase.drop()
})

const open = (url: string) =>
  createDatabase(new PrismaClient({ adapter: mariaDbAdapter(url, { connectionLimit: 4 }) }), url)
let processes: ReturnType<typeof testProcesses>
let database: TestDatabase
let db: ReturnType<typeof open>
let mark: string
beforeEach(async () => {
  mark = newMark()
  processes = testProcesses()
  database = await effectDatabase()
  db = open(database.url)
})
afterEach(async () => {
  await processes.stop()
  await db.close()
  await database.drop()
})

const onKafka = () => ({ KAFKA_BROKERS: broker.brokers })
const onEmbedded = () => ({ BUS_URL: busDatabase.url })

interface Role {
  ROLE: 'relay' | 'consumer'
  HANG?: 'effect' | 'commit' | 'sent'
  INBOX?: 'off'
}
/** Each test has a group of its own, which reads the topic from its start. */
const begin = (bus: NodeJS.ProcessEnv, role: Role) =>
  processes.start('tests/bus/event-process.ts', { DATABASE_URL: database.url, GROUP: mark, ...bus, ...role })
const hangs = (process: TestProcess) => until(() => process.output().includes('hangs here'), SESSION_PATIENCE)
const measured = async ({ url }: TestProcess) => {
  const measures = (await fetch(url).then((response) => response.json())) as Measure[]
  return Object.fromEntries(measures.map(({ name, value }) => [name, value]))
}
const publishedBy = async (relay: TestProcess) => (await measured(relay)).skygraph_outbox_published_total ?? 0

const effects = () => countEffects(db.client, mark)
const effectsReach = (count: number) => until(async () => (await effects()).events >= count, PATIENCE)
/** Each once, in order, and nothing is left to come. */
const expectOnce = async (bookings: number) => {
  await effectsReach(2 * bookings)
  await until(() => isOutboxEmpty(db.client), PATIENCE)
  expect(await effects()).toMatchObject({ total: 2 * bookings, events: 2 * bookings, disordered: 0 })
}

describe.each([
  ['Kafka', onKafka],
  ['the embedded bus', onEmbedded],
])('over %s each event has its effect once, in order', (_, bus) => {
  test.each(['effect', 'commit'] as const)('when a consumer is killed after its %s', async (HANG) => {
    await begin(bus(), { ROLE: 'relay' })
    const killed = await begin(bus(), { ROLE: 'consumer', HANG })
    await writeBookings(db, mark, 200)
    await hangs(killed)
    expect((await effects()).total > 0).toBe(HANG === 'commit')
    await killed.kill('SIGKILL')
    await begin(bus(), { ROLE: 'consumer' })
    await expectOnce(200)
  })

  test('when a relay is killed after it sent and before it deleted', async () => {
    await writeBookings(db, mark, 200)
    const killed = await begin(bus(), { ROLE: 'relay', HANG: 'sent' })
    await hangs(killed)
    await begin(bus(), { ROLE: 'consumer' })
    // They are on the bus, and all still in the outbox: they will come twice.
    await effectsReach(400)
    expect(await isOutboxEmpty(db.client)).toBe(false)
    await killed.kill('SIGKILL')
    const successor = await begin(bus(), { ROLE: 'relay' })
    await expectOnce(200)
    expect(await publishedBy(successor)).toBe(400)
  })

  test('while consumers come and go in the middle of the work', async () => {
    await begin(bus(), { ROLE: 'relay' })
    const writing: Array<Promise<void>> = []
    /** Resolves in the middle of the next thousand. */
    const amidst = async () => {
      const { events } = await effects()
      writing.push(writeBookings(db, mark, 1000))
      await effectsReach(events + 200)
    }
    const first = await begin(bus(), { ROLE: 'consumer' })
    await amidst()
    const second = await begin(bus(), { ROLE: 'consumer' })
    await begin(bus(), { ROLE: 'consumer' })
    await amidst()
    expect(await first.kill('SIGTERM')).toBe(0)
    await amidst()
    await second.kill('SIGKILL')
    await Promise.all(writing)
    await expectOnce(3000)
    expect((await effects()).members).toBeGreaterThan(1)
  })
})

test('without the inbox, what a killed relay had sent has its effect twice', async () => {
  await writeBookings(db, mark, 50)
  const killed = await begin(onEmbedded(), { ROLE: 'relay', HANG: 'sent' })
  await hangs(killed)
  await killed.kill('SIGKILL')
  await begin(onEmbedded(), { ROLE: 'relay' })
  await begin(onEmbedded(), { ROLE: 'consumer', INBOX: 'off' })
  await until(async () => (await effects()).total === 200, PATIENCE)
  expect((await effects()).events).toBe(100)
})

test('relays that freeze and wake up late lose nothing and disturb no order', async () => {
  const relays = [await begin(onKafka(), { ROLE: 'relay' }), await begin(onKafka(), { ROLE: 'relay' })]
  await begin(onKafka(), { ROLE: 'consumer' })
  const holder = async () => {
    const before = await Promise.all(relays.map(publishedBy))
    await writeBookings(db, mark, 100)
    await until(() => isOutboxEmpty(db.client), PATIENCE)
    const after = await Promise.all(relays.map(publishedBy))
    return relays.findIndex((_, n) => (after[n] ?? 0) > (before[n] ?? 0))
  }
  const frozen = [await holder()]
  for (const round of [0, 1]) {
    const pid = relays[frozen[round] ?? -1]?.pid ?? 0
    const writing = writeBookings(db, mark, 1000)
    await until(async () => !(await isOutboxEmpty(db.client)), { everyMs: 1 })
    process.kill(pid, 'SIGSTOP')
    await writing
    // The other takes over.
    await until(() => isOutboxEmpty(db.client), PATIENCE)
    process.kill(pid, 'SIGCONT')
    frozen.push(await holder())
  }
  expect(frozen[1]).toBe(1 - (frozen[0] ?? 0))
  expect(frozen[2]).toBe(frozen[0])
  await expectOnce(2300)
})

test('a broker that stops in the middle of 10,000 bookings and comes back', { timeout: 400_000 }, async () => {
  const relay = await begin(onKafka(), { ROLE: 'relay' })
  const consumer = await begin(onKafka(), { ROLE: 'consumer' })
  const writing = writeBookings(db, mark, 10_000)
  await effectsReach(2000)
  await broker.stop()
  // Whoever books notices nothing; the relay does.
  await until(async () => ((await measured(relay)).skygraph_outbox_failures_total ?? 0) > 0, PATIENCE)
  expect(await isOutboxEmpty(db.client)).toBe(false)
  broker = await startBroker()
  await writing
  await expectOnce(10_000)
  await until(async () => (await measured(consumer)).skygraph_consumer_lag_messages === 0, PATIENCE)
  expect((await measured(relay)).skygraph_outbox_rows).toBe(0)
})
