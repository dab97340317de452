import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { SkyEvent } from '#schema/events.ts'
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts'
import { consumeIntoMessages } from '../consume-events.ts'
import { type NotificationDb, openNotificationDb } from '../database.ts'
import { eventOf, sampleConfirmed, sampleStatus, sampleUser } from '../testing/sample-events.ts'
import { tellPassengers } from './tell-passengers.ts'

const site = { publicUrl: 'https://fly.example', linkSecret: 'the secret of signed links in tests' }
const flightId = newId<string>()
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

const consume = (...events: SkyEvent[]) => consumeIntoMessages(db, events, site)
const tellAll = async () => {
  while (await tellPassengers(db, site.publicUrl)) await Promise.resolve()
}
const messages = () => db.client.notification.findMany({ where: { topic: 'FLIGHT' }, orderBy: { id: 'asc' } })
const mails = async () => (await messages()).filter(({ channel }) => channel === 'EMAIL')
const mailedGates = async () => (await mails()).map(({ body }) => /gate (\w+)/i.exec(body)?.[1])

/** Bookings on the flight, confirmed, without their own messages. */
async function board(count: number, changes: Partial<ReturnType<typeof sampleConfirmed>> = {}) {
  const bookings = Array.from({ length: count }, () => {
    const data = sampleConfirmed(changes)
    return { ...data, segments: data.segments.map((segment) => ({ ...segment, flightId })) }
  })
  await consume(...bookings.map((data) => eventOf('booking.confirmed.v1', data)))
  return bookings
}

let revision = 0
const timeOf = (minute: number) => new Date(Date.UTC(2026, 10, 27, 20, minute)).toISOString()
const change = (changes: Parameters<typeof sampleStatus>[0], time = timeOf(revision)) =>
  eventOf('flight.status-changed.v1', sampleStatus({ flightId, revision: ++revision, ...changes }), { time })
const delay = { status: 'DELAYED', estimatedDeparture: '2026-11-28T02:00:00.000Z', reason: 'fog' } as const

test('everybody on a full flight is told once, by several workers, though the event comes twice', async () => {
  await board(300)
  const event = change(delay)
  await consume(event, event)
  await consume(event)
  await consume(change(delay))
  await Promise.all([tellAll(), tellAll(), tellAll()])
  await tellAll()
  const told = await mails()
  expect(told).toHaveLength(300)
  expect(new Set(told.map(({ bookingId }) => bookingId)).size).toBe(300)
  expect(await messages()).toHaveLength(600)
  expect(await db.client.flightNotice.count()).toBe(0)
})

test('a worker that dies in the middle leaves the rest to the next', async () => {
  await board(120)
  await consume(change(delay))
  await tellPassengers(db, site.publicUrl)
  expect(await mails()).toHaveLength(50)
  await tellAll()
  expect(await mails()).toHaveLength(120)
})

test('who cancelled is not told, and who is on another flight neither', async () => {
  const [gone] = await board(2)
  await consume(eventOf('booking.confirmed.v1', sampleConfirmed()))
  const nothing = { amountMinor: 0, currency: 'INR' }
  if (!gone) throw new Error('no booking')
  const { ticketNumbers: _, ...rest } = gone
  await consume(
    eventOf(
      'booking.cancelled.v1',
      { ...rest, fee: nothing, refund: gone.total },
      { time: '2026-11-02T10:00:00.000Z' },
    ),
  )
  await consume(change({ status: 'CANCELLED' }))
  await tellAll()
  expect(await mails()).toHaveLength(1)
  expect((await mails())[0]?.subject).toBe('Booking K7PX2M: SX 204 on 28 Nov is cancelled')
})

describe('a change', () => {
  test("is told to the contact by mail and to the user inside the application, in the station's time", async () => {
    const user = sampleUser({ locale: 'de-DE', timeZone: 'Europe/Berlin', email: 'account@example.test' })
    await consume(eventOf('user.created.v1', user))
    await board(1, { userId: user.userId, contactEmail: 'contact@example.test' })
    await consume(change(delay))
    await tellAll()
    const [mail] = await mails()
    expect(mail).toMatchObject({ recipient: 'contact@example.test', status: 'QUEUED' })
    expect(mail?.subject).toBe('Buchung K7PX2M: SX 204 startet jetzt um 07:30 (GMT+5:30)')
    expect(mail?.body).toContain(
      'Geplant: Sa., 28. Nov. 2026, 06:15 (GMT+5:30)\nJetzt: Sa., 28. Nov. 2026, 07:30 (GMT+5:30)\nGrund: fog',
    )
    expect((await messages()).map(({ channel, status }) => `${channel} ${status}`).toSorted()).toEqual([
      'EMAIL QUEUED',
      'IN_APP SENT',
    ])
  })

  test('is held back where the user does not want it, and sent as an SMS where the user does', async () => {
    const user = sampleUser({ phone: '+91 98765 43210' })
    await consume(eventOf('user.created.v1', user))
    for (const [channel, enabled] of [
      ['EMAIL', false],
      ['SMS', true],
    ] as const) {
      await db.client.preference.create({ data: { userId: user.userId, topic: 'FLIGHT', channel, enabled } })
    }
    await board(1, { userId: user.userId })
    await consume(change({ gate: 'B12' }), change({ gate: 'C3' }))
    await tellAll()
    const told = (await messages()).map(({ channel, status, body }) => `${channel} ${status} ${body.slice(-8)}`)
    // The first gate is nothing to be woken for.
    expect(told.filter((line) => line.startsWith('SMS'))).toEqual(['SMS QUEUED gate C3.'])
    expect(told.filter((line) => line.startsWith('EMAIL'))).toHaveLength(1)
    expect(told.find((line) => line.startsWith('EMAIL'))).toMatch(/^EMAIL SUPPRESSED/)
    expect(told.filter((line) => line.startsWith('IN_APP'))).toHaveLength(2)
  })

  test('that comes late changes nothing any more', async () => {
    await board(1)
    const early = change({ gate: 'A1' })
    await consume(change(delay))
    await consume(early)
    await tellAll()
    expect(await mails()).toHaveLength(1)
  })

  test('is told though it was written by a clock that is behind, or in the same millisecond', async () => {
    await board(1)
    const time = timeOf(30)
    await consume(change({ gate: 'A1' }, time), change({ gate: 'B2' }, time))
    await consume(change({ gate: 'C3' }, timeOf(29)))
    await tellAll()
    // The first gate is mailed to nobody.
    expect(await mailedGates()).toEqual(['B2', 'C3'])
  })

  test('is measured by its time where the revision that was told is not known', async () => {
    await board(1)
    await consume(change({ gate: 'A1' }, timeOf(30)))
    await db.client.$executeRaw`UPDATE flight_told SET told = JSON_REMOVE(told, '$.revision')`
    await consume(change({ gate: 'B2' }, timeOf(29)))
    await consume(change({ gate: 'C3' }, timeOf(31)))
    await tellAll()
    expect(await mailedGates()).toEqual(['C3'])
  })

  test('of a flight whose zone nobody knows is given up when it is read, not when it is told', async () => {
    await board(1)
    const origin = { airportCode: 'OLY', cityName: 'Olympus', timeZone: 'Mars/Olympus' }
    await expect(consume(change({ ...delay, origin }))).rejects.toThrow('can never be done')
    expect(await db.client.flightNotice.count()).toBe(0)
  })
})
