import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/ids.ts'
import { startInvariantWatch } from '#lib/invariant-watch.ts'
import type { InvariantCheck } from '#lib/invariants.ts'
import { sql } from '#lib/sql.ts'
import { bookingChecks } from '../subgraphs/booking/invariants/checks.ts'
import { type BookingFixture, bookingFixture } from './support/booking.ts'
import { until } from './support/wait.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking?.close())

const start = () =>
  startInvariantWatch({ db: booking.db.client, checks: bookingChecks, log: booking.deps.log, everyMs: 50 })

const CHECKED_AT = 'skygraph_invariants_checked_timestamp_seconds'

/** Two read whole tables: they are for npm run verify alone. */
const watched = bookingChecks.filter(
  ({ name }) => !['invoice_numbers_gapless', 'redemptions_within_limit'].includes(name),
)

async function countOf(watch: ReturnType<typeof start>, invariant: string): Promise<number | undefined> {
  return (await watch.measures()).find(({ labels }) => labels?.invariant === invariant)?.value
}

test('tells of each invariant how many break it, and when it last looked', async () => {
  const flightId = await booking.sell()
  const watch = start()
  try {
    expect(await watch.measures()).toEqual([])
    const began = Date.now() / 1000
    await until(async () => (await watch.measures()).some(({ name }) => name === CHECKED_AT))
    const told = await watch.measures()
    expect(told.find(({ name }) => name === CHECKED_AT)?.value).toBeGreaterThan(began)
    expect(
      told.filter(({ name }) => name === 'skygraph_invariant_offenders').map(({ labels }) => labels?.invariant),
    ).toEqual(watched.map(({ name }) => name))
    expect(await countOf(watch, 'held_seat_shape')).toBe(0)

    const breakOne = (holdId: string | null) => booking.db.client.$executeRaw`
      UPDATE seat SET hold_id = ${holdId} WHERE flight_id = ${flightId} AND number = '4B'`
    await breakOne(newId())
    await until(async () => (await countOf(watch, 'held_seat_shape')) === 1)
    await breakOne(null)
    await until(async () => (await countOf(watch, 'held_seat_shape')) === 0)
  } finally {
    await watch.stop()
  }
})

test('what may be in passing is told when it is found a second time', async () => {
  await booking.db.client.$executeRaw`DELETE FROM outbox`
  const watch = start()
  try {
    const stuck = () => countOf(watch, 'outbox_drains')
    await until(async () => (await stuck()) === 0)
    await booking.db.client.$executeRaw`
      INSERT INTO outbox (id, topic, event_key, event, created_at) VALUES (${newId()}, 'seat.v1', 'x', '{}', UTC_TIMESTAMP(3))`
    await until(async () => (await stuck()) === 1)
    await booking.db.client.$executeRaw`DELETE FROM outbox`
    await until(async () => (await stuck()) === 0)
  } finally {
    await watch.stop()
  }
})

test('a scrape asks the database nothing: the counts are there when it is away', async () => {
  const watch = start()
  await until(async () => (await watch.measures()).some(({ name }) => name === CHECKED_AT))
  await watch.stop()
  const before = booking.db.client.$queryRaw
  booking.db.client.$queryRaw = (() => Promise.reject(new Error('away'))) as typeof before
  expect((await watch.measures()).length).toBe(watched.length + 1)
  booking.db.client.$queryRaw = before
})

test('a check that cannot be made keeps no other from being made, and the round is not told as whole', async () => {
  let away = true
  const checks: InvariantCheck[] = [
    {
      invariant: 1,
      name: 'away',
      words: '',
      find: () => (away ? sql`SELECT nothing FROM nowhere` : sql`SELECT 1 LIMIT 0`),
    },
    { invariant: 2, name: 'behind', words: '', find: () => sql`SELECT 'one' AS offender` },
  ]
  const watch = startInvariantWatch({ db: booking.db.client, checks, log: booking.deps.log, everyMs: 20 })
  const names = async () => (await watch.measures()).map(({ name, labels }) => labels?.invariant ?? name)
  try {
    await until(async () => (await names()).length > 0)
    expect(await names()).toEqual(['behind'])
    away = false
    await until(async () => (await names()).includes(CHECKED_AT))
    expect((await names()).toSorted()).toEqual(['away', 'behind', CHECKED_AT])
  } finally {
    await watch.stop()
  }
})
