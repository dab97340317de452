import type { InvariantCheck } from '#lib/invariants.ts'
import { sql } from '#lib/sql.ts'

const bookings = { table: sql`booking`, key: sql`id`, step: 2000 }
const payments = { table: sql`payment`, key: sql`id`, step: 2000 }
const viewers = { table: sql`idempotency_key`, key: sql`viewer_id`, step: 5000 }

/** Invariant 5, and the documents of 10: what was answered and what was given out. */
export const recordChecks: readonly InvariantCheck[] = [
  {
    invariant: 5,
    name: 'answer_exists',
    words: 'what an idempotency key answers is there',
    walk: viewers,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', k.operation, k.result_type, k.result_id) AS offender FROM idempotency_key k
      LEFT JOIN booking b ON k.result_type = 'Booking' AND b.id = k.result_id
      LEFT JOIN hold h ON k.result_type = 'Hold' AND h.id = k.result_id
      LEFT JOIN payment p ON k.result_type = 'Payment' AND p.id = k.result_id
      LEFT JOIN flight f ON k.result_type = 'SeatMap' AND f.id = k.result_id
      LEFT JOIN discount d ON k.result_type = 'Discount' AND d.code = k.result_id
      WHERE ${within(sql`k.viewer_id`)} AND k.result_type IN ('Booking', 'Hold', 'Payment', 'SeatMap', 'Discount')
        AND COALESCE(b.id, h.id, p.id, f.id, d.code) IS NULL`,
  },
  {
    invariant: 5,
    name: 'effect_of_one_key',
    words: 'what is made once is the answer of one key',
    walk: viewers,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', operation, result_id) AS offender FROM idempotency_key
      WHERE ${within(sql`viewer_id`)} AND result_id IS NOT NULL
        AND operation IN ('holdSeats', 'createBooking', 'payBooking', 'cancelBooking', 'createDiscount')
      GROUP BY viewer_id, operation, result_type, result_id HAVING COUNT(*) > 1`,
  },
  {
    invariant: 5,
    name: 'payment_of_a_key',
    words: 'a payment of the last day has the key it was asked for with',
    walk: payments,
    find: (within, now) => sql`
      SELECT p.id AS offender FROM payment p JOIN booking b ON b.id = p.booking_id
      WHERE ${within(sql`p.id`)} AND p.created_at > ${now} - INTERVAL 24 HOUR AND NOT EXISTS (
        SELECT 1 FROM idempotency_key k
        WHERE k.viewer_id = b.user_id AND k.operation = 'payBooking' AND k.result_id = p.id)`,
  },
  {
    invariant: 10,
    name: 'confirmed_has_tickets',
    words: 'each passenger and flight of a confirmed booking has a ticket',
    walk: bookings,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', b.id, g.passenger_id, g.flight_id) AS offender
      FROM booking b JOIN segment g ON g.booking_id = b.id
      LEFT JOIN ticket t ON t.passenger_id = g.passenger_id AND t.flight_id = g.flight_id AND t.booking_id = b.id
      WHERE ${within(sql`b.id`)} AND b.status = 'CONFIRMED' AND t.number IS NULL`,
  },
  {
    invariant: 10,
    name: 'confirmed_has_invoice',
    words: 'a confirmed booking has its invoice',
    walk: bookings,
    find: (within) => sql`
      SELECT b.id AS offender FROM booking b LEFT JOIN invoice i ON i.id = b.id AND i.kind = 'INVOICE'
      WHERE ${within(sql`b.id`)} AND b.status = 'CONFIRMED' AND i.id IS NULL`,
  },
  {
    invariant: 10,
    name: 'invoices_numbered',
    words: 'invoices and credit notes get their numbers',
    settles: true,
    find: () => sql`SELECT id AS offender FROM invoice WHERE number IS NULL LIMIT 1000`,
  },
  {
    invariant: 10,
    name: 'invoice_numbers_gapless',
    words: 'the numbers of invoices and of credit notes have no gap',
    whole: true,
    // The unique key says that no number is there twice: as many as the highest says, and as many as were given out.
    find: () => sql`
      SELECT CONCAT(c.name, ': ', n.given, ' given, the highest ', n.highest, ', the next ', c.next_value) AS offender
      FROM document_counter c JOIN (
        SELECT _ascii 'INVOICE' COLLATE ascii_bin AS name, COUNT(*) AS given, COALESCE(MAX(CAST(SUBSTRING(number, 5) AS UNSIGNED)), 0) AS highest
        FROM invoice WHERE number LIKE 'INV-%'
        UNION ALL
        SELECT _ascii 'CREDIT_NOTE' COLLATE ascii_bin, COUNT(*), COALESCE(MAX(CAST(SUBSTRING(number, 4) AS UNSIGNED)), 0)
        FROM invoice WHERE number LIKE 'CN-%') n ON n.name = c.name
      WHERE n.given <> n.highest OR n.given <> c.next_value - 1`,
  },
]
