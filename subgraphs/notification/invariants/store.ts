import { commonChecks, type InvariantCheck, type Reader } from '#lib/invariants.ts'
import { join, sql } from '#lib/sql.ts'

const notifications = { table: sql`notification`, key: sql`id`, step: 5000 }
const viewers = { table: sql`idempotency_key`, key: sql`viewer_id`, step: 5000 }

/** What must hold in notification's database by itself. */
export const notificationChecks: readonly InvariantCheck[] = [
  {
    invariant: 5,
    name: 'answer_exists',
    words: 'what an idempotency key answers is there',
    walk: viewers,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', k.operation, k.result_type, k.result_id) AS offender FROM idempotency_key k
      LEFT JOIN notification n ON n.id = k.result_id
      WHERE ${within(sql`k.viewer_id`)} AND k.result_type = 'Notification' AND n.id IS NULL`,
  },
  {
    invariant: 6,
    name: 'mail_looked_after',
    words: 'a message that waits is tried again, in time',
    settles: true,
    find: (_, now) => sql`
      SELECT id AS offender FROM notification
      WHERE status IN ('QUEUED', 'SENDING', 'RETRYING')
        AND (next_attempt_at IS NULL OR next_attempt_at < ${now} - INTERVAL 1 MINUTE) LIMIT 1000`,
  },
  {
    invariant: 6,
    name: 'mail_end_told',
    words: 'what was sent says when, and a dead letter says why',
    walk: notifications,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', id, status) AS offender FROM notification
      WHERE ${within(sql`id`)}
        AND ((status = 'SENT') <> (sent_at IS NOT NULL) OR (status = 'DEAD' AND last_error IS NULL))`,
  },
  ...commonChecks,
]

/** The state of the mail that confirms each of these bookings; one without is not in the map. */
export async function confirmationMails(db: Reader, bookingIds: readonly string[]): Promise<Map<string, string>> {
  if (bookingIds.length === 0) return new Map()
  const keyOf = (id: string) => `booking.confirmed.v1:${id}:EMAIL`
  const found = await db.$queryRaw<Array<{ dedupeKey: string; status: string }>>`
    SELECT dedupe_key AS dedupeKey, status FROM notification WHERE dedupe_key IN (${join(bookingIds.map(keyOf))})`
  const statusOf = new Map(found.map(({ dedupeKey, status }) => [dedupeKey, status]))
  return new Map(
    bookingIds.flatMap((id) => {
      const status = statusOf.get(keyOf(id))
      return status === undefined ? [] : [[id, status] as const]
    }),
  )
}
