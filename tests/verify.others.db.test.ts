import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import type { InvariantCheck } from '#lib/invariants.ts'
import { type Connection, connect } from '../scripts/services/connection.ts'
import { openReader, readerOn } from '../scripts/verify/reader.ts'
import { flightChecks, hasAircraftInUse } from '../subgraphs/flight/invariants/store.ts'
import { notificationChecks } from '../subgraphs/notification/invariants/store.ts'
import { allOffenders, whileBroken } from './support/broken-by-hand.ts'
import { type TestDatabase, testDatabase } from './support/database.ts'

const aircraftId = newId<string>()
const [first, second] = [newId<string>(), newId<string>()]

const flight = (id: string, way: [string, string], hours: [number, number]) => `
  INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on, departs_at, arrives_at,
    sales_close_at, aircraft_id, layout_id, fare_set_id, distance_km)
  VALUES ('${id}', 'SK', 'SK${hours[0]}', '${way[0]}', '${way[1]}', '2030-01-01T10:00', '2030-01-01',
    '2030-01-01 ${hours[0]}:00', '2030-01-01 ${hours[1]}:00', '2030-01-01 04:00', '${aircraftId}', 'l', 'f', 1)`
const maintenance = (from: number, to: number) => `
  INSERT INTO maintenance_window (id, aircraft_id, starts_at, ends_at, reason)
  VALUES ('${newId()}', '${aircraftId}', '2030-01-01 ${from}:00', '2030-01-01 ${to}:00', 'A check')`
const message = (columns: string, values: string) => `
  INSERT INTO notification (id, topic, channel, subject, body, attachments, attempts, created_at, dedupe_key, ${columns})
  VALUES ('${newId()}', 'BOOKING', 'EMAIL', '', '', '[]', 0, UTC_TIMESTAMP(3), '${newId()}', ${values})`
const key = (result: string) => `
  INSERT INTO idempotency_key (viewer_id, operation, idempotency_key, input_hash, result_type, result_id, created_at)
  VALUES ('${newId()}', 'x', 'x', 'x', ${result}, UTC_TIMESTAMP(3))`
const event = `INSERT INTO outbox (id, topic, event_key, event, created_at) VALUES ('${newId()}', 'x', 'x', '{}', UTC_TIMESTAMP(3))`
const common = { key_answered: [key('NULL, NULL')], outbox_drains: [event] }

interface Room {
  name: 'flight' | 'notification'
  checks: readonly InvariantCheck[]
  /** What is there and right */
  whole: string[]
  /** By the check that must find it, and no other must */
  breaks: Record<string, string[]>
}

const rooms: Room[] = [
  {
    name: 'flight',
    checks: flightChecks,
    whole: [
      `INSERT INTO aircraft (id, registration, type_code, layout_id) VALUES ('${aircraftId}', 'VT-SKY', 'A320', 'l')`,
      flight(first, ['DEL', 'BOM'], [6, 8]),
      flight(second, ['BOM', 'DEL'], [9, 11]),
      maintenance(12, 14),
    ],
    breaks: {
      aircraft_busy_once: [maintenance(10, 11)],
      aircraft_where_it_landed: [flight(newId(), ['BLR', 'DEL'], [15, 17])],
      ...common,
    },
  },
  {
    name: 'notification',
    checks: notificationChecks,
    whole: [
      message('status, sent_at', "'SENT', UTC_TIMESTAMP(3)"),
      message('status, last_error', "'DEAD', 'refused'"),
      message('status, next_attempt_at', "'RETRYING', UTC_TIMESTAMP(3) + INTERVAL 1 MINUTE"),
    ],
    breaks: {
      answer_exists: [key(`'Notification', '${newId()}'`)],
      mail_looked_after: [message('status', "'QUEUED'")],
      mail_end_told: [message('status', "'DEAD'")],
      ...common,
    },
  },
]

describe.each(rooms)('what must hold in $name', ({ name, checks, whole, breaks }) => {
  let database: TestDatabase
  let admin: Connection
  beforeAll(async () => {
    database = await testDatabase(name)
    admin = await connect(database.adminUrl)
    for (const statement of whole) await admin.query(statement)
  })
  afterAll(async () => {
    await admin?.end()
    await database?.drop()
  })

  test('holds', async () => {
    expect(await allOffenders(readerOn(admin), checks)).toEqual({})
  })

  test('is all broken by something below', () => {
    expect(Object.keys(breaks).sort()).toEqual(checks.map((check) => check.name).sort())
  })

  test.each(Object.entries(breaks))('%s is found broken, and nothing else is', async (check, statements) => {
    expect(Object.keys(await whileBroken(database.adminUrl, checks, statements))).toEqual([check])
  })
})

test('without an aircraft that flies there is nothing to say about aircraft', async () => {
  const database = await testDatabase('flight')
  const admin = await connect(database.adminUrl)
  expect(await hasAircraftInUse(readerOn(admin))).toBe(false)
  await admin.query(flight(first, ['DEL', 'BOM'], [6, 8]))
  expect(await hasAircraftInUse(readerOn(admin))).toBe(true)
  await admin.end()
  await database.drop()
})

test('the connection that looks refuses to write', async () => {
  const database = await testDatabase('notification')
  const reader = await openReader(database.url)
  await expect(reader.$queryRaw`DELETE FROM outbox`).rejects.toThrow(/READ ONLY/i)
  await reader.close()
  await database.drop()
})
