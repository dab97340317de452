import type { FlightId, HoldId, UserId } from '#lib/ids.ts'
import { join, rows, type Sql } from '#lib/sql.ts'
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

export async function loadHold(db: Sql, id: string): Promise<HoldRow | undefined> {
  const [row] = await db.$queryRaw<HoldRow[]>`
    SELECT id, user_id AS userId, status, currency, total_minor AS totalMinor, created_at AS createdAt,
      expires_at AS expiresAt
    FROM hold WHERE id = ${id}`
  return row && toHold(row)
}

export async function lockHold(tx: Tx, id: string): Promise<HoldRow | undefined> {
  const [row] = await tx.$queryRaw<HoldRow[]>`
    SELECT id, user_id AS userId, status, currency, total_minor AS totalMinor, created_at AS createdAt,
      expires_at AS expiresAt
    FROM hold WHERE id = ${id} FOR UPDATE`
  return row && toHold(row)
}

/** Holds that ran out, oldest first, locked; those that another instance is at are left to it. */
export async function lockExpiredHolds(tx: Tx, now: Date, limit: number): Promise<HoldId[]> {
  const found = await tx.$queryRaw<Array<{ id: HoldId }>>`
    SELECT id FROM hold WHERE status = 'ACTIVE' AND expires_at <= ${now}
    ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  return found.map((h) => h.id)
}

export async function loadHoldSeats(
  db: Sql,
  holdIds: readonly HoldId[],
): Promise<Array<PricedSeat & { holdId: HoldId }>> {
  if (holdIds.length === 0) return []
  const found = await db.$queryRaw<Array<PricedSeat & { holdId: HoldId }>>`
    SELECT hold_id AS holdId, flight_id AS flightId, seat_number AS seat, cabin, base_minor AS baseMinor,
      taxes_minor AS taxesMinor, surcharge_minor AS surchargeMinor, refundable, cancel_fee_minor AS cancelFeeMinor
    FROM hold_seat WHERE hold_id IN (${join([...holdIds])}) ORDER BY hold_id, flight_id, seat_number`
  return found.map((s) => ({
    ...s,
    baseMinor: Number(s.baseMinor),
    taxesMinor: Number(s.taxesMinor),
    surchargeMinor: Number(s.surchargeMinor),
    cancelFeeMinor: Number(s.cancelFeeMinor),
    refundable: Boolean(s.refundable),
  }))
}

/** Takes the customer's row, so that holds of one customer come one after another. */
export async function lockCustomer(tx: Tx, userId: UserId): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO customer (user_id, holds) VALUES (${userId}, 1) ON DUPLICATE KEY UPDATE holds = holds + 1`
}

/** Seats the customer holds or has booked without having paid, by flight; the hold `except` is left out. */
export async function countUnpaidSeats(
  tx: Tx,
  { userId, flightIds, except, now }: { userId: UserId; flightIds: FlightId[]; except: HoldId | null; now: Date },
): Promise<Map<FlightId, number>> {
  const found = await tx.$queryRaw<Array<{ flightId: FlightId; seats: bigint }>>`
    SELECT s.flight_id AS flightId, COUNT(*) AS seats
    FROM hold h JOIN hold_seat s ON s.hold_id = h.id LEFT JOIN booking b ON b.hold_id = h.id
    WHERE h.user_id = ${userId} AND s.flight_id IN (${join(flightIds)}) AND NOT (h.id <=> ${except})
      AND ((h.status = 'ACTIVE' AND h.expires_at > ${now})
        OR (h.status = 'BOOKED' AND b.status = 'PENDING_PAYMENT' AND b.pay_by > ${now}))
    GROUP BY s.flight_id`
  return new Map(found.map((f) => [f.flightId, Number(f.seats)]))
}

export async function saveHold(tx: Tx, hold: HoldRow, seats: PricedSeat[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO hold (id, user_id, status, currency, total_minor, created_at, expires_at)
    VALUES (${hold.id}, ${hold.userId}, ${hold.status}, ${hold.currency}, ${hold.totalMinor}, ${hold.createdAt}, ${hold.expiresAt})`
  await insertHoldSeats(tx, hold.id, seats)
}

async function insertHoldSeats(tx: Tx, holdId: HoldId, seats: PricedSeat[]): Promise<void> {
  const values = seats.map((s) => [
    holdId,
    s.flightId,
    s.seat,
    s.cabin,
    s.baseMinor,
    s.taxesMinor,
    s.surchargeMinor,
    s.refundable,
    s.cancelFeeMinor,
  ])
  await tx.$executeRaw`
    INSERT INTO hold_seat (hold_id, flight_id, seat_number, cabin, base_minor, taxes_minor, surcharge_minor, refundable,
      cancel_fee_minor)
    VALUES ${rows(values)}`
}

/** Puts one seat of a hold in another's place, and its price into the total; `from` is null where there was none. */
export async function moveHoldSeat(
  tx: Tx,
  holdId: HoldId,
  { from, to }: { from: string | null; to: PricedSeat },
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM hold_seat WHERE hold_id = ${holdId} AND flight_id = ${to.flightId} AND seat_number = ${from}`
  await insertHoldSeats(tx, holdId, [to])
  await tx.$executeRaw`
    UPDATE hold SET total_minor = (
      SELECT SUM(base_minor + taxes_minor + surcharge_minor) FROM hold_seat WHERE hold_id = ${holdId})
    WHERE id = ${holdId}`
}

export async function endHolds(tx: Tx, ids: readonly HoldId[], status: Exclude<HoldStatus, 'ACTIVE'>): Promise<void> {
  await tx.$executeRaw`UPDATE hold SET status = ${status} WHERE id IN (${join([...ids])}) AND status = 'ACTIVE'`
}
