import type { BookingId, FlightId, HoldId } from '#lib/ids.ts'
import { type Fragment, join, rows, type Sql, sql, tableOf } from '#lib/sql.ts'
import type { FlightStatusChanged } from '#schema/events.ts'
import type { BookingRow } from '../bookings/booking.ts'
import type { Tx } from '../database.ts'
import type { PricedSeat } from '../holds/hold.ts'
import { type HoldRow, insertHoldSeats } from '../holds/store.ts'
import type { CabinClass } from '../seats/layout.ts'
import type { SeatRow } from '../seats/seat.ts'

/**
 * Keeps what flight tells of a flight's day, unless it has told something newer; a cancelled one is marked until its
 * bookings are cancelled, too.
 */
export async function saveStatus(tx: Tx, told: FlightStatusChanged, now: Date): Promise<void> {
  const estimated = told.estimatedDeparture === null ? null : new Date(told.estimatedDeparture)
  const cancelled = told.status === 'CANCELLED'
  await tx.$executeRaw`
    UPDATE flight SET status = ${told.status}, estimated_departure = ${estimated},
      cancelled_at = ${cancelled ? now : null}, cancel_reason = ${cancelled ? told.reason : null},
      status_revision = ${told.revision}
    WHERE id = ${told.flightId} AND status_revision < ${told.revision}`
}

/** The layout a flight is drawn by from now on; what its watchers compare grows. */
export async function saveLayoutOf(
  tx: Tx,
  { flightId, layoutId, layoutVersion }: { flightId: string; layoutId: string; layoutVersion: number },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE flight SET layout_id = ${layoutId}, layout_version = ${layoutVersion}, seating = seating + 1
    WHERE id = ${flightId}`
}

const MOST_ON_BOARD = 2000

/** Ids of bookings with seats on a flight that wait for payment or are paid, in order. */
export async function findLiveBookings(db: Sql, flightId: string, limit = MOST_ON_BOARD): Promise<BookingId[]> {
  const found = await db.$queryRaw<Array<{ id: BookingId }>>`
    SELECT DISTINCT b.id FROM segment s JOIN booking b ON b.id = s.booking_id
    WHERE s.flight_id = ${flightId} AND b.status IN ('PENDING_PAYMENT', 'CONFIRMED') ORDER BY b.id LIMIT ${limit}`
  return found.map(({ id }) => id)
}

export type BookingState = Pick<BookingRow, 'id' | 'status' | 'holdId'>

const LOCKED = sql`FOR UPDATE`
const UNLOCKED = sql``

/** Locks bookings in order of their ids. */
export const lockBookings = (tx: Tx, ids: readonly BookingId[]) => bookingStates(tx, ids, LOCKED)

export const loadBookingStates = (db: Sql, ids: readonly BookingId[]) => bookingStates(db, ids, UNLOCKED)

async function bookingStates(
  db: Sql,
  ids: readonly BookingId[],
  lock: Fragment,
): Promise<Map<BookingId, BookingState>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<BookingState[]>`
    SELECT id, status, hold_id AS holdId FROM booking WHERE id IN (${join([...ids].sort())}) ORDER BY id ${lock}`
  return new Map(found.map((b) => [b.id, b]))
}

/** Ids of the holds that seats of a flight are in, running or not. */
export async function findHoldsOn(db: Sql, flightId: string): Promise<HoldId[]> {
  const found = await db.$queryRaw<Array<{ id: HoldId }>>`
    SELECT DISTINCT hold_id AS id FROM seat WHERE flight_id = ${flightId} AND hold_id IS NOT NULL`
  return found.map(({ id }) => id)
}

/** The holds that seats of a flight are in. */
export async function findHoldStates(db: Sql, flightId: string): Promise<Array<Pick<HoldRow, 'id' | 'status'>>> {
  return db.$queryRaw<Array<Pick<HoldRow, 'id' | 'status'>>>`
    SELECT DISTINCT h.id, h.status FROM seat s JOIN hold h ON h.id = s.hold_id WHERE s.flight_id = ${flightId}`
}

/** Locks all seats of a flight, in order. */
export const lockFlightSeats = (tx: Tx, flightId: FlightId) => flightSeats(tx, flightId, LOCKED)

export const loadFlightSeats = (db: Sql, flightId: FlightId) => flightSeats(db, flightId, UNLOCKED)

async function flightSeats(db: Sql, flightId: FlightId, lock: Fragment): Promise<SeatRow[]> {
  return db.$queryRaw<SeatRow[]>`
    SELECT flight_id AS flightId, number AS seat, cabin, status, hold_id AS holdId, held_until AS heldUntil,
      booking_id AS bookingId
    FROM seat WHERE flight_id = ${flightId} ORDER BY number ${lock}`
}

/** Makes these the seats of a flight: what is not among them goes, what is other than before changes. */
export async function replaceSeats(tx: Tx, flightId: FlightId, seats: readonly SeatRow[]): Promise<void> {
  const numbers = join(seats.map((s) => s.seat))
  await tx.$executeRaw`DELETE FROM seat WHERE flight_id = ${flightId} AND number NOT IN (${numbers})`
  await tx.$executeRaw`DELETE FROM seat_block WHERE flight_id = ${flightId} AND number NOT IN (${numbers})`
  const values = seats.map((s) => [flightId, s.seat, s.cabin, s.status, s.holdId, s.heldUntil, s.bookingId])
  await tx.$executeRaw`
    INSERT INTO seat (flight_id, number, cabin, status, hold_id, held_until, booking_id) VALUES ${rows(values)}
    ON DUPLICATE KEY UPDATE cabin = VALUES(cabin), status = VALUES(status), hold_id = VALUES(hold_id),
      held_until = VALUES(held_until), booking_id = VALUES(booking_id)`
}

export interface SeatedSegment {
  bookingId: BookingId
  passengerId: string
  seat: string
  cabin: CabinClass
}

/** The passengers on a flight's seats, of these bookings, by their seats. */
export async function loadSeated(
  db: Sql,
  flightId: string,
  bookingIds: readonly BookingId[],
): Promise<SeatedSegment[]> {
  if (bookingIds.length === 0) return []
  return db.$queryRaw<SeatedSegment[]>`
    SELECT booking_id AS bookingId, passenger_id AS passengerId, seat_number AS seat, cabin FROM segment
    WHERE flight_id = ${flightId} AND seat_number IS NOT NULL AND booking_id IN (${join([...bookingIds])})`
}

/** Puts passengers on other seats of a flight, or on none; price and terms stay as they were sold. */
export async function reseat(
  tx: Tx,
  flightId: FlightId,
  moves: ReadonlyArray<{ claim: { passengerId: string }; to: string | null }>,
): Promise<void> {
  if (moves.length === 0) return
  const values = moves.map(({ claim, to }) => [claim.passengerId, to])
  await tx.$executeRaw`
    UPDATE ${tableOf({ passenger: 'id', name: 'ascii' }, values)} w
      STRAIGHT_JOIN segment s FORCE INDEX (PRIMARY) ON s.passenger_id = w.passenger AND s.flight_id = ${flightId}
    SET s.seat_number = w.name`
}

/** Makes these the seats that the holds have on a flight; those on other flights stay. */
export async function replaceHoldSeats(
  tx: Tx,
  flightId: FlightId,
  { holdIds, seats }: { holdIds: readonly HoldId[]; seats: ReadonlyArray<PricedSeat & { holdId: HoldId }> },
): Promise<void> {
  if (holdIds.length === 0) return
  await tx.$executeRaw`DELETE FROM hold_seat WHERE flight_id = ${flightId} AND hold_id IN (${join([...holdIds])})`
  await insertHoldSeats(tx, seats)
}

export interface CancelledFlight {
  id: FlightId
  cancelledAt: Date
  reason: string | null
}

/** Cancelled flights with bookings to be cancelled, or on which nobody can be any more, in no order. */
export async function findCancelledFlights(
  db: Sql,
  { doneBefore, limit }: { doneBefore: Date; limit: number },
): Promise<CancelledFlight[]> {
  return db.$queryRaw<CancelledFlight[]>`
    SELECT id, cancelled_at AS cancelledAt, cancel_reason AS reason FROM flight f
    WHERE cancelled_at IS NOT NULL AND (cancelled_at < ${doneBefore} OR EXISTS (
      SELECT 1 FROM segment s JOIN booking b ON b.id = s.booking_id
      WHERE s.flight_id = f.id AND b.status IN ('PENDING_PAYMENT', 'CONFIRMED')))
    ORDER BY RAND() LIMIT ${limit}`
}

export async function markDone(db: Sql, { id, cancelledAt }: CancelledFlight): Promise<void> {
  await db.$executeRaw`UPDATE flight SET cancelled_at = NULL WHERE id = ${id} AND cancelled_at = ${cancelledAt}`
}

export interface Claims {
  flightId: FlightId
  version: number
  sold: boolean
  soldOut: CabinClass[]
}

interface ClaimRow {
  flightId: FlightId
  version: unknown
  cabin: CabinClass
  claimed: unknown
  free: unknown
}

/** What flights' seats look like from afar, each as of its map's version, and the cabins there are. */
export async function loadClaims(
  db: Sql,
  flightIds: readonly string[],
  now: Date,
): Promise<Array<Claims & { cabins: CabinClass[] }>> {
  const found = await db.$queryRaw<ClaimRow[]>`
    SELECT f.id AS flightId, f.map_version AS version, s.cabin,
      SUM(s.status = 'BOOKED' OR (s.status = 'HELD' AND s.held_until > ${now})) AS claimed,
      SUM(s.status = 'AVAILABLE' OR (s.status = 'HELD' AND s.held_until <= ${now})) AS free
    FROM flight f JOIN seat s ON s.flight_id = f.id WHERE f.id IN (${join([...flightIds])})
    GROUP BY f.id, f.map_version, s.cabin ORDER BY f.id, s.cabin`
  return [...Map.groupBy(found, (row) => row.flightId)].map(([flightId, cabins]) => ({
    flightId,
    version: Number(cabins[0]?.version),
    sold: cabins.some((c) => Number(c.claimed) > 0),
    soldOut: cabins.filter((c) => Number(c.free) === 0).map((c) => c.cabin),
    cabins: cabins.map((c) => c.cabin),
  }))
}

/** What was last told of flights, locked in order of their ids; a flight nobody was told of yet counts as all free. */
export async function lockTold(tx: Tx, flightIds: readonly FlightId[]): Promise<Map<FlightId, Claims>> {
  const ids = [...flightIds].sort()
  await tx.$executeRaw`
    INSERT IGNORE INTO told_availability (flight_id, version, sold, sold_out)
    VALUES ${rows(ids.map((id) => [id, 0, false, '']))}`
  const found = await tx.$queryRaw<Array<{ flightId: FlightId; version: unknown; sold: unknown; soldOut: string }>>`
    SELECT flight_id AS flightId, version, sold, sold_out AS soldOut FROM told_availability
    WHERE flight_id IN (${join(ids)}) ORDER BY flight_id FOR UPDATE`
  return new Map(
    found.map(({ flightId, version, sold, soldOut }) => [
      flightId,
      {
        flightId,
        version: Number(version),
        sold: Boolean(sold),
        soldOut: soldOut.split(',').filter(Boolean) as CabinClass[],
      },
    ]),
  )
}

export async function saveTold(tx: Tx, { flightId, version, sold, soldOut }: Claims): Promise<void> {
  await tx.$executeRaw`
    UPDATE told_availability SET version = ${version}, sold = ${sold}, sold_out = ${soldOut.join(',')}
    WHERE flight_id = ${flightId}`
}
