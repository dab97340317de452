import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { createDatabase, mariaDbAdapter } from '#lib/database.ts'
import { newId } from '#lib/ids.ts'
import { firstSeen } from '#lib/inbox.ts'
import { createLog } from '#lib/log.ts'
import { PrismaClient } from '#prisma/notification/client/client.ts'
import type { SkyEvent } from '#schema/events.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/wait.ts'
import { type BusPlace, places } from './buses.ts'
import { join, marked, receivesAll } from './received.ts'

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

  test('what cannot be read goes to dead-letter.v1 and holds nothing up; unknown types are passed over', async () => {
    const own = marked()
    const seen: SkyEvent[] = []
    const dead = await join(bus, { group: newId(), marked: own, topics: ['dead-letter.v1'] })
    const onEvents = async (events: SkyEvent[]) => {
      seen.push(...events.filter(({ subject }) => subject.startsWith(own.mark)))
    }
    await consumeEvents(bus, { group: newId(), topics: ['user.v1'], from: 'earliest', onEvents }, log)
    const [first, last] = [newId(), newId()]
    const poison = [
      '{"type":"user.created.v1"',
      '{}',
      'null',
      userCreated('x').replace('a@b.test', '').replace('"email":"",', ''),
    ]
    await bus.publish([
      own.message('u', userCreated(`${own.mark}-u`, first), 'user.v1'),
      ...poison.map((value) => own.message('u', value, 'user.v1')),
      own.message('u', userCreated(`${own.mark}-u`, newId(), 'user.renamed.v9'), 'user.v1'),
      own.message('u', userCreated(`${own.mark}-u`, last), 'user.v1'),
    ])
    await until(() => seen.length === 2)
    expect(seen.map(({ id }) => id)).toEqual([first, last])
    await receivesAll(dead, poison)
  })
})

describe('the inbox', () => {
  let database: TestDatabase
  let db: ReturnType<typeof open>
  const open = () => createDatabase(new PrismaClient({ adapter: mariaDbAdapter(database.url, { connectionLimit: 4 }) }))
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

  test('of two members with the same event at once, one has the effect', async () => {
    const id = newId()
    const effects: number[] = []
    const attempt = (n: number) =>
      db.transaction(async (tx) => {
        const fresh = await firstSeen(tx, 'race', [id])
        if (fresh.has(id)) effects.push(n)
      })
    const results = await Promise.allSettled([1, 2, 3, 4].map(attempt))
    // The losers either find it known, or are told to come again and find it known then.
    for (const [n, result] of results.entries()) if (result.status === 'rejected') await attempt(n + 1)
    expect(effects).toHaveLength(1)
  })
})
