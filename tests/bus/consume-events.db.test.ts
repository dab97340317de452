import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { BusMessage, EventBus } from '#lib/bus/event-bus.ts'
import { type Consumer, consumeEvents } from '#lib/consumer.ts'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import { DEAD_LETTERS, type DeadLetter, parseDeadLetter } from '#lib/dead-letter.ts'
import { newId } from '#lib/ids.ts'
import { firstSeen } from '#lib/inbox.ts'
import { createLog } from '#lib/log.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import type { SkyEvent } from '#schema/events.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/wait.ts'
import { type BusPlace, places } from './buses.ts'
import { type Marked, marked } from './received.ts'

const log = createLog('consumer-test').child({}, { level: 'silent' })

const userCreated = (key: string, id: string = newId(), type = 'user.created.v1') =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: '/test',
    type,
    subject: key,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: { userId: newId(), email: 'a@b.test', name: 'A', phone: null, locale: 'en', timeZone: 'UTC' },
  })

describe.each(Object.entries(places))('events over %s', (_, openPlace) => {
  let place: BusPlace
  let bus: EventBus
  beforeAll(async () => {
    place = await openPlace()
    bus = await place.open()
  })
  afterAll(async () => {
    await bus.close()
    await place.close()
  })

  const opened: Consumer[] = []
  const consume = async (onEvents: (events: SkyEvent[]) => Promise<void>, group: string = newId()) => {
    const options = { group, topics: ['user.v1'], from: 'earliest' as const, onEvents }
    opened.push(await consumeEvents(bus, options, log))
  }
  afterEach(async () => {
    for (const consumer of opened.splice(0)) await consumer.stop()
  })
  /** The letters of one group about one test's messages, as they come; the topics are shared. */
  const lettersOf = async (group: string, { mark }: Marked) => {
    const letters: DeadLetter[] = []
    const onBatch = async (messages: BusMessage[]) => {
      const all = messages.filter(({ key }) => key.startsWith(mark)).map(({ value }) => parseDeadLetter(value))
      letters.push(...all.filter((letter) => letter.group === group))
    }
    const reader = await bus.subscribe({ group: newId(), topics: [DEAD_LETTERS], from: 'earliest', onBatch })
    return { letters, stop: reader.stop }
  }
  const publishUsers = (own: Marked, ids: string[]) =>
    bus.publish(ids.map((id) => own.message('u', userCreated(`${own.mark}-u`, id), 'user.v1')))

  test('what cannot be read goes to the dead letters with the reason, and holds nothing up; unknown types are passed over', async () => {
    const own = marked()
    const group = newId()
    const seen: SkyEvent[] = []
    const dead = await lettersOf(group, own)
    await consume(async (events) => {
      seen.push(...events.filter(({ subject }) => subject.startsWith(own.mark)))
    }, group)
    const [first, last] = [newId(), newId()]
    const poison = [
      '{"type":"user.created.v1"',
      '{}',
      'null',
      userCreated('x').replace('a@b.test', '').replace('"email":"",', ''),
    ]
    await publishUsers(own, [first])
    await bus.publish(poison.map((value) => own.message('u', value, 'user.v1')))
    await bus.publish([own.message('u', userCreated(`${own.mark}-u`, newId(), 'user.renamed.v9'), 'user.v1')])
    await publishUsers(own, [last])
    await until(() => seen.length === 2, { timeoutMs: 15_000 })
    expect(seen.map(({ id }) => id)).toEqual([first, last])
    await until(() => dead.letters.length === poison.length, { timeoutMs: 15_000 })
    expect(dead.letters.map(({ value }) => value)).toEqual(poison)
    for (const letter of dead.letters) expect(letter).toMatchObject({ group, topic: 'user.v1', key: `${own.mark}-u` })
    expect(dead.letters.map(({ reason }) => reason.split(':')[0])).toEqual([
      'SyntaxError',
      'TypeError',
      'TypeError',
      'ZodError',
    ])
    await dead.stop()
  })

  test('an event that fails each time is tried 5 times and given up; the others are done once, in order', async () => {
    const own = marked()
    const group = newId()
    const done: string[] = []
    let tries = 0
    const dead = await lettersOf(group, own)
    const ids = Array.from({ length: 9 }, () => newId())
    const bad = ids[4]
    await consume(async (events) => {
      const fresh = events.filter(({ id, subject }) => subject.startsWith(own.mark) && !done.includes(id))
      if (fresh.some(({ id }) => id === bad)) {
        if (fresh.length === 1) tries++
        throw new Error('cannot be done')
      }
      done.push(...fresh.map(({ id }) => id))
    }, group)
    await publishUsers(own, ids)
    await until(() => done.length === 8, { timeoutMs: 20_000 })
    expect(done).toEqual(ids.filter((id) => id !== bad))
    await until(() => dead.letters.length === 1, { timeoutMs: 15_000 })
    expect(dead.letters[0]).toMatchObject({ reason: 'Error: cannot be done', topic: 'user.v1' })
    expect(JSON.parse(dead.letters[0]?.value ?? '').id).toBe(bad)
    // Alone 4 times and once more with those behind it, or 5 times, as batches fall.
    expect(tries).toBeGreaterThanOrEqual(4)
    const measures = await opened[0]?.measures()
    const given = measures?.find(({ name }) => name === 'skygraph_consumer_dead_letters_total')
    expect(given?.labels).toEqual({ group })
    expect(given?.value).toBeGreaterThanOrEqual(1)
    await dead.stop()
  })

  test('while the database is away nothing is given up, however often it is tried', async () => {
    const own = marked()
    const done: string[] = []
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    let tries = 0
    await consume(async (events) => {
      const mine = events.filter(({ subject }) => subject.startsWith(own.mark))
      if (mine.length === 0) return
      if (++tries <= 6) throw away
      done.push(...mine.map(({ id }) => id))
    })
    const ids = [newId(), newId()]
    await publishUsers(own, ids)
    await until(() => done.length >= 2, { timeoutMs: 25_000 })
    expect(done).toEqual(ids)
  })

  test('tells how far a group lags behind, by topic', async () => {
    const own = marked()
    const group = newId()
    const gate = Promise.withResolvers<void>()
    let begun = 0
    await consume(async (events) => {
      if (events.some(({ subject }) => subject.startsWith(own.mark))) begun++
      await gate.promise
    }, group)
    const lag = async () => {
      const measures = (await opened[0]?.measures()) ?? []
      return measures.find(({ name }) => name === 'skygraph_consumer_lag_messages')
    }
    await publishUsers(own, [newId(), newId(), newId()])
    await until(() => begun > 0 || lag().then((l) => (l?.value ?? 0) >= 3), { timeoutMs: 15_000 })
    expect((await lag())?.value).toBeGreaterThanOrEqual(3)
    expect((await lag())?.labels).toEqual({ group, topic: 'user.v1' })
    gate.resolve()
    await until(async () => (await lag())?.value === 0, { timeoutMs: 15_000 })
  })
})

describe('the inbox', () => {
  let database: TestDatabase
  let db: ReturnType<typeof open>
  const open = () =>
    createDatabase(new PrismaClient({ adapter: mariaDbAdapter(database.url, { connectionLimit: 4 }) }), database.url)
  beforeAll(async () => {
    database = await testDatabase('notification')
    db = open()
  })
  afterAll(async () => {
    await db.close()
    await database.drop()
  })

  test('knows what it has seen, per consumer, and forgets what was rolled back', async () => {
    const [a, b, c] = [newId(), newId(), newId()]
    const see = (consumer: string, ids: string[]) => db.transaction((tx) => firstSeen(tx, consumer, ids))
    const rolledBack = db.transaction(async (tx) => {
      await firstSeen(tx, 'one', [a])
      throw new Error('no')
    })
    await expect(rolledBack).rejects.toThrow('no')
    expect(await see('one', [a, b, a])).toEqual(new Set([a, b]))
    expect(await see('one', [b, c])).toEqual(new Set([c]))
    expect(await see('two', [a])).toEqual(new Set([a]))
    expect(await see('two', [])).toEqual(new Set())
  })

  test('of four members with the same events at once, each event falls to one', async () => {
    const ids = Array.from({ length: 20 }, () => newId())
    const effects: string[] = []
    const see = (own: string[]) =>
      db.transaction(async (tx) => {
        effects.push(...(await firstSeen(tx, 'race', own)))
      })
    await Promise.all([see(ids), see(ids.slice(5)), see(ids.toReversed()), see(ids.slice(0, 15))])
    expect(effects.toSorted()).toEqual(ids.toSorted())
  })
})
