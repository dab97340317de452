import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openEmbeddedBus } from '#lib/bus/embedded-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { newId } from '#lib/ids.ts'
import { createLog } from '#lib/log.ts'
import { type SkyEvent, topicOf } from '#schema/events.ts'
import { type TestDatabase, testDatabase } from '../../tests/support/database.ts'
import { until } from '../../tests/support/wait.ts'
import { CONSUMER, consumeIntoMessages } from './consume-events.ts'
import { type NotificationDb, openNotificationDb } from './database.ts'
import { eventOf, sampleBooking, sampleConfirmed, sampleUser } from './testing/sample-events.ts'

let database: TestDatabase
let db: NotificationDb
beforeEach(async () => {
  database = await testDatabase('notification')
  db = openNotificationDb(database.url)
})
afterEach(async () => {
  await db.close()
  await database.drop()
})

const consume = (...events: SkyEvent[]) =>
  consumeIntoMessages(db, events, {
    publicUrl: 'https://fly.example',
    linkSecret: 'the secret of signed links in tests',
  })
const all = () => db.client.notification.findMany({ orderBy: { id: 'asc' } })

describe('contacts', () => {
  const contact = (userId: string) => db.client.contact.findUnique({ where: { userId } })

  test('follow the user, in whatever order old and new arrive', async () => {
    const user = sampleUser({ name: 'Ann' })
    const renamed = eventOf('user.updated.v1', { ...user, name: 'Anna' }, { time: '2026-11-02T10:00:00.000Z' })
    await consume(renamed)
    await consume(eventOf('user.created.v1', user))
    expect((await contact(user.userId))?.name).toBe('Anna')
    await consume(eventOf('user.updated.v1', { ...user, name: 'Änn 🛫' }, { time: '2026-11-03T10:00:00.000Z' }))
    expect(await contact(user.userId)).toMatchObject({ name: 'Änn 🛫', timeZone: 'Asia/Kolkata', locale: 'en-IN' })
  })

  test('what could not be kept or used is replaced, and holds nothing up', async () => {
    const user = sampleUser({
      name: 'n'.repeat(3000),
      email: `${'e'.repeat(400)}@example.test`,
      timeZone: 'Mars/Olympus Möns',
      locale: 'zz-ZZ-notalocale-at-all-çç',
      phone: '1'.repeat(99),
    })
    await consume(eventOf('user.created.v1', user))
    expect(await contact(user.userId)).toMatchObject({ timeZone: 'UTC', locale: 'en' })
    expect((await all()).find(({ channel }) => channel === 'EMAIL')?.status).toBe('DEAD')
  })
})

describe('messages', () => {
  test('of one event are made once, however often it comes, alone or within one batch', async () => {
    const event = eventOf('booking.confirmed.v1', sampleConfirmed())
    await consume(event, event)
    await consume(event)
    expect((await all()).map(({ channel, status }) => `${channel} ${status}`).toSorted()).toEqual([
      'EMAIL QUEUED',
      'IN_APP SENT',
    ])
  })

  test('are not held up by what only watchers are told', async () => {
    const changed = eventOf('booking.changed.v1', { bookingId: newId<string>(), action: 'PAYMENT_STARTED' })
    await consume(changed, eventOf('booking.confirmed.v1', sampleConfirmed()))
    expect((await all()).some(({ channel }) => channel === 'EMAIL')).toBe(true)
  })

  test('of a booking come before its user is known', async () => {
    const user = sampleUser({ name: 'Late Ann' })
    await consume(eventOf('booking.confirmed.v1', sampleConfirmed({ userId: user.userId })))
    await consume(eventOf('user.created.v1', user))
    const [mail] = (await all()).filter(({ bookingId, channel }) => bookingId !== null && channel === 'EMAIL')
    expect(mail?.body).toMatch(/^Hello,\n/)
  })

  test('obey preferences, but never hold back a ticket', async () => {
    const { userId } = sampleUser()
    for (const channel of ['EMAIL', 'IN_APP'] as const) {
      await db.client.preference.create({ data: { userId, topic: 'BOOKING', channel, enabled: false } })
    }
    await consume(eventOf('booking.confirmed.v1', sampleConfirmed({ userId })))
    const states = Object.fromEntries((await all()).map(({ channel, status }) => [channel, status]))
    expect(states).toEqual({ EMAIL: 'QUEUED', IN_APP: 'SUPPRESSED' })
  })

  test('are all made or none: what fails in the middle leaves no trace', async () => {
    const good = eventOf('booking.expired.v1', sampleBooking())
    const poison = eventOf('booking.expired.v1', sampleBooking())
    poison.data.segments[0] = { ...poison.data.segments[0], departsAt: 'never' } as (typeof poison.data.segments)[0]
    await expect(consume(good, poison)).rejects.toThrow(poison.id)
    expect(await all()).toEqual([])
    expect(await db.client.inbox.count()).toBe(0)
    await consume(good)
    expect(await all()).toHaveLength(2)
  })
})

describe('over the bus', () => {
  const log = createLog('consume-test').child({}, { level: 'silent' })
  let busDatabase: TestDatabase
  let bus: ReturnType<typeof openEmbeddedBus>
  beforeEach(async () => {
    busDatabase = await testDatabase('bus')
    bus = openEmbeddedBus(busDatabase.url, log)
  })
  afterEach(async () => {
    await bus.close()
    await busDatabase.drop()
  })
  const publish = (...events: SkyEvent[]) =>
    bus.publish(events.map((e) => ({ topic: topicOf(e.type), key: e.subject, value: JSON.stringify(e) })))

  test("a consumer that dies between its commit and the bus's makes nothing twice", async () => {
    let deaths = 0
    const options = { group: CONSUMER, topics: ['booking.v1'], from: 'earliest' as const }
    const dying = async (events: SkyEvent[]) => {
      await consume(...events)
      if (++deaths <= 2) throw new Error('killed after the commit')
    }
    await consumeEvents(bus, { ...options, onEvents: dying }, log)
    await publish(...Array.from({ length: 20 }, () => eventOf('booking.confirmed.v1', sampleConfirmed())))
    await until(() => deaths >= 3)
    expect(await all()).toHaveLength(40)
  })

  test('an event that cannot be put into words goes to the dead letters, the others do not wait for it', async () => {
    const [first, bad, last] = [newId(), newId(), newId()].map((bookingId) =>
      eventOf('booking.expired.v1', sampleBooking({ bookingId })),
    )
    if (!first || !bad || !last) throw new Error('three events')
    // Passes the schema, which knows no zones.
    for (const segment of bad.data.segments) segment.origin = { ...segment.origin, timeZone: 'Mars/Olympus' }
    const dead: string[] = []
    const onBatch = async (messages: Array<{ value: string }>) => void dead.push(...messages.map(({ value }) => value))
    await bus.subscribe({ group: 'dead', topics: ['dead-letter.v1'], from: 'earliest', onBatch })
    const onEvents = async (events: SkyEvent[]) => void (await consume(...events))
    await consumeEvents(bus, { group: CONSUMER, topics: ['booking.v1'], from: 'earliest', onEvents }, log)
    await publish(first, bad, last)
    await until(() => dead.length === 1)
    expect(JSON.parse(JSON.parse(dead[0] ?? '').value).id).toBe(bad.id)
    await until(async () => (await all()).length === 4)
    expect(new Set((await all()).map(({ bookingId }) => bookingId))).toEqual(
      new Set([first.data.bookingId, last.data.bookingId]),
    )
  })
})
