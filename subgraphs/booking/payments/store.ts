import type { BookingId, PaymentId, RefundId } from '#lib/ids.ts'
import { join, rows, type Sql, sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { SeatRef } from '../seats/seat.ts'
import type { PaymentRow, RefundRow } from './payment.ts'

const PAYMENT = sql`id, booking_id AS bookingId, status, currency, amount_minor AS amountMinor, provider_id AS providerId,
  action_url AS actionUrl, client_secret AS clientSecret, decline_code AS declineCode, payment_token AS paymentToken,
  return_url AS returnUrl, checks, next_check_at AS nextCheckAt, created_at AS createdAt`

const REFUND = sql`id, booking_id AS bookingId, payment_id AS paymentId, status, currency, amount_minor AS amountMinor,
  reason, provider_id AS providerId, attempts, next_attempt_at AS nextAttemptAt, created_at AS createdAt`

const withNumber = <R extends { amountMinor: number }>(row: R): R => ({ ...row, amountMinor: Number(row.amountMinor) })

/** All payments of these bookings, oldest first; a booking without one is not in the map. */
export async function loadPayments(db: Sql, bookingIds: readonly BookingId[]): Promise<Map<BookingId, PaymentRow[]>> {
  if (bookingIds.length === 0) return new Map()
  const found = await db.$queryRaw<PaymentRow[]>`
    SELECT ${PAYMENT} FROM payment WHERE booking_id IN (${join([...bookingIds])}) ORDER BY created_at, id`
  return Map.groupBy(found.map(withNumber), (p) => p.bookingId)
}

/** All refunds of these bookings, oldest first; a booking without one is not in the map. */
export async function loadRefunds(db: Sql, bookingIds: readonly BookingId[]): Promise<Map<BookingId, RefundRow[]>> {
  if (bookingIds.length === 0) return new Map()
  const found = await db.$queryRaw<RefundRow[]>`
    SELECT ${REFUND} FROM refund WHERE booking_id IN (${join([...bookingIds])}) ORDER BY created_at, id`
  return Map.groupBy(found.map(withNumber), (r) => r.bookingId)
}

export async function loadPayment(db: Sql, id: PaymentId): Promise<PaymentRow | undefined> {
  const [row] = await db.$queryRaw<PaymentRow[]>`SELECT ${PAYMENT} FROM payment WHERE id = ${id}`
  return row && withNumber(row)
}

/** With the booking's row locked before it. */
export async function lockPayment(tx: Tx, id: PaymentId): Promise<PaymentRow | undefined> {
  const [row] = await tx.$queryRaw<PaymentRow[]>`SELECT ${PAYMENT} FROM payment WHERE id = ${id} FOR UPDATE`
  return row && withNumber(row)
}

/** With the booking's row locked before it. */
export async function lockRefund(tx: Tx, id: RefundId): Promise<RefundRow | undefined> {
  const [row] = await tx.$queryRaw<RefundRow[]>`SELECT ${REFUND} FROM refund WHERE id = ${id} FOR UPDATE`
  return row && withNumber(row)
}

export async function insertPayment(tx: Tx, payment: PaymentRow): Promise<void> {
  const { id, bookingId, status, currency, amountMinor, paymentToken, returnUrl, nextCheckAt, createdAt } = payment
  await tx.$executeRaw`
    INSERT INTO payment (id, booking_id, status, currency, amount_minor, payment_token, return_url, next_check_at, created_at)
    VALUES (${id}, ${bookingId}, ${status}, ${currency}, ${amountMinor}, ${paymentToken}, ${returnUrl}, ${nextCheckAt},
      ${createdAt})`
}

/** Writes a payment's new state. Its next check is moved only if nobody, such as a webhook, asked for one meanwhile. */
export async function updatePayment(tx: Tx, payment: PaymentRow, claimedUntil: Date | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE payment SET status = ${payment.status}, provider_id = ${payment.providerId}, action_url = ${payment.actionUrl},
      client_secret = ${payment.clientSecret}, decline_code = ${payment.declineCode}, payment_token = ${payment.paymentToken},
      next_check_at = IF(next_check_at <=> ${claimedUntil}, ${payment.nextCheckAt}, next_check_at)
    WHERE id = ${payment.id}`
}

/** Has a booking's open payments asked for at once, as when nobody waits for them any more. */
export async function hurryOpenPayments(tx: Tx, bookingId: BookingId, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE payment SET next_check_at = ${now}
    WHERE booking_id = ${bookingId} AND status IN ('PROCESSING', 'REQUIRES_ACTION')`
}

/**
 * Takes payments whose outcome is due to be asked for, until `until`; those that another instance is at are left to it,
 * and come back by themselves should it die.
 */
export async function claimDuePayments(
  tx: Tx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<PaymentRow[]> {
  const found = await tx.$queryRaw<PaymentRow[]>`
    SELECT ${PAYMENT} FROM payment WHERE next_check_at <= ${now}
    ORDER BY next_check_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  if (found.length === 0) return []
  await tx.$executeRaw`
    UPDATE payment SET next_check_at = ${until}, checks = checks + 1 WHERE id IN (${join(found.map((p) => p.id))})`
  return found.map((p) => ({ ...withNumber(p), checks: p.checks + 1, nextCheckAt: until }))
}

/** The same for refunds that are due to be sent, or asked for. */
export async function claimDueRefunds(
  tx: Tx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<Array<RefundRow & { chargeId: string }>> {
  const found = await tx.$queryRaw<RefundRow[]>`
    SELECT ${REFUND} FROM refund WHERE next_attempt_at <= ${now}
    ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  if (found.length === 0) return []
  await tx.$executeRaw`
    UPDATE refund SET next_attempt_at = ${until}, attempts = attempts + 1 WHERE id IN (${join(found.map((r) => r.id))})`
  const charges = await tx.$queryRaw<Array<{ id: PaymentId; providerId: string }>>`
    SELECT id, provider_id AS providerId FROM payment WHERE id IN (${join(found.map((r) => r.paymentId))})`
  const chargeOf = new Map(charges.map((c) => [c.id, c.providerId]))
  return found.map((r) => ({
    ...withNumber(r),
    attempts: r.attempts + 1,
    nextAttemptAt: until,
    chargeId: chargeOf.get(r.paymentId) as string,
  }))
}

export async function insertRefunds(tx: Tx, refunds: RefundRow[]): Promise<void> {
  if (refunds.length === 0) return
  const values = refunds.map((r) => [
    r.id,
    r.bookingId,
    r.paymentId,
    r.status,
    r.currency,
    r.amountMinor,
    r.reason,
    r.attempts,
    r.nextAttemptAt,
    r.createdAt,
  ])
  await tx.$executeRaw`
    INSERT INTO refund (id, booking_id, payment_id, status, currency, amount_minor, reason, attempts, next_attempt_at,
      created_at)
    VALUES ${rows(values)}`
}

export async function updateRefund(tx: Tx, refund: RefundRow, claimedUntil: Date | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE refund SET status = ${refund.status}, provider_id = ${refund.providerId},
      next_attempt_at = IF(next_attempt_at <=> ${claimedUntil}, ${refund.nextAttemptAt}, next_attempt_at)
    WHERE id = ${refund.id}`
}

/** Keeps a message of the provider; one that came before changes nothing. */
export async function recordWebhook(
  tx: Tx,
  webhook: { eventId: string; paymentId: PaymentId; body: string; receivedAt: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT IGNORE INTO payment_webhook (event_id, payment_id, body, received_at)
    VALUES (${webhook.eventId}, ${webhook.paymentId}, ${webhook.body}, ${webhook.receivedAt})`
}

/** Keeps what the provider calls a payment's charge, where the answer that should have told it was lost. */
export async function nameCharge(tx: Tx, paymentId: PaymentId, chargeId: string): Promise<void> {
  await tx.$executeRaw`UPDATE payment SET provider_id = ${chargeId} WHERE id = ${paymentId} AND provider_id IS NULL`
}

/**
 * Turns recorded messages into checks that are due at once: of payments that may still change, and of refunds, which
 * may fail even after they had succeeded. Returns how many messages it was.
 */
export async function scheduleChecksOfWebhooks(tx: Tx, now: Date, limit: number): Promise<number> {
  const found = await tx.$queryRaw<Array<{ eventId: string; paymentId: PaymentId }>>`
    SELECT event_id AS eventId, payment_id AS paymentId FROM payment_webhook WHERE done_at IS NULL
    ORDER BY received_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  if (found.length === 0) return 0
  const paymentIds = join([...new Set(found.map((w) => w.paymentId))].sort())
  await tx.$executeRaw`UPDATE payment SET next_check_at = ${now} WHERE id IN (${paymentIds}) AND status <> 'CAPTURED'`
  await tx.$executeRaw`
    UPDATE refund SET next_attempt_at = ${now} WHERE payment_id IN (${paymentIds}) AND status <> 'FAILED'`
  await tx.$executeRaw`
    UPDATE payment_webhook SET done_at = ${now} WHERE event_id IN (${join(found.map((w) => w.eventId))})`
  return found.length
}

/** Forgets messages that were acted upon a month ago: no provider brings one again as late. Returns how many it was. */
export const forgetWebhooks = (db: Sql, limit: number): PromiseLike<number> => db.$executeRaw`
  DELETE FROM payment_webhook WHERE done_at < UTC_TIMESTAMP(3) - INTERVAL 30 DAY LIMIT ${limit}`

/** Seats of a booking that are not its own and not free. */
export async function takenSeatsOf(db: Sql, bookingId: BookingId, now: Date): Promise<SeatRef[]> {
  return db.$queryRaw<SeatRef[]>`
    SELECT s.flight_id AS flightId, s.number AS seat
    FROM segment g JOIN seat s ON s.flight_id = g.flight_id AND s.number = g.seat_number
    WHERE g.booking_id = ${bookingId} AND s.status <> 'AVAILABLE' AND NOT (s.status = 'HELD' AND s.held_until <= ${now})
      AND NOT (s.booking_id <=> ${bookingId})
    ORDER BY s.flight_id, s.number`
}
