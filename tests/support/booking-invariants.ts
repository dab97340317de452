import type { FlightId } from '#lib/ids.ts'
import { type Fragment, sql } from '#lib/sql.ts'
import type { SkyEvent } from '#schema/events.ts'
import type { BookingDb } from '../../subgraphs/booking/database.ts'
import { type SeatMapUpdate, wholeMap } from '../../subgraphs/booking/seats/watch-seat-map.ts'

/** What must never be there, by the number of the invariant in the design and in words; each query finds offenders. */
const offenders = (now: Date): Record<string, Fragment> => ({
  '1: a sold seat is in a confirmed booking': sql`
    SELECT s.flight_id, s.number FROM seat s
    LEFT JOIN segment g ON g.flight_id = s.flight_id AND g.seat_number = s.number AND g.booking_id = s.booking_id
    LEFT JOIN booking b ON b.id = g.booking_id AND b.status = 'CONFIRMED'
    WHERE s.status = 'BOOKED' AND b.id IS NULL`,
  '1: a confirmed segment has its seat': sql`
    SELECT g.booking_id, g.flight_id, g.seat_number FROM segment g JOIN booking b ON b.id = g.booking_id
    LEFT JOIN seat s ON s.flight_id = g.flight_id AND s.number = g.seat_number AND s.status = 'BOOKED'
      AND s.booking_id = g.booking_id
    WHERE b.status = 'CONFIRMED' AND g.seat_number IS NOT NULL AND s.number IS NULL`,
  '1: a seat is in one confirmed booking': sql`
    SELECT g.flight_id, g.seat_number FROM segment g JOIN booking b ON b.id = g.booking_id
    WHERE b.status = 'CONFIRMED' AND g.seat_number IS NOT NULL GROUP BY g.flight_id, g.seat_number HAVING COUNT(*) > 1`,
  '1: a running hold has all its seats': sql`
    SELECT h.id, i.seat_number FROM hold h JOIN hold_seat i ON i.hold_id = h.id
    LEFT JOIN seat s ON s.flight_id = i.flight_id AND s.number = i.seat_number AND s.status = 'HELD'
      AND s.hold_id = h.id AND s.held_until = h.expires_at
    WHERE h.status = 'ACTIVE' AND h.expires_at > ${now} AND s.number IS NULL`,
  '1: a booking that waits for payment has all its seats': sql`
    SELECT b.id, i.seat_number FROM booking b JOIN hold_seat i ON i.hold_id = b.hold_id
    LEFT JOIN seat s ON s.flight_id = i.flight_id AND s.number = i.seat_number AND s.status = 'HELD'
      AND s.hold_id = b.hold_id AND s.held_until = b.pay_by
    WHERE b.status = 'PENDING_PAYMENT' AND b.pay_by > ${now} AND s.number IS NULL`,
  '2: held means a hold and a time, and nothing else does': sql`
    SELECT flight_id, number FROM seat
    WHERE (status = 'HELD') <> (hold_id IS NOT NULL) OR (status = 'HELD') <> (held_until IS NOT NULL)
      OR (status = 'BOOKED') <> (booking_id IS NOT NULL)`,
  '2: a held seat is of a hold that runs or waits for payment': sql`
    SELECT s.flight_id, s.number, h.status FROM seat s LEFT JOIN hold h ON h.id = s.hold_id
    LEFT JOIN booking b ON b.hold_id = h.id
    WHERE s.status = 'HELD' AND NOT (h.status <=> 'ACTIVE')
      AND NOT (h.status <=> 'BOOKED' AND b.status <=> 'PENDING_PAYMENT')`,
  '8: price lines add up to the total': sql`
    SELECT b.id FROM booking b LEFT JOIN price_line l ON l.booking_id = b.id
    GROUP BY b.id, b.total_minor HAVING b.total_minor <> SUM(l.amount_minor) OR COUNT(l.amount_minor) = 0`,
  '8: a booking is in the currency of its hold': sql`
    SELECT b.id FROM booking b JOIN hold h ON h.id = b.hold_id WHERE b.currency <> h.currency`,
  '10: redemptions are those of bookings, and within the limit': sql`
    SELECT d.code, d.redemptions, COUNT(b.id) AS used FROM discount d LEFT JOIN booking b ON b.discount_code = d.code
      AND (b.status IN ('PENDING_PAYMENT', 'CONFIRMED')
        OR (b.status = 'CANCELLED' AND EXISTS (
          SELECT 1 FROM booking_event e WHERE e.booking_id = b.id AND e.action = 'CONFIRMED')))
    GROUP BY d.code, d.redemptions, d.max_redemptions
    HAVING d.redemptions <> COUNT(b.id) OR d.redemptions > d.max_redemptions OR d.redemptions < 0`,
})

/** Rows that break an invariant, by its name; empty when all hold. Ask while nothing is going on. */
export async function brokenInvariants(db: BookingDb, now: Date): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {}
  for (const [name, query] of Object.entries(offenders(now))) {
    const found = await db.client.$queryRaw<unknown[]>(query)
    if (found.length > 0) broken[name] = found
  }
  return broken
}

interface Seen {
  status: string
  heldUntil: string | null
}

/** HELD past its time counts as free. */
function asSeen({ status, heldUntil }: Seen, now: Date): Seen {
  if (status !== 'HELD') return { status, heldUntil: null }
  return heldUntil !== null && new Date(heldUntil) <= now
    ? { status: 'AVAILABLE', heldUntil: null }
    : { status, heldUntil }
}

/**
 * Invariant 7: folds the seat events over a flight's first map.
 * @throws where a version is missing or comes twice
 */
export function foldMap(
  first: SeatMapUpdate,
  events: SkyEvent[],
  now: Date,
): { version: number; seats: Map<string, Seen> } {
  const seats = new Map<string, Seen>(first.seats.map((s) => [s.number, s]))
  let { version } = first
  for (const event of events) {
    if (event.type !== 'seats.changed.v1' || event.data.flightId !== first.flightId) continue
    if (event.data.version <= first.version) continue
    if (event.data.version !== version + 1) throw new Error(`version ${event.data.version} came after ${version}`)
    version = event.data.version
    for (const seat of event.data.seats) seats.set(seat.number, seat)
  }
  return { version, seats: new Map([...seats].map(([number, seat]) => [number, asSeen(seat, now)])) }
}

/** The same shape from a fresh map. */
export async function freshMap(db: BookingDb, flightId: FlightId, now: Date): Promise<ReturnType<typeof foldMap>> {
  const map = await wholeMap(db.client, flightId)
  if (!map) throw new Error('The flight is not on sale.')
  return { version: map.version, seats: new Map(map.seats.map((s) => [s.number, asSeen(s, now)])) }
}
