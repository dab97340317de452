import type { InvariantCheck } from '#lib/invariants.ts'
import { sql } from '#lib/sql.ts'

// 50 flights of 180 seats are 9,000 rows, some ten milliseconds.
const flights = { table: sql`flight`, key: sql`id`, step: 50 }
const bookings = { table: sql`booking`, key: sql`id`, step: 2000 }

/** Invariants 1, 2 and 7: who has which seat, and the maps that tell of it. */
export const seatChecks: readonly InvariantCheck[] = [
  {
    invariant: 1,
    name: 'sold_seat_confirmed',
    words: 'a sold seat is in a confirmed booking',
    walk: flights,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', s.flight_id, s.number) AS offender FROM seat s
      LEFT JOIN segment g ON g.flight_id = s.flight_id AND g.seat_number = s.number AND g.booking_id = s.booking_id
      LEFT JOIN booking b ON b.id = g.booking_id AND b.status = 'CONFIRMED'
      WHERE ${within(sql`s.flight_id`)} AND s.status = 'BOOKED' AND b.id IS NULL`,
  },
  {
    invariant: 1,
    name: 'confirmed_segment_seated',
    words: 'a confirmed segment has its seat',
    walk: bookings,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', b.id, g.flight_id, g.seat_number) AS offender
      FROM booking b JOIN segment g ON g.booking_id = b.id
      LEFT JOIN seat s ON s.flight_id = g.flight_id AND s.number = g.seat_number AND s.status = 'BOOKED'
        AND s.booking_id = b.id
      WHERE ${within(sql`b.id`)} AND b.status = 'CONFIRMED' AND g.seat_number IS NOT NULL AND s.number IS NULL`,
  },
  {
    invariant: 1,
    name: 'seat_sold_once',
    words: 'a seat is in one confirmed booking',
    walk: flights,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', g.flight_id, g.seat_number) AS offender FROM segment g JOIN booking b ON b.id = g.booking_id
      WHERE ${within(sql`g.flight_id`)} AND b.status = 'CONFIRMED' AND g.seat_number IS NOT NULL
      GROUP BY g.flight_id, g.seat_number HAVING COUNT(*) > 1`,
  },
  {
    invariant: 1,
    name: 'running_hold_seated',
    words: 'a running hold has all its seats',
    // What ends within a second may be over by the time the rows are read.
    find: (_, now) => sql`
      SELECT CONCAT_WS(' ', h.id, i.flight_id, i.seat_number) AS offender FROM hold h JOIN hold_seat i ON i.hold_id = h.id
      LEFT JOIN seat s ON s.flight_id = i.flight_id AND s.number = i.seat_number AND s.status = 'HELD'
        AND s.hold_id = h.id AND s.held_until = h.expires_at
      WHERE h.status = 'ACTIVE' AND h.expires_at > ${now} + INTERVAL 1 SECOND AND s.number IS NULL`,
  },
  {
    invariant: 1,
    name: 'unpaid_booking_seated',
    words: 'a booking that waits for payment has all its seats',
    // Longer than its time to pay where a payment began shortly before the end.
    find: (_, now) => sql`
      SELECT CONCAT_WS(' ', b.id, i.flight_id, i.seat_number) AS offender
      FROM booking b JOIN hold_seat i ON i.hold_id = b.hold_id
      LEFT JOIN seat s ON s.flight_id = i.flight_id AND s.number = i.seat_number AND s.status = 'HELD'
        AND s.hold_id = b.hold_id AND s.held_until >= b.pay_by
      WHERE b.status = 'PENDING_PAYMENT' AND b.pay_by > ${now} + INTERVAL 1 SECOND AND s.number IS NULL`,
  },
  {
    invariant: 2,
    name: 'held_seat_shape',
    words: 'held means a hold and a time, and nothing else does',
    walk: flights,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', flight_id, number) AS offender FROM seat
      WHERE ${within(sql`flight_id`)} AND ((status = 'HELD') <> (hold_id IS NOT NULL)
        OR (status = 'HELD') <> (held_until IS NOT NULL) OR (status = 'BOOKED') <> (booking_id IS NOT NULL))`,
  },
  {
    invariant: 2,
    name: 'held_seat_owned',
    words: 'a held seat is of a hold that runs or waits for payment',
    walk: flights,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', s.flight_id, s.number, h.status) AS offender FROM seat s
      LEFT JOIN hold h ON h.id = s.hold_id LEFT JOIN booking b ON b.hold_id = h.id
      WHERE ${within(sql`s.flight_id`)} AND s.status = 'HELD' AND NOT (h.status <=> 'ACTIVE')
        AND NOT (h.status <=> 'BOOKED' AND b.status <=> 'PENDING_PAYMENT')`,
  },
  {
    invariant: 7,
    name: 'map_version_moved',
    words: 'a map on which seats are taken is past its first version',
    walk: flights,
    find: (within) => sql`
      SELECT f.id AS offender FROM flight f
      WHERE ${within(sql`f.id`)} AND f.map_version < 2 AND (f.map_version < 1
        OR EXISTS (SELECT 1 FROM seat s WHERE s.flight_id = f.id AND s.status <> 'AVAILABLE'))`,
  },
]
