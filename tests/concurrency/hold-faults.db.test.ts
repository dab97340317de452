import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FlightId, newId } from '#lib/ids.ts'
import { publicError } from '#lib/public-error.ts'
import { type Connection, connect } from '../../scripts/services/connection.ts'
import { holdSeats } from '../../subgraphs/booking/holds/hold-seats.ts'
import { race, reasons, values } from '../support/barrier.ts'
import { type BookingFixture, bookingFixture, depsOn, newViewer } from '../support/booking.ts'
import { brokenInvariants } from '../support/booking-invariants.ts'
import { until } from '../support/wait.ts'

let booking: BookingFixture
let outside: Connection
beforeAll(async () => {
  booking = await bookingFixture()
  outside = await connect(booking.database.adminUrl)
})
afterAll(async () => {
  await outside.end()
  expect(await brokenInvariants(booking.db, new Date())).toEqual({})
  await booking.close()
})

const SEAT_LOCK = 'SELECT * FROM seat WHERE flight_id = ? AND number = ? FOR UPDATE'
const asClientSeesIt = (error: unknown) => publicError({ message: 'x' }, error, depsOn(booking.db).log).extensions
const comeBack = { code: 'UNAVAILABLE', retryAfter: 1 }
const hold = (flightId: FlightId, seat: string, more: Parameters<BookingFixture['hold']>[3] = {}) =>
  booking.hold(newViewer(), flightId, [seat], more)

/** The server's number of the one connection that waits for a lock here. */
const waitingThread = () =>
  until(
    async () => {
      const [row] = await outside.query(
        `SELECT t.trx_mysql_thread_id AS id FROM information_schema.innodb_trx t
       JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
       WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()`,
      )
      return row?.id
      // InnoDB shows what it last showed until nobody has looked for 100 ms.
    },
    { everyMs: 130, timeoutMs: 2800 },
  )

test('of a batch that waits too long for one seat only who wants that seat is told to come back', async () => {
  const [flightId, other] = [await booking.sell(), await booking.sell()]
  const barrier = { adminUrl: booking.database.adminUrl, lock: SEAT_LOCK, values: [flightId, '4A'] }
  const results = await race(barrier, () => [
    hold(flightId, '4B'),
    hold(flightId, '4A'),
    hold(flightId, '4A'),
    hold(flightId, '5C'),
    hold(other, '4A'),
  ])
  expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled', 'fulfilled'])
  expect(values(results).every((o) => o.ok)).toBe(true)
  expect(reasons(results).map(asClientSeesIt)).toEqual([comeBack, comeBack])
  expect(await hold(flightId, '4A')).toMatchObject({ ok: true })
})

test('a seat that was waited for in vain is not waited for together, while it is still locked', async () => {
  const flightId = await booking.sell()
  let transactions = 0
  const transaction: typeof booking.db.transaction = (work) => {
    transactions++
    return booking.db.transaction(work)
  }
  const deps = depsOn({ ...booking.db, transaction })
  const ask = (seat: string) =>
    holdSeats(deps, newViewer(), { seats: [{ flightId, seat }], replaces: null, idempotencyKey: newId() })
  const barrier = { adminUrl: booking.database.adminUrl, lock: SEAT_LOCK, values: [flightId, '4A'] }
  const results = await race(barrier, () => [ask('4A').catch(() => Promise.all([ask('4B'), ask('4A')]))])
  expect(reasons(results).map(asClientSeesIt)).toEqual([comeBack])
  // The first, 4B, and 4A alone: together they would have failed, and both have gone again.
  expect(transactions).toBe(3)
})

test('a flight that stands still says come back to all who want it, and the flights beside it go on', async () => {
  const [still, other] = [await booking.sell(), await booking.sell()]
  const barrier = {
    adminUrl: booking.database.adminUrl,
    lock: 'SELECT * FROM flight WHERE id = ? FOR UPDATE',
    values: [still],
  }
  const seats = ['4A', '4B', '4C']
  const results = await race(barrier, () => [...seats.map((s) => hold(still, s)), ...seats.map((s) => hold(other, s))])
  expect(reasons(results.slice(0, 3)).map(asClientSeesIt)).toEqual([comeBack, comeBack, comeBack])
  expect(values(results.slice(3)).map((o) => o.ok)).toEqual([true, true, true])
})

test('a batch whose connection is cut off leaves nothing, says come back, and may come again with the same keys', async () => {
  const flightId = await booking.sell()
  const buyers = ['4A', '4B', '4C'].map((seat) => ({ viewer: newViewer(), seat, idempotencyKey: newId<string>() }))
  const ask = () =>
    buyers.map(({ viewer, seat, idempotencyKey }) => booking.hold(viewer, flightId, [seat], { idempotencyKey }))
  const count = async () => {
    const [row] = await booking.db.client.$queryRaw<unknown[]>`
      SELECT (SELECT COUNT(*) FROM hold) AS holds, (SELECT COUNT(*) FROM hold_seat) AS seats,
        (SELECT COUNT(*) FROM outbox) AS events, (SELECT COUNT(*) FROM idempotency_key) AS answers,
        (SELECT COUNT(*) FROM seat WHERE status <> 'AVAILABLE') AS claimed, (SELECT SUM(map_version) FROM flight) AS version`
    return row
  }
  const before = await count()
  await outside.beginTransaction()
  // The last lock of all: everything else of the batch is written by then.
  await outside.query('SELECT * FROM flight WHERE id = ? FOR UPDATE', [flightId])
  const asked = Promise.allSettled(ask())
  await outside.query(`KILL ${await waitingThread()}`)
  expect(reasons(await asked).map(asClientSeesIt)).toEqual([comeBack, comeBack, comeBack])
  await outside.rollback()
  expect(await count()).toEqual(before)
  expect((await Promise.all(ask())).map((o) => o.ok)).toEqual([true, true, true])
})

test('a batch that loses a deadlock runs again as a whole', async () => {
  const flightId = await booking.sell()
  await outside.beginTransaction()
  // InnoDB ends whoever has changed less.
  await outside.query(
    `INSERT INTO customer (user_id, holds) VALUES ${Array.from({ length: 200 }, () => '(UUID(), 1)').join()}`,
  )
  await outside.query(SEAT_LOCK, [flightId, '5A'])
  const asked = Promise.all([hold(flightId, '4A'), hold(flightId, '5A'), hold(flightId, '6A')])
  await waitingThread()
  await outside.query(SEAT_LOCK, [flightId, '4A'])
  await outside.rollback()
  expect((await asked).map((o) => o.ok)).toEqual([true, true, true])
  const events = (await booking.events()).filter((e) => e.subject === flightId)
  expect(events).toHaveLength(1)
})

test('a request that breaks fails alone, and the rest of its batch is held', async () => {
  const [flightId, broken] = [await booking.sell(), await booking.sell()]
  await outside.query('UPDATE flight SET layout_version = 99 WHERE id = ?', [broken])
  const results = await Promise.allSettled([hold(flightId, '4A'), hold(broken, '4A'), hold(flightId, '4B')])
  expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(reasons(results).map((e) => asClientSeesIt(e)?.code)).toEqual(['INTERNAL_SERVER_ERROR'])
})
