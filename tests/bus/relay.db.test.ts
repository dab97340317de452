import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { BusMessage, EventBus } from '#lib/bus/event-bus.ts'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { writeEvents } from '#lib/outbox.ts'
import { type Relay, startRelay } from '#lib/relay.ts'
import type { Sql } from '#lib/sql.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import { connect } from '../../scripts/services/connection.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/wait.ts'

const log = createLog('relay-test').child({}, { level: 'silent' })
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase('notification')
})
afterAll(() => database.drop())

const open = () =>
  createDatabase(new PrismaClient({ adapter: mariaDbAdapter(database.url, { connectionLimit: 4 }) }), database.url)
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
  const nameOf = ({ value }: BusMessage) => Number(JSON.parse(value).data.name)
  const names = () => kept.map(nameOf)
  const ofKey = (key: string) => kept.filter((m) => m.key === key).map(nameOf)
  return { bus, state, names, ofKey }
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

/** A batch takes 500 rows, a busy machine its time. */
const untilEmpty = () => until(async () => (await outboxRows()) === 0, { timeoutMs: 20_000 })
/** Without what was sent again. */
const firsts = (seen: number[]) => seen.filter((n, at) => seen.indexOf(n) === at)
const measured = async (relay: Relay) =>
  Object.fromEntries((await relay.measures()).map(({ name, value }) => [name, value]))

test('carries rows in their order and empties the outbox, more than a batch of them', async () => {
  const { bus, names } = keepingBus()
  await write(numbers(700))
  await write(numbers(700).map((n) => n + 700))
  start(bus)
  await untilEmpty()
  expect(names()).toEqual(numbers(1400))
})

test('is woken by each commit that wrote events', async () => {
  let woken = 0
  db.onEvents(() => woken++)
  const { bus, names } = keepingBus()
  start(bus)
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
  start(bus)
  const failing = db.transaction(async (tx) => {
    await writeEvents(tx, 'test', [{ type: 'user.created.v1', key: 'u', data: user(1) }])
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  await write([2])
  await untilEmpty()
  expect(names()).toEqual([2])
})

test('keeps rows while the bus is away and carries all in order once it is back', async () => {
  const { bus, state, names } = keepingBus()
  state.away = true
  const relay = start(bus)
  for (const n of numbers(10)) await write([n])
  await until(() => state.refused >= 3)
  expect(await outboxRows()).toBe(10)
  expect(await measured(relay)).toMatchObject({ skygraph_outbox_rows: 10, skygraph_outbox_published_total: 0 })
  state.away = false
  await untilEmpty()
  const seen = names()
  // What had been half sent comes twice; firsts are in order.
  expect(firsts(seen)).toEqual(numbers(10))
  const after = await measured(relay)
  expect(after).toMatchObject({ skygraph_outbox_rows: 0, skygraph_outbox_published_total: 10 })
  expect(after.skygraph_outbox_failures_total).toBe(state.refused)
})

test('tells how long the oldest row has waited', async () => {
  const { bus, state } = keepingBus()
  state.away = true
  await write([1])
  await db.client.$executeRaw`UPDATE outbox SET created_at = created_at - INTERVAL 90 SECOND`
  await write([2])
  const { skygraph_outbox_oldest_seconds: age } = await measured(start(bus))
  expect(age).toBeGreaterThanOrEqual(90)
  expect(age).toBeLessThan(200)
})

test('two relays of a service lose nothing, keep the order, and one takes over from the other', async () => {
  const { bus, state, names } = keepingBus()
  state.delayMs = 2
  const other = open()
  const first = start(bus)
  await write([0])
  await until(() => names().length === 1)
  const second = start(bus, other)
  for (const n of numbers(60).slice(1)) {
    await write([n], n % 2 ? db : other)
    if (n === 30) {
      relays.splice(relays.indexOf(first), 1)
      await first.stop()
    }
  }
  await untilEmpty()
  expect(firsts(names())).toEqual(numbers(60))
  relays.splice(relays.indexOf(second), 1)
  await second.stop()
  await other.close()
})

test('a relay that ended without giving up its lease is replaced within seconds', async () => {
  const { bus, names } = keepingBus()
  await db.client.$executeRaw`
    UPDATE relay_lease SET holder = 'killed', held_until = UTC_TIMESTAMP(3) + INTERVAL 2 SECOND WHERE id = 1`
  await write([1])
  start(bus)
  await until(() => names().length === 1)
})

test('what a frozen relay sends late comes after the same rows from its successor: firsts stay in order', async () => {
  const { bus, names } = keepingBus()
  const frozen = Promise.withResolvers<void>()
  let sending = 0
  const freezing: EventBus = {
    ...bus,
    async publish(messages) {
      sending++
      await frozen.promise
      await bus.publish(messages)
    },
  }
  await write(numbers(10))
  start(freezing)
  await until(() => sending === 1)
  // As its lease does by itself after 5 s.
  await db.client.$executeRaw`UPDATE relay_lease SET held_until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = 1`
  const other = open()
  const successor = start(bus, other)
  await write(numbers(20).slice(10), other)
  await untilEmpty()
  expect(names()).toEqual(numbers(20))
  frozen.resolve()
  await until(() => names().length === 30)
  await write([20], db)
  await until(() => names().includes(20))
  expect(firsts(names())).toEqual(numbers(21))
  relays.splice(relays.indexOf(successor), 1)
  await successor.stop()
  await other.close()
})

test('stops though the broker does not answer, and keeps the rows', async () => {
  const { bus } = keepingBus()
  const silent = Promise.withResolvers<void>()
  let asked = 0
  const publish = () => {
    asked++
    return silent.promise
  }
  const relay = startRelay(db, { ...bus, publish }, log)
  await write([1])
  await until(() => asked === 1)
  await relay.stop()
  expect(await outboxRows()).toBe(1)
  silent.resolve()
})

describe('commits that overtake each other', () => {
  beforeAll(async () => {
    await admin('CREATE TABLE thing (id VARCHAR(8) NOT NULL PRIMARY KEY, version INT NOT NULL)')
    await admin("INSERT INTO thing VALUES ('a', 0), ('b', 0), ('c', 0)")
  })
  const admin = async (statement: string) => {
    const connection = await connect(database.adminUrl)
    await connection.query(statement)
    await connection.end()
  }
  /** The lock of the thing, its next version, and the event of that: as every change of this system does it. */
  const change = async (tx: Sql, id: string) => {
    await tx.$executeRaw`UPDATE thing SET version = version + 1 WHERE id = ${id}`
    const [row] = await tx.$queryRaw<Array<{ version: number }>>`SELECT version FROM thing WHERE id = ${id}`
    await writeEvents(tx, 'test', [{ type: 'user.created.v1', key: id, data: user(Number(row?.version)) }])
  }

  test('a row that becomes visible after later ones were sent still leaves', async () => {
    const { bus, ofKey } = keepingBus()
    start(bus)
    const gate = Promise.withResolvers<void>()
    const written = Promise.withResolvers<void>()
    const late = db.transaction(async (tx) => {
      await change(tx, 'a')
      written.resolve()
      await gate.promise
    })
    await written.promise
    await db.transaction((tx) => change(tx, 'b'))
    await until(() => ofKey('b').length === 1)
    expect(ofKey('a')).toEqual([])
    gate.resolve()
    await late
    await until(() => ofKey('a').length === 1)
  })

  test('the events of a thing leave in the order of its changes, from two processes at once', async () => {
    const { bus, state, ofKey } = keepingBus()
    state.delayMs = 1
    const other = open()
    start(bus)
    const second = start(bus, other)
    const writer = async (on: typeof db, n: number) => {
      for (const id of numbers(40).map((m) => 'abc'[(n + m) % 3] ?? 'a')) await on.transaction((tx) => change(tx, id))
    }
    await Promise.all([
      writer(db, 0),
      writer(db, 1),
      writer(db, 2),
      writer(other, 0),
      writer(other, 1),
      writer(other, 2),
    ])
    await untilEmpty()
    const sent = ['a', 'b', 'c'].map(ofKey)
    for (const versions of sent) expect(firsts(versions)).toEqual(versions.toSorted((one, two) => one - two))
    expect(sent.flat().length).toBeGreaterThanOrEqual(240)
    relays.splice(relays.indexOf(second), 1)
    await second.stop()
    await other.close()
  })
})
