import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightId, newId } from '#lib/ids.ts'
import { rows } from '#lib/sql.ts'
import { type BookingFixture, bookingFixture, HOLD_TTL_MS, newViewer } from '../../../tests/support/booking.ts'
import { openBookingDb, type Tx } from '../database.ts'
import { wholeMap } from '../seats/watch-seat-map.ts'
import { expireHolds } from './expire-holds.ts'
import { releaseHold } from './release-hold.ts'
import { loadHold, lockUnwarnedHolds } from './store.ts'
import { warnHolds } from './warn-holds.ts'

let booking: BookingFixture
beforeAll(async () => {
  booking = await bookingFixture()
})
afterAll(() => booking.close())

const claims = async (flightId: FlightId) => {
  const map = await wholeMap(booking.db.client, flightId)
  return { version: map?.version, claimed: map?.seats.filter((s) => s.status !== 'AVAILABLE').map((s) => s.number) }
}
const told = async (flightId: FlightId) =>
  (await booking.events()).flatMap((e) =>
    e.type === 'seats.changed.v1' && e.data.flightId === flightId
      ? [e.data.seats.map((s) => `${s.number} ${s.status}`).join(', ')]
      : [],
  )

test('a released hold gives its seats back at once, and once', async () => {
  const flightId = await booking.sell()
  const ann = newViewer()
  const hold = await booking.held(ann, flightId, ['4A', '4B'])
  expect(await releaseHold(booking.deps, ann, hold)).toBe(true)
  expect(await claims(flightId)).toEqual({ version: 3, claimed: [] })
  expect(await releaseHold(booking.deps, ann, hold)).toBe(false)
  expect(await told(flightId)).toEqual(['4A HELD, 4B HELD', '4A AVAILABLE, 4B AVAILABLE'])
})

test('nobody releases what is not theirs, not there, or booked', async () => {
  const flightId = await booking.sell()
  const ann = newViewer()
  const hold = await booking.held(ann, flightId, ['4A'])
  for (const id of [newId(), '', 'é', "' OR 1=1 --"]) expect(await releaseHold(booking.deps, ann, id)).toBe(false)
  expect(await releaseHold(booking.deps, newViewer(), hold)).toBe(false)
  await booking.booked(ann, hold)
  expect(await releaseHold(booking.deps, ann, hold)).toBe(false)
  expect((await claims(flightId)).claimed).toEqual(['4A'])
})

test('releasing late leaves a seat alone that went on to another', async () => {
  const flightId = await booking.sell()
  const [ann, bob] = [newViewer(), newViewer()]
  const late = await booking.held(ann, flightId, ['4A', '4B'])
  booking.advance(HOLD_TTL_MS + 1000)
  await booking.held(bob, flightId, ['4A'])
  await releaseHold(booking.deps, ann, late)
  expect((await claims(flightId)).claimed).toEqual(['4A'])
  expect((await told(flightId)).at(-1)).toBe('4B AVAILABLE')
})

test('two sweepers at once end each expired hold once, and leave running and re-held seats alone', async () => {
  const flights = [await booking.sell(), await booking.sell()]
  const [ann, bob] = [newViewer(), newViewer()]
  const expired = []
  for (const flightId of flights) {
    for (const seats of [['4A', '4B'], ['5A'], ['6A', '6B']])
      expired.push(await booking.held(newViewer(), flightId, seats))
  }
  booking.advance(HOLD_TTL_MS + 1000)
  const [first] = flights as [FlightId]
  await booking.held(ann, first, ['4A', '5A'])
  const running = await booking.held(bob, first, ['7A'])
  const other = openBookingDb(booking.database.url)
  const ended = await Promise.all([
    expireHolds(booking.db),
    expireHolds(other),
    expireHolds(booking.db),
    expireHolds(other),
  ])
  await other.close()
  const [counted] = await booking.db.client.$queryRaw<Array<{ holds: bigint }>>`
    SELECT COUNT(*) AS holds FROM hold WHERE status = 'EXPIRED'`
  expect(ended.reduce((sum, n) => sum + n, 0)).toBe(Number(counted?.holds))
  for (const id of expired) expect((await loadHold(booking.db.client, id))?.status).toBe('EXPIRED')
  expect((await loadHold(booking.db.client, running))?.status).toBe('ACTIVE')
  expect((await claims(first)).claimed).toEqual(['4A', '5A', '7A'])
  const freed = (await told(first)).join(', ').match(/\w+ AVAILABLE/g)
  expect(freed?.toSorted()).toEqual(['4B AVAILABLE', '6A AVAILABLE', '6B AVAILABLE'])
  expect(await expireHolds(booking.db)).toBe(0)
})

test('the customer of a hold that ends soon is told once, of one that was given back or has ended never', async () => {
  const flightId = await booking.sell()
  const [ann, bob] = [newViewer(), newViewer()]
  const hold = await booking.held(ann, flightId, ['6A', '6B'])
  await releaseHold(booking.deps, bob, await booking.held(bob, flightId, ['6C']))
  const warned = async () =>
    (await booking.events()).flatMap((e) =>
      e.type === 'hold.expiring.v1' && [ann.id, bob.id].includes(e.data.userId as never)
        ? [`${e.data.holdId} ${e.data.seats.map((s) => s.seat).join()}`]
        : [],
    )
  while ((await warnHolds(booking.db, HOLD_TTL_MS)) > 0);
  expect(await warned()).toEqual([])
  booking.advance(HOLD_TTL_MS - 119_000)
  await Promise.all([warnHolds(booking.db, HOLD_TTL_MS), warnHolds(booking.db, HOLD_TTL_MS)])
  while ((await warnHolds(booking.db, HOLD_TTL_MS)) > 0);
  expect(await warned()).toEqual([`${hold} 6A,6B`])
})

test('those who were told are not looked at again', async () => {
  const { client } = booking.db
  const now = new Date(Date.UTC(2031, 0, 1))
  const until = new Date(now.getTime() + 60_000)
  const row = (n: number) => [newId(), newId(), 'ACTIVE', 'EUR', 0, now, new Date(now.getTime() + n), n !== 900]
  await client.$executeRaw`
    INSERT INTO hold (id, user_id, status, currency, total_minor, created_at, expires_at, warned)
    VALUES ${rows(Array.from({ length: 1000 }, (_, n) => row(n + 1)))}`
  await client.$queryRaw`ANALYZE TABLE hold`
  const reads = async (tx: Tx) => {
    const counters = await tx.$queryRaw<Array<{ Value: string }>>`SHOW SESSION STATUS LIKE 'Handler_read%'`
    return counters.reduce((sum, { Value }) => sum + Number(Value), 0)
  }
  await booking.db.transaction(async (tx) => {
    await lockUnwarnedHolds(tx, { now, until, limit: 100 })
    const before = await reads(tx)
    expect(await lockUnwarnedHolds(tx, { now, until, limit: 100 })).toHaveLength(1)
    expect((await reads(tx)) - before).toBeLessThan(30)
  })
})
