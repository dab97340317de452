import type { InvariantCheck } from '#lib/invariants.ts'
import { sql } from '#lib/sql.ts'

const bookings = { table: sql`booking`, key: sql`id`, step: 2000 }
const payments = { table: sql`payment`, key: sql`id`, step: 2000 }
const refunds = { table: sql`refund`, key: sql`id`, step: 2000 }

/** Invariants 3, 4 and 8, and the discounts of 10: what is owed, was paid and goes back. */
export const moneyChecks: readonly InvariantCheck[] = [
  {
    invariant: 3,
    name: 'books_balance',
    words: 'a booking keeps its total where it is confirmed or cancelled, else nothing, of what was captured',
    walk: bookings,
    // A refund is written with what makes it due, so this holds at any moment; at rest none is pending.
    find: (within) => sql`
      SELECT b.id AS offender FROM booking b
      WHERE ${within(sql`b.id`)} AND IF(b.status IN ('CONFIRMED', 'CANCELLED'), b.total_minor, 0) <>
        COALESCE((SELECT SUM(p.amount_minor) FROM payment p WHERE p.booking_id = b.id AND p.status = 'CAPTURED'), 0)
        - COALESCE((SELECT SUM(r.amount_minor) FROM refund r WHERE r.booking_id = b.id AND r.status <> 'FAILED'), 0)`,
  },
  {
    invariant: 3,
    name: 'payment_looked_after',
    words: 'a payment under way is looked at again, in time',
    settles: true,
    walk: payments,
    find: (within, now) => sql`
      SELECT id AS offender FROM payment
      WHERE ${within(sql`id`)} AND status = 'PROCESSING'
        AND (next_check_at IS NULL OR next_check_at < ${now} - INTERVAL 10 SECOND)`,
  },
  {
    invariant: 3,
    name: 'refund_looked_after',
    words: 'a refund under way is looked at again, in time',
    settles: true,
    walk: refunds,
    find: (within, now) => sql`
      SELECT id AS offender FROM refund
      WHERE ${within(sql`id`)} AND status = 'PENDING'
        AND (next_attempt_at IS NULL OR next_attempt_at < ${now} - INTERVAL 10 SECOND)`,
  },
  {
    invariant: 4,
    name: 'refunds_within_captures',
    words: 'refunds of a payment never exceed what was captured',
    walk: payments,
    find: (within) => sql`
      SELECT p.id AS offender FROM payment p
      WHERE ${within(sql`p.id`)} AND IF(p.status = 'CAPTURED', p.amount_minor, 0) <
        (SELECT COALESCE(SUM(r.amount_minor), 0) FROM refund r WHERE r.payment_id = p.id AND r.status <> 'FAILED')`,
  },
  {
    invariant: 8,
    name: 'price_lines_add_up',
    words: 'price lines add up to the total',
    walk: bookings,
    find: (within) => sql`
      SELECT b.id AS offender FROM booking b LEFT JOIN price_line l ON l.booking_id = b.id
      WHERE ${within(sql`b.id`)}
      GROUP BY b.id, b.total_minor HAVING b.total_minor <> SUM(l.amount_minor) OR COUNT(l.amount_minor) = 0`,
  },
  {
    invariant: 8,
    name: 'booking_in_hold_currency',
    words: 'a booking is in the currency of its hold',
    walk: bookings,
    find: (within) => sql`
      SELECT b.id AS offender FROM booking b JOIN hold h ON h.id = b.hold_id
      WHERE ${within(sql`b.id`)} AND b.currency <> h.currency`,
  },
  {
    invariant: 8,
    name: 'payment_in_booking_currency',
    words: 'a payment is in the currency of its booking',
    walk: payments,
    find: (within) => sql`
      SELECT p.id AS offender FROM payment p LEFT JOIN booking b ON b.id = p.booking_id
      WHERE ${within(sql`p.id`)} AND NOT (p.currency <=> b.currency)`,
  },
  {
    invariant: 8,
    name: 'refund_in_payment_currency',
    words: "a refund is of its booking's payment, in that currency",
    walk: refunds,
    find: (within) => sql`
      SELECT r.id AS offender FROM refund r
      LEFT JOIN payment p ON p.id = r.payment_id AND p.booking_id = r.booking_id
      WHERE ${within(sql`r.id`)} AND NOT (r.currency <=> p.currency)`,
  },
  {
    invariant: 10,
    name: 'redemptions_within_limit',
    words: 'redemptions are those of bookings, and within the limit',
    whole: true,
    // One moment for counters and bookings alike; booking_discount holds those bookings alone that had one.
    find: () => sql`
      SELECT CONCAT_WS(' ', d.code, d.redemptions, COUNT(b.id)) AS offender FROM discount d
      LEFT JOIN booking b ON b.discount_code = d.code
        AND (b.status IN ('PENDING_PAYMENT', 'CONFIRMED')
          OR (b.status = 'CANCELLED' AND EXISTS (
            SELECT 1 FROM booking_event e WHERE e.booking_id = b.id AND e.action = 'CONFIRMED')))
      GROUP BY d.code, d.redemptions, d.max_redemptions
      HAVING d.redemptions <> COUNT(b.id) OR d.redemptions > d.max_redemptions OR d.redemptions < 0`,
  },
]
