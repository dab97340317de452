import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { type Connection, connect } from '../scripts/services/connection.ts'
import { entriesAcross } from '../scripts/verify/across.ts'
import { entriesOfEvents } from '../scripts/verify/events.ts'
import { openSystem, type System } from '../scripts/verify/system.ts'
import { verify } from '../scripts/verify/verify.ts'
import { type BookingFixture, bookingFixture, newViewer } from './support/booking.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'

const NOT_HERE = 'ledgers_equal'
const entries = [...entriesAcross, ...entriesOfEvents].filter(({ name }) => name !== NOT_HERE)
const names = ['flight', 'user', 'notification', 'bus'] as const
let booking: BookingFixture
let databases: Record<(typeof names)[number], TestDatabase>
let system: System
const admins = new Map<string, Connection>()

beforeAll(async () => {
  booking = await bookingFixture()
  const made = await Promise.all(names.map(async (name) => [name, await testDatabase(name)] as const))
  databases = Object.fromEntries(made) as typeof databases
  const urls = Object.fromEntries(made.map(([name, { url }]) => [name, url]))
  system = openSystem({
    databases: { ...urls, booking: booking.database.url } as Parameters<typeof openSystem>[0]['databases'],
    kafkaBrokers: undefined,
    payments: { provider: 'sandbox', url: undefined, secret: undefined },
  })
  for (const [name, { adminUrl }] of [...made, ['booking', booking.database] as const]) {
    admins.set(name, await connect(adminUrl))
  }
})
afterAll(async () => {
  await system?.close()
  for (const connection of admins.values()) await connection.end()
  await booking?.close()
  await Promise.all(Object.values(databases ?? {}).map((database) => database.drop()))
})

const run = (name: string, statement: string, values: unknown[] = []) => admins.get(name)?.query(statement, values)

/** Carries everything from booking's outbox to the bus, and marks it as done by those who would have. */
async function carry(): Promise<void> {
  for (const event of await booking.events()) {
    const topic = event.type === 'seats.changed.v1' ? 'seat.v1' : 'booking.v1'
    await tell(topic, event)
  }
  await run('booking', 'DELETE FROM outbox')
}

let offset = 0
async function tell(topic: string, event: { id: string; subject: string; type: string }): Promise<void> {
  await run(
    'bus',
    'INSERT INTO message (topic, message_offset, message_key, value, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))',
    [topic, offset++, event.subject, JSON.stringify(event)],
  )
  for (const consumer of topic === 'flight.v1' ? ['booking', 'notification'] : ['notification'])
    await markDone(consumer, event.id)
}

const markDone = (consumer: string, eventId: string) =>
  run(consumer, 'INSERT IGNORE INTO inbox (consumer, event_id, seen_at) VALUES (?, ?, UTC_TIMESTAMP(3))', [
    consumer,
    eventId,
  ])

/** A confirmation mail, as notification would have written it. */
const mail = (bookingId: string, status: string) =>
  run(
    'notification',
    `INSERT INTO notification (id, booking_id, topic, channel, status, subject, body, attachments, attempts, created_at, dedupe_key)
     VALUES (?, ?, 'BOOKING', 'EMAIL', ?, '', '', '[]', 0, UTC_TIMESTAMP(3), ?)`,
    [newId(), bookingId, status, `booking.confirmed.v1:${bookingId}:EMAIL`],
  )

let flightId: Awaited<ReturnType<BookingFixture['sell']>>
let bookingId: string

/** A whole little system: a flight on sale, a booking confirmed and told of, its mail sent; all by hand but the first. */
beforeEach(async () => {
  flightId = await booking.sell()
  const viewer = newViewer()
  const held = await booking.held(viewer, flightId, ['4A'])
  bookingId = await booking.booked(viewer, held)
  await run('booking', `UPDATE booking SET status = 'CONFIRMED' WHERE id = ?`, [bookingId])
  await mail(bookingId, 'SENT')
  await carry()
  await tell('flight.v1', { id: newId(), subject: flightId, type: 'flight.published.v1' })
  await tell('user.v1', { id: newId(), subject: viewer.id, type: 'user.created.v1' })
})

async function look(): Promise<Record<string, unknown>> {
  const results = await verify(entries, system, { graceMs: 0, onResult: () => {}, onWaiting: () => {} })
  const odd = results.filter(({ state }) => state !== 'ok')
  return Object.fromEntries(odd.map((r) => [r.entry.name, r.state === 'broken' ? r.offenders : r]))
}

/** Breaks something, sees that one entry and no other says so, and mends it again. */
async function seen(name: string, hurt: () => unknown, heal: () => unknown): Promise<unknown[]> {
  await hurt()
  const found = await look()
  await heal()
  expect(Object.keys(found)).toEqual([name])
  expect(await look()).toEqual({})
  return found[name] as unknown[]
}

test('a booking without its mail, or with one that waits', async () => {
  const remove = () => run('notification', 'DELETE FROM notification WHERE booking_id = ?', [bookingId])
  expect(await seen('confirmations_mailed', remove, () => mail(bookingId, 'DEAD'))).toEqual([`${bookingId} none`])
  const set = (status: string) => () =>
    run('notification', 'UPDATE notification SET status = ? WHERE booking_id = ?', [status, bookingId])
  expect(await seen('confirmations_mailed', set('RETRYING'), set('SENT'))).toEqual([`${bookingId} RETRYING`])
})

test('a flight that was published and is not on sale', async () => {
  const id = newId()
  const publish = () =>
    run(
      'flight',
      `INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on, departs_at, arrives_at,
         sales_close_at, layout_id, fare_set_id, distance_km, published_at)
       VALUES (?, 'SK', 'SK9', 'DEL', 'BOM', '2030-01-01T10:00', '2030-01-01', '2030-01-01 04:30', '2030-01-01 06:30',
         '2030-01-01 04:00', ?, ?, 1, UTC_TIMESTAMP(3))`,
      [id, newId(), newId()],
    )
  const remove = () => run('flight', 'DELETE FROM flight WHERE id = ?', [id])
  expect(await seen('published_flights_on_sale', publish, remove)).toEqual([id])
})

test('a flight that is sold out and not known to be', async () => {
  const tell = () =>
    run('booking', "INSERT INTO told_availability (flight_id, version, sold, sold_out) VALUES (?, 7, 1, 'ECONOMY')", [
      flightId,
    ])
  const forget = () => run('booking', 'DELETE FROM told_availability WHERE flight_id = ?', [flightId])
  expect(await seen('availability_known', tell, forget)).toEqual([`${flightId} told true [ECONOMY]`])
})

test('a seat that is other than its events say', async () => {
  const set = (status: string) => () =>
    run('booking', `UPDATE seat SET status = ? WHERE flight_id = ? AND number = '4B'`, [status, flightId])
  expect(await seen('seat_maps_fold', set('BLOCKED'), set('AVAILABLE'))).toEqual([
    `${flightId} 4B is BLOCKED, its events say AVAILABLE`,
  ])
})

test('a map that grew without an event', async () => {
  const grow = (by: number) => () =>
    run('booking', 'UPDATE flight SET map_version = map_version + ? WHERE id = ?', [by, flightId])
  expect(await seen('seat_maps_fold', grow(1), grow(-1))).toEqual([`${flightId} is at version 4, its events at 3`])
})

test.each([
  ['booking.v1', 'notification_consumes_booking', 'notification'],
  ['user.v1', 'notification_consumes_user', 'notification'],
  ['flight.v1', 'notification_consumes_flight', 'notification'],
  ['flight.v1', 'booking_consumes_flight', 'booking'],
])('an event of %s that had no effect', async (topic, name, consumer) => {
  const [row] = await run('bus', 'SELECT value FROM message WHERE topic = ? ORDER BY message_offset DESC LIMIT 1', [
    topic,
  ])
  const { id } = JSON.parse(row.value)
  const forget = () => run(consumer, 'DELETE FROM inbox WHERE event_id = ?', [id])
  const remember = () => markDone(consumer, id)
  expect(await seen(name, forget, remember)).toEqual([expect.stringContaining(id)])
})

test('a change of a booking without an event', async () => {
  const change = () =>
    run('booking', `INSERT INTO booking_event (booking_id, at, actor, action) VALUES (?, UTC_TIMESTAMP(3), 'x', 'x')`, [
      bookingId,
    ])
  const undo = () => run('booking', `DELETE FROM booking_event WHERE booking_id = ? AND action = 'x'`, [bookingId])
  expect(await seen('changes_told', change, undo)).toEqual([`${bookingId} has 2 changes and 1 event`])
})

test('where the bus keeps nothing, nothing is claimed', async () => {
  await run('bus', 'DELETE FROM message')
  const found = await look()
  expect(Object.keys(found).sort()).toEqual([
    'booking_consumes_flight',
    'changes_told',
    'notification_consumes_booking',
    'notification_consumes_flight',
    'notification_consumes_user',
    'seat_maps_fold',
  ])
  expect(Object.values(found).every((result) => (result as { state: string }).state === 'nothing')).toBe(true)
})
