import { fromJson, join, rows } from '#lib/sql.ts'
import type { NotificationDb, Tx } from '../database.ts'
import type { Booking } from './booking.ts'

type Found = Omit<Booking, 'paid' | 'created' | 'flightIds'> & { paid: number | boolean; created: unknown }

const toBooking = (row: Found): Booking => ({
  ...row,
  paid: Boolean(row.paid),
  created: row.created === null ? null : fromJson(row.created),
  flightIds: [],
})

/** Locked until the commit; their flights are not read. */
export async function lockBookings(tx: Tx, ids: readonly string[]): Promise<Map<string, Booking>> {
  if (ids.length === 0) return new Map()
  const found = await tx.$queryRaw<Found[]>`
    SELECT id, reference, user_id AS userId, contact_email AS contactEmail, status, paid, remind_at AS remindAt, created,
      as_of AS asOf, keep_until AS keepUntil
    FROM booking WHERE id IN (${join([...ids].sort())}) ORDER BY id FOR UPDATE`
  return new Map(found.map((row) => [row.id, toBooking(row)]))
}

export async function saveBookings(tx: Tx, bookings: readonly Booking[]): Promise<void> {
  if (bookings.length === 0) return
  const values = bookings.map((b) => [
    b.id,
    b.reference.slice(0, 16),
    b.userId,
    b.contactEmail.slice(0, 320),
    b.status,
    b.paid,
    b.remindAt,
    b.created && JSON.stringify(b.created),
    b.asOf,
    b.keepUntil,
  ])
  await tx.$executeRaw`
    INSERT INTO booking (id, reference, user_id, contact_email, status, paid, remind_at, created, as_of, keep_until)
    VALUES ${rows(values)}
    ON DUPLICATE KEY UPDATE reference = VALUES(reference), contact_email = VALUES(contact_email),
      status = VALUES(status), paid = VALUES(paid), remind_at = VALUES(remind_at), created = VALUES(created),
      as_of = VALUES(as_of), keep_until = VALUES(keep_until)`
  await tx.$executeRaw`DELETE FROM booking_flight WHERE booking_id IN (${join(bookings.map(({ id }) => id))})`
  const flights = bookings.flatMap(({ id, flightIds }) => flightIds.map((flightId) => [flightId, id]))
  if (flights.length > 0)
    await tx.$executeRaw`INSERT INTO booking_flight (flight_id, booking_id) VALUES ${rows(flights)}`
}

/** Bookings whose payers are to be reminded now, no longer to be so once this commits; each for one worker alone. */
export async function takeDueReminders(tx: Tx, now: Date, limit: number): Promise<Booking[]> {
  const due = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT id FROM booking WHERE remind_at <= ${now} AND status = 'PENDING_PAYMENT'
    ORDER BY remind_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  const ids = due.map(({ id }) => id)
  const bookings = await lockBookings(tx, ids)
  if (ids.length > 0) await tx.$executeRaw`UPDATE booking SET remind_at = NULL WHERE id IN (${join(ids)})`
  return [...bookings.values()]
}

/** Confirmed bookings on a flight, in order from behind `afterId`. */
export async function listOnFlight(
  tx: Tx,
  flightId: string,
  { afterId, limit }: { afterId: string; limit: number },
): Promise<Array<Pick<Booking, 'id' | 'reference' | 'userId' | 'contactEmail'>>> {
  return tx.$queryRaw`
    SELECT b.id, b.reference, b.user_id AS userId, b.contact_email AS contactEmail
    FROM booking_flight f JOIN booking b ON b.id = f.booking_id
    WHERE f.flight_id = ${flightId} AND f.booking_id > ${afterId} AND b.status = 'CONFIRMED'
    ORDER BY f.booking_id LIMIT ${limit}`
}

/** Deletes up to `limit` bookings whose journeys are long over; how many it was. */
export async function forgetBookings({ client }: Pick<NotificationDb, 'client'>, limit: number): Promise<number> {
  const old = await client.$queryRaw<Array<{ id: string }>>`
    SELECT id FROM booking WHERE keep_until < UTC_TIMESTAMP(3) LIMIT ${limit}`
  if (old.length === 0) return 0
  const ids = join(old.map(({ id }) => id))
  await client.$executeRaw`DELETE FROM booking_flight WHERE booking_id IN (${ids})`
  return client.$executeRaw`DELETE FROM booking WHERE id IN (${ids}) AND keep_until < UTC_TIMESTAMP(3)`
}
