import type { FlightId, HoldId, UserId } from '#lib/ids.ts'
import { join, type Sql, sql, tableOf } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { PricedSeat } from './hold.ts'

export type HoldStatus = 'ACTIVE' | 'RELEASED' | 'EXPIRED' | 'BOOKED'

export interface HoldRow {
  id: HoldId
  userId: UserId
  status: HoldStatus
  currency: string
  totalMinor: number
  createdAt: Date
  expiresAt: Date
}

const toHold = (row: HoldRow): HoldRow => ({ ...row, totalMinor: Number(row.totalMinor) })

const HOLD = sql`id, user_id AS userId, status, currency, total_minor AS totalMinor, created_at AS createdAt,
  expires_at AS expiresAt`

const idTable = (ids: readonly string[]) =>
  tableOf(
    { name: 'id' },
    ids.toSorted().map((id) => [id]),
  )

export async function loadHold(db: Sql, id: string): Promise<HoldRow | undefined> {
  const [row] = await db.$queryRaw<HoldRow[]>`SELECT ${HOLD} FROM hold WHERE id = ${id}`
  return row && toHold(row)
}

export async function lockHold(tx: Tx, id: string): Promise<HoldRow | undefined> {
  const [row] = await lockHolds(tx, [id])
  return row
}

/** In order of their ids. */
export async function lockHolds(tx: Tx, ids: readonly string[]): Promise<HoldRow[]> {
  if (ids.length === 0) return []
  const found = await tx.$queryRaw<HoldRow[]>`
    SELECT ${HOLD} FROM ${idTable(ids)} w STRAIGHT_JOIN hold FORCE INDEX (PRIMARY) ON id = w.name FOR UPDATE`
  return found.map(toHold)
}

/** Holds that ran out, oldest first, locked; those that another instance is at are left to it. */
export async function lockExpiredHolds(tx: Tx, now: Date, limit: number): Promise<HoldId[]> {
  const found = await tx.$queryRaw<Array<{ id: HoldId }>>`
    SELECT id FROM hold WHERE status = 'ACTIVE' AND expires_at <= ${now}
    ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  return found.map((h) => h.id)
}

/** Holds that end before `until` and whose customers were not told yet, locked; others' work is left to them. */
export async function lockUnwarnedHolds(
  tx: Tx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<Array<Pick<HoldRow, 'id' | 'userId' | 'expiresAt'>>> {
  return tx.$queryRaw<Array<Pick<HoldRow, 'id' | 'userId' | 'expiresAt'>>>`
    SELECT id, user_id AS userId, expires_at AS expiresAt FROM hold
    WHERE status = 'ACTIVE' AND expires_at > ${now} AND expires_at <= ${until} AND warned = FALSE
    ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
}

export async function markWarned(tx: Tx, ids: readonly HoldId[]): Promise<void> {
  await tx.$executeRaw`UPDATE hold SET warned = TRUE WHERE id IN (${join([...ids])})`
}

export async function loadHoldSeats(
  db: Sql,
  holdIds: readonly HoldId[],
): Promise<Array<PricedSeat & { holdId: HoldId }>> {
  if (holdIds.length === 0) return []
  const found = await db.$queryRaw<Array<PricedSeat & { holdId: HoldId }>>`
    SELECT hold_id AS holdId, flight_id AS flightId, seat_number AS seat, cabin, base_minor AS baseMinor,
      taxes_minor AS taxesMinor, surcharge_minor AS surchargeMinor, refundable, cancel_fee_minor AS cancelFeeMinor
    FROM ${idTable(holdIds)} w STRAIGHT_JOIN hold_seat ON hold_id = w.name
    ORDER BY hold_id, flight_id, seat_number`
  return found.map((s) => ({
    ...s,
    baseMinor: Number(s.baseMinor),
    taxesMinor: Number(s.taxesMinor),
    surchargeMinor: Number(s.surchargeMinor),
    cancelFeeMinor: Number(s.cancelFeeMinor),
    refundable: Boolean(s.refundable),
  }))
}

/** Takes the customers' rows, so that holds of one customer come one after another. */
export async function lockCustomers(tx: Tx, userIds: readonly UserId[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO customer (user_id, holds) SELECT w.name, 1 FROM ${idTable([...new Set(userIds)])} w
    ON DUPLICATE KEY UPDATE holds = holds + 1`
}

/** Seats each customer holds or has booked on a flight without having paid; none is left out. */
export async function countUnpaidSeats(
  tx: Tx,
  wanted: ReadonlyArray<{ userId: UserId; flightId: FlightId }>,
  now: Date,
): Promise<Array<{ userId: UserId; flightId: FlightId; seats: number }>> {
  const pairs = wanted.map(({ userId, flightId }) => [userId, flightId])
  const found = await tx.$queryRaw<Array<{ userId: UserId; flightId: FlightId; seats: bigint }>>`
    SELECT h.user_id AS userId, s.flight_id AS flightId, COUNT(*) AS seats
    FROM ${tableOf({ customer: 'id', flight: 'id' }, pairs)} w
      STRAIGHT_JOIN hold h ON h.user_id = w.customer AND h.status IN ('ACTIVE', 'BOOKED')
      STRAIGHT_JOIN hold_seat s ON s.hold_id = h.id AND s.flight_id = w.flight
      LEFT JOIN booking b ON b.hold_id = h.id
    WHERE (h.status = 'ACTIVE' AND h.expires_at > ${now})
      OR (h.status = 'BOOKED' AND b.status = 'PENDING_PAYMENT' AND b.pay_by > ${now})
    GROUP BY h.user_id, s.flight_id`
  return found.map((f) => ({ ...f, seats: Number(f.seats) }))
}

/** A hold with what it holds. */
export interface NewHold extends HoldRow {
  seats: PricedSeat[]
}

export async function saveHolds(tx: Tx, holds: readonly NewHold[]): Promise<void> {
  const columns = {
    id: 'id',
    customer: 'id',
    status: 'ascii',
    currency: 'ascii',
    total: 'integer',
    made: 'time',
    ends: 'time',
  } as const
  const values = holds.map((h) => [h.id, h.userId, h.status, h.currency, h.totalMinor, h.createdAt, h.expiresAt])
  await tx.$executeRaw`
    INSERT INTO hold (id, user_id, status, currency, total_minor, created_at, expires_at)
    SELECT w.id, w.customer, w.status, w.currency, w.total, w.made, w.ends FROM ${tableOf(columns, values)} w`
  await insertHoldSeats(
    tx,
    holds.flatMap(({ id, seats }) => seats.map((seat) => ({ ...seat, holdId: id }))),
  )
}

export async function insertHoldSeats(tx: Tx, seats: ReadonlyArray<PricedSeat & { holdId: HoldId }>): Promise<void> {
  if (seats.length === 0) return
  const columns = {
    hold: 'id',
    flight: 'id',
    name: 'ascii',
    cabin: 'ascii',
    base: 'integer',
    taxes: 'integer',
    surcharge: 'integer',
    refundable: 'integer',
    fee: 'integer',
  } as const
  const values = seats.map((s) => [
    s.holdId,
    s.flightId,
    s.seat,
    s.cabin,
    s.baseMinor,
    s.taxesMinor,
    s.surchargeMinor,
    s.refundable ? 1 : 0,
    s.cancelFeeMinor,
  ])
  await tx.$executeRaw`
    INSERT INTO hold_seat (hold_id, flight_id, seat_number, cabin, base_minor, taxes_minor, surcharge_minor, refundable,
      cancel_fee_minor)
    SELECT w.hold, w.flight, w.name, w.cabin, w.base, w.taxes, w.surcharge, w.refundable, w.fee
    FROM ${tableOf(columns, values)} w`
}

/** Puts one seat of a hold in another's place, and its price into the total; `from` is null where there was none. */
export async function moveHoldSeat(
  tx: Tx,
  holdId: HoldId,
  { from, to }: { from: string | null; to: PricedSeat },
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM hold_seat WHERE hold_id = ${holdId} AND flight_id = ${to.flightId} AND seat_number = ${from}`
  await insertHoldSeats(tx, [{ ...to, holdId }])
  await tx.$executeRaw`
    UPDATE hold SET total_minor = (
      SELECT SUM(base_minor + taxes_minor + surcharge_minor) FROM hold_seat WHERE hold_id = ${holdId})
    WHERE id = ${holdId}`
}

export async function endHolds(tx: Tx, ids: readonly HoldId[], status: Exclude<HoldStatus, 'ACTIVE'>): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`
    UPDATE ${idTable(ids)} w STRAIGHT_JOIN hold FORCE INDEX (PRIMARY) ON id = w.name SET status = ${status} WHERE status = 'ACTIVE'`
}

/** Ends the time of running holds now; the sweeper frees what they have. */
export async function cutHoldsShort(tx: Tx, ids: readonly HoldId[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`
    UPDATE hold SET expires_at = ${now} WHERE id IN (${join([...ids])}) AND status = 'ACTIVE' AND expires_at > ${now}`
}
