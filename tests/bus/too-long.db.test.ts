import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { mariaDbAdapter } from '#lib/database.ts'
import { DEAD_LETTERS, parseDeadLetter } from '#lib/dead-letter.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import type { SkyEvent } from '#schema/events.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { flightPublished, flightSnapshot } from '../support/flights.ts'
import { until } from '../support/wait.ts'

const log = createLog('consumer-test').child({}, { level: 'silent' })
const SHORT_MS = 50

let databases: TestDatabase[]
let client: PrismaClient
let bus: EventBus
beforeAll(async () => {
  databases = [await testDatabase('notification'), await testDatabase('bus')]
  client = new PrismaClient({ adapter: mariaDbAdapter((databases[0] as TestDatabase).url, { connectionLimit: 4 }) })
  bus = openEmbeddedBus((databases[1] as TestDatabase).url, log)
})
afterAll(async () => {
  await bus.close()
  await client.$disconnect()
  for (const database of databases) await database.drop()
})

/** A transaction that has run longer than it may when it comes to its end. */
const overrun = () =>
  client.$transaction((tx) => tx.$queryRaw`SELECT SLEEP(${(SHORT_MS * 4) / 1000})`, {
    timeout: SHORT_MS,
    maxWait: 30_000,
  })

test('what takes too long together is done in parts, and what does alone is given up', async () => {
  const events = Array.from({ length: 6 }, () => ({ ...flightPublished(flightSnapshot()), id: newId() }))
  const endless = events[3]?.id
  const done: string[] = []
  let together = 0
  const onEvents = async (some: SkyEvent[]) => {
    const fresh = some.filter(({ id }) => !done.includes(id))
    if (fresh.length > 1) together++
    if (fresh.length > 1 || fresh[0]?.id === endless) await overrun()
    done.push(...fresh.map(({ id }) => id))
  }
  await bus.publish(events.map((event) => ({ topic: 'flight.v1', key: 'one', value: JSON.stringify(event) })))
  const group = newId()
  const consumer = await consumeEvents(bus, { group, topics: ['flight.v1'], from: 'earliest', onEvents }, log)
  const letters: string[] = []
  const reader = await bus.subscribe({
    group: newId(),
    topics: [DEAD_LETTERS],
    from: 'earliest',
    onBatch: async (messages) => void letters.push(...messages.map(({ value }) => value)),
  })
  await until(() => letters.length === 1 && done.length === 5, { timeoutMs: 60_000 })
  expect(done).toEqual(events.map(({ id }) => id).filter((id) => id !== endless))
  expect(together).toBeGreaterThan(0)
  const letter = parseDeadLetter(letters[0] ?? '')
  expect([letter.group, JSON.parse(letter.value).id]).toEqual([group, endless])
  expect(letter.reason).toContain('PrismaClientKnownRequestError')
  await Promise.all([consumer.stop(), reader.stop()])
})
