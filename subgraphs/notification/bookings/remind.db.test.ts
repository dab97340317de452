import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SkyEvent } from '#schema/events.ts'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { consumeIntoMessages } from '../consume-events.ts'
import { type NotificationDb, openNotificationDb } from '../database.ts'
import { eventOf, sampleBooking, sampleConfirmed, sampleUser } from '../testing/sample-events.ts'
import { remindPayers } from './remind.ts'

const publicUrl = 'https://fly.example'
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

const consume = (...events: SkyEvent[]) => consumeIntoMessages(db, events, { publicUrl, linkSecret: 'x'.repeat(32) })
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
/** A booking made some minutes ago that has half an hour to be paid. */
const created = (minutesAgo: number, changes: Parameters<typeof sampleBooking>[0] = {}) =>
  eventOf(
    'booking.created.v1',
    { ...sampleBooking(changes), payBy: minutesFromNow(30 - minutesAgo) },
    { time: minutesFromNow(-minutesAgo) },
  )
const remindAll = () => remindPayers(db, publicUrl)
const reminders = () => db.client.notification.findMany({ where: { topic: 'PAYMENT' }, orderBy: { channel: 'asc' } })

test("who has not paid with ten minutes left is reminded once, at the account's own address", async () => {
  const user = sampleUser({ email: 'account@example.test', locale: 'en-GB' })
  const event = created(21, { userId: user.userId, contactEmail: 'stranger@example.test' })
  await consume(eventOf('user.created.v1', user), event, created(15))
  await Promise.all([remindAll(), remindAll()])
  await remindAll()
  const [mail, inApp, ...more] = await reminders()
  expect(more).toEqual([])
  expect(mail).toMatchObject({ channel: 'EMAIL', recipient: 'account@example.test', status: 'QUEUED' })
  expect(mail?.subject).toMatch(/^Booking K7PX2M ends soon, pay by \d\d:\d\d: DEL → BOM, 28 Nov$/)
  expect(mail?.html).toContain(`https://fly.example/?booking=${event.data.bookingId}`)
  expect(inApp).toMatchObject({ channel: 'IN_APP', status: 'SENT' })
})

test('who has paid, cancelled, let it run out or is paying is not', async () => {
  const nothing = { amountMinor: 0, currency: 'INR' }
  const [paid, cancelled, expired, paying] = [created(25), created(25), created(25), created(25)]
  const after = { time: minutesFromNow(-1) }
  await consume(paid, cancelled, expired, paying)
  const { payBy: _, ...booking } = cancelled.data
  await consume(
    eventOf('booking.confirmed.v1', { ...sampleConfirmed(), ...paid.data }, after),
    eventOf('booking.cancelled.v1', { ...booking, fee: nothing, refund: nothing }, after),
    eventOf('booking.expired.v1', expired.data, after),
    eventOf('booking.changed.v1', { bookingId: paying.data.bookingId, action: 'PAYMENT_STARTED' }, after),
  )
  // Told again by a republish, which is no news.
  await consume(eventOf('booking.created.v1', paid.data, { time: paid.time }))
  await remindAll()
  expect(await reminders()).toEqual([])
})

test('who is found only when the time is over is not reminded any more', async () => {
  await consume(created(31))
  await remindAll()
  expect(await reminders()).toEqual([])
  expect(await remindAll()).toBe(0)
})
