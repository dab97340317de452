import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reader } from '#lib/invariants.ts'
import type { Ledger } from '../../../scripts/verify/compare-ledger.ts'

/**
 * What is still under way, by its kind; empty once the system is at rest. A challenge that its payer left is open for
 * minutes, and its booking with it.
 */
async function underWay(booking: Reader, notification: Reader): Promise<string[]> {
  const moving = await booking.$queryRaw<Array<{ kind: string; count: unknown }>>`
    SELECT 'holds' AS kind, COUNT(*) AS count FROM hold WHERE status = 'ACTIVE'
    UNION ALL SELECT 'unpaid bookings', COUNT(*) FROM booking b WHERE status = 'PENDING_PAYMENT'
      AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.booking_id = b.id AND p.status = 'REQUIRES_ACTION')
    UNION ALL SELECT 'payments', COUNT(*) FROM payment WHERE status = 'PROCESSING'
    UNION ALL SELECT 'refunds', COUNT(*) FROM refund WHERE status = 'PENDING'
    UNION ALL SELECT 'unnumbered documents', COUNT(*) FROM invoice WHERE number IS NULL
    UNION ALL SELECT 'events', COUNT(*) FROM outbox`
  const waiting = await notification.$queryRaw<Array<{ kind: string; count: unknown }>>`
    SELECT 'mails' AS kind, COUNT(*) AS count FROM notification WHERE status IN ('QUEUED', 'SENDING', 'RETRYING')`
  return [...moving, ...waiting].flatMap(({ kind, count }) => (Number(count) > 0 ? [`${count} ${kind}`] : []))
}

const PATIENCE_MS = 120_000

/** Waits for rest as long as there is less and less under way; how long mails take depends on the machine. */
export async function untilAtRest(booking: Reader, notification: Reader): Promise<void> {
  let before = ''
  let deadline = 0
  for (;;) {
    const left = (await underWay(booking, notification)).join(', ')
    if (left === '') return
    if (left !== before) deadline = Date.now() + PATIENCE_MS
    if (Date.now() > deadline) throw new Error(`For ${PATIENCE_MS / 1000} s nothing moved, still under way: ${left}`)
    before = left
    await sleep(500)
  }
}

type Sums = Record<string, number>

const sumOf = (entries: Array<{ currency: string; amountMinor: unknown }>): Sums => {
  const sums: Sums = {}
  for (const { currency, amountMinor } of entries) sums[currency] = (sums[currency] ?? 0) + Number(amountMinor)
  return sums
}

/** Money taken and given back, by currency, in our books. */
export async function ourSums(booking: Reader): Promise<{ captured: Sums; refunded: Sums }> {
  return {
    captured: sumOf(
      await booking.$queryRaw`SELECT currency, amount_minor AS amountMinor FROM payment WHERE status = 'CAPTURED'`,
    ),
    refunded: sumOf(
      await booking.$queryRaw`SELECT currency, amount_minor AS amountMinor FROM refund WHERE status = 'SUCCEEDED'`,
    ),
  }
}

/** The same in the provider's. */
export const theirSums = ({ charges, refunds }: Ledger): { captured: Sums; refunded: Sums } => ({
  captured: sumOf(charges.filter(({ status }) => status === 'captured')),
  refunded: sumOf(refunds.filter(({ status }) => status === 'succeeded')),
})

/** Seats that more than one confirmed booking has. */
export async function seatsSoldTwice(booking: Reader): Promise<unknown[]> {
  return booking.$queryRaw<unknown[]>`
    SELECT g.flight_id, g.seat_number FROM segment g JOIN booking b ON b.id = g.booking_id
    WHERE b.status = 'CONFIRMED' GROUP BY g.flight_id, g.seat_number HAVING COUNT(*) > 1`
}

/** How many mails came of each that was sent, by its Message-ID. */
function mailsReceived(dataFolder: string): Map<string, number> {
  const folder = join(dataFolder, 'mailbox')
  const counts = new Map<string, number>()
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.eml'))) {
    const id = /^message-id:\s*<([^@>]+)@/im.exec(readFileSync(join(folder, name), 'utf8').slice(0, 8192))?.[1] ?? '?'
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

/** Bookings that were confirmed at some time, each with how many confirmations its traveller found in the mailbox. */
export async function confirmationsReceived(
  { booking, notification }: { booking: Reader; notification: Reader },
  dataFolder: string,
): Promise<Map<string, number>> {
  const confirmed = await booking.$queryRaw<Array<{ id: string }>>`
    SELECT DISTINCT booking_id AS id FROM booking_event WHERE action = 'CONFIRMED'`
  const mails = await notification.$queryRaw<Array<{ id: string; bookingId: string }>>`
    SELECT id, booking_id AS bookingId FROM notification
    WHERE channel = 'EMAIL' AND dedupe_key LIKE 'booking.confirmed.v1:%'`
  const received = mailsReceived(dataFolder)
  const counts = new Map(confirmed.map(({ id }) => [id, 0]))
  for (const { id, bookingId } of mails) counts.set(bookingId, (counts.get(bookingId) ?? 0) + (received.get(id) ?? 0))
  return counts
}
