import { createHash } from 'node:crypto'
import { createPool, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'
import { newId } from '#lib/ids.ts'

export interface PlainHolds {
  hold(wish: { flightId: string; seat: string }): Promise<void>
  close(): Promise<void>
}

const HOLD_MS = 600_000

/**
 * The peer: one hold a transaction, with mysql2 alone and as few prepared statements as it takes. It keeps what a hold
 * of ours keeps: key with answer, customer, seat locked and guarded, cap, hold with prices, map version, event.
 */
export function plainHolds(url: string, connections: number): PlainHolds {
  const pool = createPool({
    uri: url,
    connectionLimit: connections,
    maxPreparedStatements: 256,
    timezone: 'Z',
    supportBigNumbers: true,
  })
  pool.pool.on('connection', (connection) => {
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
    connection.query("SET SESSION innodb_lock_wait_timeout = 3, time_zone = '+00:00'")
  })
  return {
    async hold(wish) {
      const connection = await pool.getConnection()
      try {
        await connection.query('BEGIN')
        await holdIn((text, values) => connection.execute<never>(text, values).then(([result]) => result), wish)
        await connection.query('COMMIT')
      } catch (error) {
        await connection.query('ROLLBACK')
        throw error
      } finally {
        connection.release()
      }
    },
    close: () => pool.end(),
  }
}

type Execute = <R extends RowDataPacket[] | ResultSetHeader>(
  text: string,
  values: Array<string | number | Date>,
) => Promise<R>

async function holdIn(execute: Execute, { flightId, seat }: { flightId: string; seat: string }): Promise<void> {
  const [holdId, userId, key] = [newId(), newId(), newId()]
  const hash = createHash('sha256').update(JSON.stringify({ flightId, seat })).digest('base64url')
  // The key's answer is written with it: a unique violation would be the repeat.
  await execute(INSERT_KEY, [userId, key, hash, holdId])
  await execute(LOCK_CUSTOMER, [userId])
  const [row] = await execute<RowDataPacket[]>(LOCK_SEAT, [flightId, seat])
  const now = row?.now as Date
  if (row?.status !== 'AVAILABLE' && !(row?.held_until < now)) throw new Error('The seat is taken.')
  const [flight] = await execute<RowDataPacket[]>(LOAD_FLIGHT, [flightId])
  const fares = typeof flight?.fares === 'string' ? JSON.parse(flight.fares) : flight?.fares
  const fare = fares.find((f: { cabin: string }) => f.cabin === row?.cabin)
  const [unpaid] = await execute<RowDataPacket[]>(COUNT_UNPAID, [userId, flightId, now, now])
  if (unpaid?.seats >= 9) throw new Error('Too many unpaid seats.')
  const until = new Date(now.getTime() + HOLD_MS)
  const { affectedRows } = await execute<ResultSetHeader>(HOLD_SEAT, [holdId, until, flightId, seat, now])
  if (affectedRows !== 1) throw new Error('The seat is taken.')
  await execute(INSERT_HOLD, [holdId, userId, fare.currency, fare.baseMinor + fare.taxesMinor, now, until])
  await execute(INSERT_HOLD_SEAT, [holdId, flightId, seat, fare.cabin, fare.baseMinor, fare.taxesMinor])
  // The new version comes back with the update: no SELECT.
  const { insertId: version } = await execute<ResultSetHeader>(GROW_VERSION, [flightId])
  await execute(INSERT_EVENT, [newId(), flightId, eventOf({ flightId, seat, version, until }), now])
}

const eventOf = ({
  flightId,
  seat,
  version,
  until,
}: {
  flightId: string
  seat: string
  version: number
  until: Date
}) =>
  JSON.stringify({
    specversion: '1.0',
    id: newId(),
    source: '/skygraph/booking',
    type: 'seats.changed.v1',
    subject: flightId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: {
      flightId,
      version,
      layoutVersion: 1,
      seats: [{ number: seat, status: 'HELD', heldUntil: until.toISOString() }],
    },
  })

const INSERT_KEY = `INSERT INTO idempotency_key
  (viewer_id, operation, idempotency_key, input_hash, result_type, result_id, created_at)
  VALUES (?, 'holdSeats', ?, ?, 'Hold', ?, UTC_TIMESTAMP(3))`
const LOCK_CUSTOMER = `INSERT INTO customer (user_id, holds) VALUES (?, 1) ON DUPLICATE KEY UPDATE holds = holds + 1`
const LOCK_SEAT = `SELECT cabin, status, held_until, UTC_TIMESTAMP(3) AS now FROM seat
  WHERE flight_id = ? AND number = ? FOR UPDATE`
const LOAD_FLIGHT = `SELECT sales_close_at, layout_id, layout_version, fares FROM flight WHERE id = ?`
const COUNT_UNPAID = `SELECT COUNT(*) AS seats FROM hold h JOIN hold_seat s ON s.hold_id = h.id
  LEFT JOIN booking b ON b.hold_id = h.id
  WHERE h.user_id = ? AND s.flight_id = ? AND ((h.status = 'ACTIVE' AND h.expires_at > ?)
    OR (h.status = 'BOOKED' AND b.status = 'PENDING_PAYMENT' AND b.pay_by > ?))`
const HOLD_SEAT = `UPDATE seat SET status = 'HELD', hold_id = ?, held_until = ?
  WHERE flight_id = ? AND number = ? AND (status = 'AVAILABLE' OR (status = 'HELD' AND held_until <= ?))`
const INSERT_HOLD = `INSERT INTO hold (id, user_id, status, currency, total_minor, created_at, expires_at)
  VALUES (?, ?, 'ACTIVE', ?, ?, ?, ?)`
const INSERT_HOLD_SEAT = `INSERT INTO hold_seat
  (hold_id, flight_id, seat_number, cabin, base_minor, taxes_minor, surcharge_minor, refundable, cancel_fee_minor)
  VALUES (?, ?, ?, ?, ?, ?, 0, TRUE, 0)`
const GROW_VERSION = `UPDATE flight SET map_version = LAST_INSERT_ID(map_version + 1) WHERE id = ?`
const INSERT_EVENT = `INSERT INTO outbox (id, topic, event_key, event, created_at)
  VALUES (?, 'seat.v1', ?, ?, ?)`
