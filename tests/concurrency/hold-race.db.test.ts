import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type FlightId, newId } from '#lib/ids.ts'
import { publicError } from '#lib/public-error.ts'
import { type BookingDb, openBookingDb } from '../../subgraphs/booking/database.ts'
import { holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { type BookingFixture, bookingFixture, depsOn, newViewer } from '../support/booking.ts'
import { brokenInvariants } from '../support/booking-invariants.ts'
import { weakened } from '../support/rewritten.ts'
import { noCustomerLock, noLock, noSeatGuard, type Weakening } from '../support/weakenings.ts'

let booking: BookingFixture
let pools: BookingDb[]
beforeAll(async () => {
  booking = await bookingFixture()
  pools = [booking.db, openBookingDb(booking.database.url)]
})
afterAll(async () => {
  await pools[1]?.close()
  await booking.close()
})
afterEach(async () => {
  // What the negative controls broke is not the next test's.
  await booking.db.client.$executeRaw`DELETE FROM hold_seat`
  await booking.db.client.$executeRaw`DELETE FROM hold`
  await booking.db.client.$executeRaw`UPDATE seat SET status = 'AVAILABLE', hold_id = NULL, held_until = NULL`
})

const SEAT_LOCK = 'SELECT * FROM seat WHERE flight_id = ? AND number = ? FOR UPDATE'

/** `buyers` customers over two pools want the same seat at once, and stand before it until all are there. */
function buy(flightId: FlightId, { buyers, weakenings = [] }: { buyers: number; weakenings?: Weakening[] }) {
  const deps = pools.map((db) => depsOn(weakened(db, weakenings)))
  const barrier = { adminUrl: booking.database.adminUrl, lock: SEAT_LOCK, values: [flightId, '4A'] }
  // The buyers of a pool come as one batch.
  return race({ ...barrier, waiting: 2 }, () =>
    Array.from({ length: buyers }, (_, n) =>
      holdSeats(deps[n % deps.length] as (typeof deps)[0], newViewer(), {
        seats: [{ flightId, seat: '4A' }],
        replaces: null,
        idempotencyKey: newId(),
      }),
    ),
  )
}
const broken = () => brokenInvariants(booking.db, new Date())

const asClientSeesIt = (error: unknown) => publicError({ message: 'x' }, error, depsOn(booking.db).log).extensions
const comeBack = { code: 'UNAVAILABLE', retryAfter: 1 }

// SatyamPandey-07/WorkSphere #1593, calcom #28151: the seat was never sold before, and there is a row to lock.
test('sells one seat once when 50 buyers race over two pools', async () => {
  const flightId = await booking.sell()
  const outcomes = values(await buy(flightId, { buyers: 50 }))
  expect(outcomes).toHaveLength(50)
  expect(outcomes.filter((o) => o.ok)).toHaveLength(1)
  expect(outcomes.filter((o) => !o.ok && o.code === 'SEATS_UNAVAILABLE')).toHaveLength(49)
  expect(await broken()).toEqual({})
})

test('NEGATIVE CONTROL: without lock and guard, check-then-update in a transaction oversells the same race', async () => {
  const flightId = await booking.sell()
  const outcomes = values(await buy(flightId, { buyers: 20, weakenings: [noLock, noSeatGuard] }))
  expect(outcomes.filter((o) => o.ok).length).toBeGreaterThan(1)
  expect(Object.keys(await broken())).toContain('1: a running hold has all its seats')
})

// fossasia/eventyay #1359: an optimisation skipped the lock.
test('with the lock alone, and with the guard alone, still one buyer gets the seat', async () => {
  const locked = await booking.sell()
  const outcomes = values(await buy(locked, { buyers: 20, weakenings: [noSeatGuard] }))
  expect(outcomes.filter((o) => o.ok)).toHaveLength(1)
  const guarded = await booking.sell()
  // hoangdaochuz/booking #27: the affected rows are counted, so the other pool's batch fails instead of believing that
  // one of its buyers holds the seat, and each of them is told when it asks alone.
  const told = values(await buy(guarded, { buyers: 20, weakenings: [noLock] }))
  expect(told.filter((o) => o.ok)).toHaveLength(1)
  expect(told.filter((o) => !o.ok && o.code === 'SEATS_UNAVAILABLE')).toHaveLength(19)
  expect(await broken()).toEqual({})
})

// Requests of one process with one key go one after another: the first stands before the seat, the rest behind it.
test('the same key many times at once is one hold', async () => {
  const flightId = await booking.sell()
  const viewer = newViewer()
  const input = { seats: [{ flightId, seat: '4A' }], replaces: null, idempotencyKey: newId() }
  const barrier = { adminUrl: booking.database.adminUrl, lock: SEAT_LOCK, values: [flightId, '4A'], waiting: 1 }
  const outcomes = values(
    await race(barrier, () =>
      Array.from({ length: 10 }, (_, n) => holdSeats(depsOn(pools[n % 2] as BookingDb), viewer, input)),
    ),
  )
  expect(outcomes).toHaveLength(10)
  expect(new Set(outcomes.map((o) => (o.ok ? o.id : o.code))).size).toBe(1)
  const [found] = await booking.db.client.$queryRaw<Array<{ holds: bigint }>>`
    SELECT COUNT(*) AS holds FROM hold WHERE user_id = ${viewer.id}`
  expect(Number(found?.holds)).toBe(1)
})

/** One customer asks for six holds of four seats, all different, and no more than two of them fit under the cap. */
async function overfill(weakenings: Weakening[] = []) {
  const flightId = await booking.sell()
  const viewer = newViewer()
  const lock = 'SELECT * FROM flight WHERE id = ? FOR UPDATE'
  const barrier = { adminUrl: booking.database.adminUrl, lock, values: [flightId], waiting: 6 }
  const results = await race(barrier, () =>
    [4, 5, 6, 7, 8, 9].map((row, n) =>
      holdSeats(depsOn(weakened(pools[n % 2] as BookingDb, weakenings)), viewer, {
        seats: ['A', 'B', 'C', 'D'].map((column) => ({ flightId, seat: `${row}${column}` })),
        replaces: null,
        idempotencyKey: newId(),
      }),
    ),
  )
  expect(reasons(results)).toEqual([])
  return values(results)
}

test('the cap on unpaid seats holds when one customer races for more', async () => {
  const outcomes = await overfill()
  expect(outcomes.filter((o) => o.ok)).toHaveLength(2)
  expect(outcomes.filter((o) => !o.ok && o.code === 'HOLD_LIMIT_REACHED')).toHaveLength(4)
})

test('NEGATIVE CONTROL: without the lock of the customer the same race goes past the cap', async () => {
  expect((await overfill(noCustomerLock)).filter((o) => o.ok).length).toBeGreaterThan(2)
})

// What a refusal rolls back, the rows of key and customer, others wait for: InnoDB ends that as a deadlock, retried.
test('one customer who asks many times at once for a taken seat is refused each time, and nothing is kept', async () => {
  const flightId = await booking.sell()
  await booking.held(newViewer(), flightId, ['4A'])
  const ask = async (times: number, { waiting, keyOf }: { waiting: number; keyOf: () => string }) => {
    const viewer = newViewer()
    const barrier = { adminUrl: booking.database.adminUrl, lock: SEAT_LOCK, values: [flightId, '4A'], waiting }
    const results = await race(barrier, () =>
      Array.from({ length: times }, (_, n) => {
        const input = { seats: [{ flightId, seat: '4A' }], replaces: null, idempotencyKey: keyOf() }
        return holdSeats(depsOn(pools[n % 2] as BookingDb), viewer, input)
      }),
    )
    expect(values(results).every((o) => !o.ok && o.code === 'SEATS_UNAVAILABLE')).toBe(true)
    return reasons(results)
  }
  const key = newId()
  const oneKey = { waiting: 1, keyOf: () => key }
  expect(await ask(5, oneKey)).toEqual([])
  expect(await ask(5, { waiting: 2, keyOf: newId })).toEqual([])
  // So many that three retries are not always enough: then it says come back.
  for (const reason of [...(await ask(20, oneKey)), ...(await ask(20, { waiting: 2, keyOf: newId }))]) {
    expect(asClientSeesIt(reason)).toEqual(comeBack)
  }
})

test('a buyer waits for nobody who wants other seats of the flight', async () => {
  const flightId = await booking.sell()
  const taken = ['4A', '5A', '5B', '9F']
  const rest = ['4B', '4C', '5C', '5D', '5E', '6A', '8A', '9A', '9E']
  const lock = `SELECT * FROM seat WHERE flight_id = ? AND number IN (${taken.map((s) => `'${s}'`).join()}) FOR UPDATE`
  const [result] = await race({ adminUrl: booking.database.adminUrl, lock, values: [flightId] }, () => [
    booking.hold(newViewer(), flightId, rest),
  ])
  expect(result).toMatchObject({ status: 'fulfilled', value: { ok: true } })
})

test('a lock that is waited for too long says come back, not what the driver said', async () => {
  const flightId = await booking.sell()
  const barrier = { adminUrl: booking.database.adminUrl, lock: SEAT_LOCK, values: [flightId, '4A'] }
  const results = await race(barrier, () => [booking.hold(newViewer(), flightId, ['4A'])])
  expect(reasons(results).map(asClientSeesIt)).toEqual([comeBack])
  expect(await booking.hold(newViewer(), flightId, ['4A'])).toMatchObject({ ok: true })
})

// prisma/orm #20015: a pool that is used up showed as a transaction that did not start.
test('a hot flight that stands still says come back to all 60 who wait, and then goes on', async () => {
  const flightId = await booking.sell()
  const barrier = { adminUrl: booking.database.adminUrl, lock: SEAT_LOCK, values: [flightId, '4A'] }
  const results = await race(barrier, () =>
    Array.from({ length: 60 }, () => booking.hold(newViewer(), flightId, ['4A'])),
  )
  expect(values(results)).toEqual([])
  expect(reasons(results).map(asClientSeesIt)).toEqual(Array.from({ length: 60 }, () => comeBack))
  expect(await booking.hold(newViewer(), flightId, ['4A'])).toMatchObject({ ok: true })
})

test('a pool whose connections are all in use says come back', async () => {
  const flightId = await booking.sell()
  const gate = Promise.withResolvers<void>()
  const busy = Array.from({ length: 16 }, () => booking.db.transaction(() => gate.promise))
  const [result] = await Promise.allSettled([booking.hold(newViewer(), flightId, ['4A'])])
  gate.resolve()
  await Promise.all(busy)
  expect(reasons([result]).map(asClientSeesIt)).toEqual([comeBack])
  expect(await booking.hold(newViewer(), flightId, ['4A'])).toMatchObject({ ok: true })
})
