import { shifted } from '#lib/clock.ts'
import type { BookingId, FlightId, HoldId, UserId } from '#lib/ids.ts'
import { type Fragment, join, rows, type Sql, sql, tableOf } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { CabinClass } from './layout.ts'
import { type SeatRef, type SeatRow, type SeatStatus, sortSeats } from './seat.ts'

/** Many seats as a condition both MySQL and MariaDB answer from the primary key; row-constructor IN does not on MariaDB. */
function these(seats: readonly SeatRef[]): Fragment {
  const byFlight = Map.groupBy(sortSeats(seats), (s) => s.flightId)
  const parts = [...byFlight].map(
    ([flightId, of]) => sql`(flight_id = ${flightId} AND number IN (${join(of.map((s) => s.seat))}))`,
  )
  return sql`(${join(parts, ' OR ')})`
}

/** Locks the seats that exist, in order of (flight, seat), and returns them as they are. */
export async function lockSeats(tx: Tx, seats: readonly SeatRef[]): Promise<SeatRow[]> {
  const wanted = sortSeats(seats).map((s) => [s.flightId, s.seat])
  return tx.$queryRaw<SeatRow[]>`
    SELECT flight_id AS flightId, number AS seat, cabin, status, hold_id AS holdId, held_until AS heldUntil,
      booking_id AS bookingId
    FROM ${tableOf({ flight: 'id', name: 'ascii' }, wanted)} w
      STRAIGHT_JOIN seat FORCE INDEX (PRIMARY) ON flight_id = w.flight AND number = w.name
    FOR UPDATE`
}

/** A seat and the hold that it goes to or comes from. */
export interface SeatOfHold extends SeatRef {
  holdId: HoldId
}

/** Gives free seats to holds. Returns how many it was: fewer than asked for means that some were not free. */
export async function giveFreeSeats(
  tx: Tx,
  seats: ReadonlyArray<SeatOfHold & { until: Date }>,
  now: Date,
): Promise<number> {
  const values = seats.map((s) => [s.flightId, s.seat, s.holdId, s.until])
  return tx.$executeRaw`
    UPDATE ${tableOf({ flight: 'id', name: 'ascii', hold: 'id', until: 'time' }, values)} w
      STRAIGHT_JOIN seat FORCE INDEX (PRIMARY) ON flight_id = w.flight AND number = w.name
    SET status = 'HELD', hold_id = w.hold, held_until = w.until
    WHERE (status = 'AVAILABLE' OR (status = 'HELD' AND held_until <= ${now}))`
}

/** The same for one hold. */
export const holdFreeSeats = (
  tx: Tx,
  seats: readonly SeatRef[],
  { holdId, until, now }: { holdId: HoldId; until: Date; now: Date },
): Promise<number> =>
  giveFreeSeats(
    tx,
    seats.map((s) => ({ flightId: s.flightId, seat: s.seat, holdId, until })),
    now,
  )

/** Frees those of the seats that still belong to their hold, and returns how many. */
export async function takeBackSeats(tx: Tx, seats: readonly SeatOfHold[]): Promise<number> {
  if (seats.length === 0) return 0
  const values = seats.map((s) => [s.flightId, s.seat, s.holdId])
  return tx.$executeRaw`
    UPDATE ${tableOf({ flight: 'id', name: 'ascii', hold: 'id' }, values)} w
      STRAIGHT_JOIN seat FORCE INDEX (PRIMARY) ON flight_id = w.flight AND number = w.name
    SET status = 'AVAILABLE', hold_id = NULL, held_until = NULL
    WHERE status = 'HELD' AND hold_id = w.hold`
}

/** The same for one hold. */
export const freeHeldSeats = (tx: Tx, seats: readonly SeatRef[], holdId: HoldId): Promise<number> =>
  takeBackSeats(
    tx,
    seats.map((s) => ({ flightId: s.flightId, seat: s.seat, holdId })),
  )

/** Moves the end of a running hold. Returns the seats it still had: fewer than asked for means that it had run out. */
export async function extendHeldSeats(
  tx: Tx,
  seats: readonly SeatRef[],
  { holdId, until, now }: { holdId: HoldId; until: Date; now: Date },
): Promise<number> {
  return tx.$executeRaw`
    UPDATE seat SET held_until = ${until}
    WHERE ${these(seats)} AND status = 'HELD' AND hold_id = ${holdId} AND held_until > ${now}`
}

/**
 * Sells seats that the hold has, even past its time, or that are free. Returns how many it was: fewer than asked for
 * means that somebody else has taken some.
 */
export async function sellSeats(
  tx: Tx,
  seats: readonly SeatRef[],
  { holdId, bookingId, now }: { holdId: HoldId; bookingId: BookingId; now: Date },
): Promise<number> {
  return tx.$executeRaw`
    UPDATE seat SET status = 'BOOKED', booking_id = ${bookingId}, hold_id = NULL, held_until = NULL
    WHERE ${these(seats)}
      AND (status = 'AVAILABLE' OR (status = 'HELD' AND (hold_id = ${holdId} OR held_until <= ${now})))`
}

/** Gives sold seats of a booking back, and returns how many. */
export async function returnSoldSeats(tx: Tx, seats: readonly SeatRef[], bookingId: BookingId): Promise<number> {
  return tx.$executeRaw`
    UPDATE seat SET status = 'AVAILABLE', booking_id = NULL
    WHERE ${these(seats)} AND status = 'BOOKED' AND booking_id = ${bookingId}`
}

/** Takes free seats off sale, and keeps why. Returns how many it was: fewer than asked for means that some were not free. */
export async function blockFreeSeats(
  tx: Tx,
  seats: readonly SeatRef[],
  { reason, by, now }: { reason: string; by: UserId; now: Date },
): Promise<number> {
  const blocked = await tx.$executeRaw`
    UPDATE seat SET status = 'BLOCKED', hold_id = NULL, held_until = NULL
    WHERE ${these(seats)} AND (status = 'AVAILABLE' OR (status = 'HELD' AND held_until <= ${now}))`
  await tx.$executeRaw`
    INSERT INTO seat_block (flight_id, number, reason, blocked_by, blocked_at)
    VALUES ${rows(seats.map((s) => [s.flightId, s.seat, reason, by, now]))}`
  return blocked
}

/** Puts blocked seats back on sale, and returns how many. */
export async function unblockSeats(tx: Tx, seats: readonly SeatRef[]): Promise<number> {
  await tx.$executeRaw`DELETE FROM seat_block WHERE ${these(seats)}`
  return tx.$executeRaw`UPDATE seat SET status = 'AVAILABLE' WHERE ${these(seats)} AND status = 'BLOCKED'`
}

/** Lets each flight's map version grow by one; the last locks of a transaction, in order of flight. */
export async function growMapVersions(tx: Tx, flightIds: FlightId[]) {
  const wanted = tableOf(
    { flight: 'id' },
    [...new Set(flightIds)].sort().map((id) => [id]),
  )
  await tx.$executeRaw`
    UPDATE ${wanted} w STRAIGHT_JOIN flight f FORCE INDEX (PRIMARY) ON f.id = w.flight
    SET map_version = map_version + 1`
  const found = await tx.$queryRaw<Array<{ id: FlightId; version: bigint; layoutVersion: number }>>`
    SELECT f.id, map_version AS version, seating AS layoutVersion
    FROM ${wanted} w STRAIGHT_JOIN flight f ON f.id = w.flight`
  return new Map(found.map((f) => [f.id, { version: Number(f.version), layoutVersion: f.layoutVersion }]))
}

export interface MapRow {
  number: string
  status: SeatStatus
  heldUntil: Date | null
  holderId: UserId | null
}

export interface FlightMapRows {
  version: number
  layoutId: string
  layoutVersion: number
  /** Grows with every change of layout */
  seating: number
  now: Date
  seats: MapRow[]
}

/** A flight's seats with its version, in one statement and so of one moment. Undefined: not on sale. */
export async function loadMap(db: Sql, flightId: string): Promise<FlightMapRows | undefined> {
  const found = await db.$queryRaw<
    Array<MapRow & { version: bigint; layoutId: string; layoutVersion: number; seating: number; now: Date }>
  >`
    SELECT s.number, s.status, s.held_until AS heldUntil, h.user_id AS holderId, f.map_version AS version,
      f.layout_id AS layoutId, f.layout_version AS layoutVersion, f.seating, UTC_TIMESTAMP(3) AS now
    FROM flight f JOIN seat s ON s.flight_id = f.id LEFT JOIN hold h ON h.id = s.hold_id
    WHERE f.id = ${flightId}`
  const [first] = found
  if (!first) return undefined
  const { layoutId, layoutVersion, seating } = first
  return { version: Number(first.version), layoutId, layoutVersion, seating, now: shifted(first.now), seats: found }
}

/** Some seats as they are, with the time of that moment. */
export async function loadSeats(
  db: Sql,
  seats: readonly SeatRef[],
): Promise<{ rows: Array<MapRow & { flightId: FlightId }>; now: Date }> {
  const wanted = sortSeats(seats).map((s) => [s.flightId, s.seat])
  const rows = await db.$queryRaw<Array<MapRow & { flightId: FlightId; now: Date }>>`
    SELECT s.flight_id AS flightId, s.number, s.status, s.held_until AS heldUntil, h.user_id AS holderId,
      UTC_TIMESTAMP(3) AS now
    FROM ${tableOf({ flight: 'id', name: 'ascii' }, wanted)} w
      STRAIGHT_JOIN seat s ON s.flight_id = w.flight AND s.number = w.name
      LEFT JOIN hold h ON h.id = s.hold_id`
  return { rows, now: shifted(rows[0]?.now ?? new Date()) }
}

export interface CabinCount {
  flightId: FlightId
  cabin: CabinClass
  available: number
  held: number
  booked: number
  total: number
}

/** Seats of each cabin by their state; a hold past its time counts as available, a blocked seat only in the total. */
export async function countSeats(db: Sql, flightIds: readonly string[], now: Date): Promise<CabinCount[]> {
  const found = await db.$queryRaw<Array<Record<'available' | 'held' | 'booked' | 'total', unknown> & CabinCount>>`
    SELECT flight_id AS flightId, cabin, COUNT(*) AS total, SUM(status = 'BOOKED') AS booked,
      SUM(status = 'AVAILABLE' OR (status = 'HELD' AND held_until <= ${now})) AS available,
      SUM(status = 'HELD' AND held_until > ${now}) AS held
    FROM seat WHERE flight_id IN (${join([...flightIds])}) GROUP BY flight_id, cabin ORDER BY flight_id, cabin DESC`
  return found.map((row) => ({
    flightId: row.flightId,
    cabin: row.cabin,
    available: Number(row.available),
    held: Number(row.held),
    booked: Number(row.booked),
    total: Number(row.total),
  }))
}
