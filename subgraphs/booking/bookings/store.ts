import type { BookingId, FlightId, UserId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import { join, rows, type Sql, sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { BookingRow, BookingStatus, PassengerRow, SegmentRow } from './booking.ts'
import type { PriceLine } from './price.ts'
import { newReference } from './reference.ts'

const COLUMNS = sql`id, reference, user_id AS userId, hold_id AS holdId, status, contact_email AS contactEmail, currency,
  total_minor AS totalMinor, discount_code AS discountCode, pay_by AS payBy, created_at AS createdAt`

const toBooking = (row: BookingRow): BookingRow => ({ ...row, totalMinor: Number(row.totalMinor) })

export async function loadBookings(db: Sql, ids: readonly string[]): Promise<Map<BookingId, BookingRow>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<BookingRow[]>`SELECT ${COLUMNS} FROM booking WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, toBooking(row)]))
}

export async function loadBooking(db: Sql, id: string): Promise<BookingRow | undefined> {
  return (await loadBookings(db, [id])).get(id as BookingId)
}

/** The booking with its row locked: the first lock of whatever changes a booking. */
export async function lockBooking(tx: Tx, id: string): Promise<BookingRow | undefined> {
  const [row] = await tx.$queryRaw<BookingRow[]>`SELECT ${COLUMNS} FROM booking WHERE id = ${id} FOR UPDATE`
  return row && toBooking(row)
}

/**
 * Bookings nobody paid in time, locked; those that another instance is at are left to it, and those with an open payment
 * to the worker that asks for it, unless they have waited since `waitedSince`, and the payment since `begunSince`.
 */
export async function lockOverdueBookings(
  tx: Tx,
  { now, waitedSince, begunSince, limit }: { now: Date; waitedSince: Date; begunSince: Date; limit: number },
): Promise<BookingRow[]> {
  const found = await tx.$queryRaw<BookingRow[]>`
    SELECT ${COLUMNS} FROM booking b WHERE status = 'PENDING_PAYMENT' AND pay_by <= ${now}
      AND NOT EXISTS (
        SELECT 1 FROM payment p WHERE p.booking_id = b.id AND p.status IN ('PROCESSING', 'REQUIRES_ACTION')
          AND (b.pay_by > ${waitedSince} OR p.created_at > ${begunSince}))
    ORDER BY pay_by LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  return found.map(toBooking)
}

const REFERENCE_TRIES = 10

/** Inserts the booking under a reference nobody has, and returns it. */
export async function insertBooking(tx: Tx, booking: Omit<BookingRow, 'reference'>): Promise<string> {
  const { id, userId, holdId, status, contactEmail, currency, totalMinor, discountCode, payBy, createdAt } = booking
  for (let attempt = 0; attempt < REFERENCE_TRIES; attempt++) {
    const reference = newReference()
    // The reference is the only key that can be taken: the id is new, and the hold's row is locked and not yet booked.
    const made = await tx.$executeRaw`
      INSERT IGNORE INTO booking (id, reference, user_id, hold_id, status, contact_email, currency, total_minor,
        discount_code, pay_by, created_at)
      VALUES (${id}, ${reference}, ${userId}, ${holdId}, ${status}, ${contactEmail}, ${currency}, ${totalMinor},
        ${discountCode}, ${payBy}, ${createdAt})`
    if (made === 1) return reference
  }
  throw new Error('Found no free booking reference.')
}

export async function insertPassengers(tx: Tx, passengers: PassengerRow[]): Promise<void> {
  const values = passengers.map((p) => [p.id, p.bookingId, p.position, p.givenName, p.familyName, p.bornOn])
  await tx.$executeRaw`
    INSERT INTO passenger (id, booking_id, position, given_name, family_name, born_on) VALUES ${rows(values)}`
}

export async function insertSegments(tx: Tx, segments: SegmentRow[]): Promise<void> {
  const values = segments.map((s) => [
    s.passengerId,
    s.flightId,
    s.bookingId,
    s.seat,
    s.cabin,
    s.baseMinor,
    s.taxesMinor,
    s.surchargeMinor,
    s.refundable,
    s.cancelFeeMinor,
  ])
  await tx.$executeRaw`
    INSERT INTO segment (passenger_id, flight_id, booking_id, seat_number, cabin, base_minor, taxes_minor,
      surcharge_minor, refundable, cancel_fee_minor)
    VALUES ${rows(values)}`
}

/** Replaces the price lines and the total they add up to. */
export async function setPrice(tx: Tx, bookingId: BookingId, lines: PriceLine[], totalMinor: number): Promise<void> {
  await tx.$executeRaw`DELETE FROM price_line WHERE booking_id = ${bookingId}`
  const values = lines.map((line, position) => [bookingId, position, line.kind, line.description, line.amountMinor])
  await tx.$executeRaw`INSERT INTO price_line (booking_id, position, kind, description, amount_minor) VALUES ${rows(values)}`
  await tx.$executeRaw`UPDATE booking SET total_minor = ${totalMinor} WHERE id = ${bookingId}`
}

/** Notes the discount whose redemption the booking has reserved: one, and for good. */
export async function setDiscountCode(tx: Tx, bookingId: BookingId, code: string): Promise<void> {
  const set = await tx.$executeRaw`
    UPDATE booking SET discount_code = ${code} WHERE id = ${bookingId} AND discount_code IS NULL`
  if (set !== 1) throw new Error(`Booking ${bookingId} has a discount already.`)
}

export async function renamePassenger(
  tx: Tx,
  { id, bookingId, givenName, familyName }: Pick<PassengerRow, 'id' | 'bookingId' | 'givenName' | 'familyName'>,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE passenger SET given_name = ${givenName}, family_name = ${familyName}
    WHERE id = ${id} AND booking_id = ${bookingId}`
}

/** Puts a passenger on another seat, at what it costs them. */
export async function moveSegment(
  tx: Tx,
  {
    passengerId,
    flightId,
    seat,
    surchargeMinor,
  }: Pick<SegmentRow, 'passengerId' | 'flightId' | 'seat' | 'surchargeMinor'>,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE segment SET seat_number = ${seat}, surcharge_minor = ${surchargeMinor}
    WHERE passenger_id = ${passengerId} AND flight_id = ${flightId}`
}

/** Moves a booking on; throws when it is not in one of the states it may come from: the second guard behind the lock. */
export async function setStatus(
  tx: Tx,
  bookingId: BookingId,
  { from, to }: { from: BookingStatus[]; to: BookingStatus },
): Promise<void> {
  const moved = await tx.$executeRaw`
    UPDATE booking SET status = ${to} WHERE id = ${bookingId} AND status IN (${join(from)})`
  if (moved !== 1) throw new Error(`Booking ${bookingId} is not ${from.join(' or ')}.`)
}

interface HistoryLine {
  at: Date
  actor: string
  action: string
}

/** Who did what, for the booking's history, and for those who watch it. */
export const addHistory = (tx: Tx, bookingId: BookingId, line: HistoryLine): Promise<void> =>
  addHistories(tx, [{ bookingId, ...line }])

/** The same for many bookings. */
export async function addHistories(
  tx: Tx,
  lines: ReadonlyArray<HistoryLine & { bookingId: BookingId }>,
): Promise<void> {
  if (lines.length === 0) return
  await tx.$executeRaw`
    INSERT INTO booking_event (booking_id, at, actor, action)
    VALUES ${rows(lines.map(({ bookingId, at, actor, action }) => [bookingId, at, actor, action]))}`
  await writeEvents(
    tx,
    'booking',
    lines.map(({ bookingId, action }) => ({
      type: 'booking.changed.v1' as const,
      key: bookingId,
      data: { bookingId, action },
    })),
  )
}

export async function loadPassengers(db: Sql, bookingIds: readonly BookingId[]): Promise<PassengerRow[]> {
  return db.$queryRaw<PassengerRow[]>`
    SELECT id, booking_id AS bookingId, position, given_name AS givenName, family_name AS familyName,
      DATE_FORMAT(born_on, '%Y-%m-%d') AS bornOn
    FROM passenger WHERE booking_id IN (${join([...bookingIds])}) ORDER BY booking_id, position`
}

export async function loadSegments(db: Sql, bookingIds: readonly BookingId[]): Promise<SegmentRow[]> {
  const found = await db.$queryRaw<SegmentRow[]>`
    SELECT s.booking_id AS bookingId, s.passenger_id AS passengerId, s.flight_id AS flightId, s.seat_number AS seat, s.cabin,
      s.base_minor AS baseMinor, s.taxes_minor AS taxesMinor, s.surcharge_minor AS surchargeMinor, s.refundable,
      s.cancel_fee_minor AS cancelFeeMinor
    FROM segment s JOIN passenger p ON p.id = s.passenger_id JOIN flight f ON f.id = s.flight_id
    WHERE s.booking_id IN (${join([...bookingIds])}) ORDER BY s.booking_id, f.departs_at, p.position`
  return found.map((s) => ({
    ...s,
    baseMinor: Number(s.baseMinor),
    taxesMinor: Number(s.taxesMinor),
    surchargeMinor: Number(s.surchargeMinor),
    cancelFeeMinor: Number(s.cancelFeeMinor),
    refundable: Boolean(s.refundable),
  }))
}

export async function loadPriceLines(db: Sql, bookingIds: readonly BookingId[]) {
  const found = await db.$queryRaw<Array<PriceLine & { bookingId: BookingId }>>`
    SELECT booking_id AS bookingId, kind, description, amount_minor AS amountMinor
    FROM price_line WHERE booking_id IN (${join([...bookingIds])}) ORDER BY booking_id, position`
  return found.map((line) => ({ ...line, amountMinor: Number(line.amountMinor) }))
}

export async function loadHistory(db: Sql, bookingIds: readonly BookingId[]) {
  return db.$queryRaw<Array<{ bookingId: BookingId; at: Date; actor: string; action: string }>>`
    SELECT booking_id AS bookingId, at, actor, action FROM booking_event
    WHERE booking_id IN (${join([...bookingIds])}) ORDER BY booking_id, seq`
}

export interface BookingFilter {
  userId?: UserId
  reference?: string
  contactEmail?: string
  status?: BookingStatus
  flightId?: string
}

/** Newest first, from behind `after`. */
export async function findBookings(
  db: Sql,
  filter: BookingFilter,
  page: { limit: number; after: { createdAt: Date; id: string } | undefined },
): Promise<BookingRow[]> {
  const conditions = [
    filter.userId !== undefined && sql`user_id = ${filter.userId}`,
    filter.reference !== undefined && sql`reference = ${filter.reference}`,
    filter.contactEmail !== undefined && sql`contact_email = ${filter.contactEmail}`,
    filter.status !== undefined && sql`status = ${filter.status}`,
    filter.flightId !== undefined && sql`id IN (SELECT booking_id FROM segment WHERE flight_id = ${filter.flightId})`,
    page.after &&
      sql`(created_at < ${page.after.createdAt} OR (created_at = ${page.after.createdAt} AND id < ${page.after.id}))`,
  ].filter((condition) => condition !== false && condition !== undefined)
  const where = conditions.length > 0 ? sql`WHERE ${join(conditions, ' AND ')}` : sql``
  const found = await db.$queryRaw<BookingRow[]>`
    SELECT ${COLUMNS} FROM booking ${where} ORDER BY created_at DESC, id DESC LIMIT ${page.limit}`
  return found.map(toBooking)
}

/** A booking in the list of who is on board, by the first of its passengers' family names. */
export interface ManifestRow extends BookingRow {
  familyName: string
}

/**
 * Confirmed bookings of a flight by family name, from behind `after`. Names are ordered as people do, without regard to
 * case and accents; one flight's segments come by segment_flight, the rest by primary keys.
 */
export async function findManifest(
  db: Sql,
  flightId: FlightId,
  page: { limit: number; after: { name: string; id: string } | undefined },
): Promise<ManifestRow[]> {
  const family = sql`m.familyName COLLATE utf8mb4_unicode_520_ci`
  const behind = page.after
    ? sql`AND (${family} > ${page.after.name} OR (${family} = ${page.after.name} AND b.id > ${page.after.id}))`
    : sql``
  const found = await db.$queryRaw<ManifestRow[]>`
    SELECT ${COLUMNS}, m.familyName FROM booking b JOIN (
      SELECT s.booking_id, MIN(p.family_name COLLATE utf8mb4_unicode_520_ci) AS familyName
      FROM segment s JOIN passenger p ON p.id = s.passenger_id
      WHERE s.flight_id = ${flightId} GROUP BY s.booking_id
    ) m ON m.booking_id = b.id
    WHERE b.status = 'CONFIRMED' ${behind} ORDER BY ${family}, b.id LIMIT ${page.limit}`
  return found.map((row) => ({ ...toBooking(row), familyName: row.familyName }))
}
