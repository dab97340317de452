import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { BusMessage, EventBus } from '#lib/bus/event-bus.ts'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { writeEvents } from '#lib/outbox.ts'
import { type Relay, startRelay } from '#lib/relay.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/wait.ts'

const log = createLog('relay-test').child({}, { level: 'silent' })
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('notification')
})
afterAll(() => database.drop())

const open = () => createDatabase(new PrismaClient({ adapter: mariaDbAdapter(database.url, { connectionLimit: 4 }) }))
let db: ReturnType<typeof open>
const relays: Relay[] = []
beforeEach(() => {
  db = open()
})
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop()
  await db.client.$executeRaw`DELETE FROM outbox`
  await db.close()
})

const start = (bus: EventBus, on = db) => {
  const relay = startRelay(on, bus, log)
  relays.push(relay)
  return relay
}

/** A bus that keeps what it is given and can be away. */
function keepingBus() {
  const kept: BusMessage[] = []
  const state = { away: false, refused: 0, delayMs: 0 }
  const bus: EventBus = {
    async publish(messages) {
      if (state.away) {
        state.refused++
        // As a broker that died half-way: the first of the batch have been kept.
        kept.push(...messages.slice(0, 1))
        throw new Error('broker away')
      }
      if (state.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, state.delayMs))
      kept.push(...messages)
    },
    subscribe: () => Promise.reject(new Error('not here')),
    ping: async () => {},
    close: async () => {},
  }
  const names = () => kept.map(({ value }) => Number(JSON.parse(value).data.name))
  return { bus, state, names }
}

const user = (n: number) => ({
  userId: newId(),
  email: 'a@b.test',
  name: String(n),
  phone: null,
  locale: 'en',
  timeZone: 'UTC',
})
const write = (ns: number[], on = db) =>
  on.transaction((tx) =>
    writeEvents(
      tx,
      'test',
      ns.map((n) => ({ type: 'user.created.v1', key: 'u', data: user(n) })),
    ),
  )
const outboxRows = async () => {
  const [row] = await db.client.$queryRaw<Array<{ n: bigint }>>`SELECT COUNT(*) AS n FROM outbox`
  return Number(row?.n)
}

test('carries rows in their order and empties the outbox, more than a batch of them', async () => {
  const { bus, names } = keepingBus()
  await write(numbers(700))
  await write(numbers(700).map((n) => n + 700))
  const relay = start(bus)
  await until(() => relay.drained())
  expect(names()).toEqual(numbers(1400))
  expect(await outboxRows()).toBe(0)
})

test('is woken by each commit that wrote events', async () => {
  let woken = 0
  db.onEvents(() => woken++)
  const { bus, names } = keepingBus()
  const relay = start(bus)
  await until(() => relay.drained())
  for (const n of numbers(20)) {
    await write([n])
    await until(() => names().length === n + 1, { everyMs: 1 })
  }
  expect(woken).toBe(20)
})

test('is not woken by commits without events', async () => {
  let woken = 0
  db.onEvents(() => woken++)
  await db.transaction((tx) => tx.$queryRaw`SELECT 1`)
  await db.transaction((tx) => writeEvents(tx, 'test', []))
  expect(woken).toBe(0)
  await write([1])
  expect(woken).toBe(1)
})

test('leaves nothing of a transaction that rolled back', async () => {
  const { bus, names } = keepingBus()
  const relay = start(bus)
  const failing = db.transaction(async (tx) => {
    await writeEvents(tx, 'test', [{ type: 'user.created.v1', key: 'u', data: user(1) }])
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await write([2])
  await until(() => relay.drained() && names().length > 0)
  expect(names()).toEqual([2])
})

test('keeps rows while the bus is away and carries all in order once it is back', async () => {
  const { bus, state, names } = keepingBus()
  state.away = true
  const relay = start(bus)
  for (const n of numbers(10)) await write([n])
  await until(() => state.refused >= 3)
  expect(await outboxRows()).toBe(10)
  state.away = false
  await until(async () => (await outboxRows()) === 0)
  expect(relay.drained()).toBe(true)
  const seen = names()
  // What had been half sent comes twice; firsts are in order.
  expect(seen.filter((n, at) => seen.indexOf(n) === at)).toEqual(numbers(10))
})

test('two relays of a service lose nothing, keep the order, and one takes over from the other', async () => {
  const { bus, state, names } = keepingBus()
  state.delayMs = 2
  const other = open()
  const first = start(bus)
  await until(() => first.drained())
  const second = start(bus, other)
  for (const n of numbers(60)) {
    await write([n], n % 2 ? db : other)
    if (n === 30) {
      relays.splice(relays.indexOf(first), 1)
      await first.stop()
    }
  }
  await until(async () => (await outboxRows()) === 0, { timeoutMs: 15_000 })
  const seen = names()
  expect(seen.filter((n, at) => seen.indexOf(n) === at)).toEqual(numbers(60))
  expect(second.drained()).toBe(true)
  relays.splice(relays.indexOf(second), 1)
  await second.stop()
  await other.close()
})

test('a relay that froze without giving up its lease is replaced within seconds', async () => {
  const { bus, names } = keepingBus()
  await db.client.$executeRaw`
    UPDATE relay_lease SET holder = 'frozen', held_until = UTC_TIMESTAMP(3) + INTERVAL 2 SECOND WHERE id = 1`
  await write([1])
  const relay = start(bus)
  await until(() => names().length === 1)
  expect(relay.drained()).toBe(true)
})
