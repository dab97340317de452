import { type NotificationId, newId } from '#lib/ids.ts'
import { fromJson, join } from '#lib/sql.ts'
import type { NotificationDb, Tx } from '../database.ts'
import type { Attachment } from '../messages/message.ts'

/** A mail that a worker holds until its lease ends. */
export interface Mail {
  id: NotificationId
  recipient: string
  subject: string
  body: string
  html: string | null
  attachments: Attachment[]
  messageId: string
  /** This one counted */
  attempts: number
  lease: string
}

/** How long a worker that died keeps its mails from the others. Renewed while it works. */
export const LEASE_SECONDS = 30

/** One state at a time, in the order of its index: sorted otherwise, the statement would lock all that are due. */
async function lockDue(tx: Tx, status: string, limit: number): Promise<Array<{ id: NotificationId }>> {
  if (limit === 0) return []
  return tx.$queryRaw<Array<{ id: NotificationId }>>`
    SELECT id FROM notification FORCE INDEX (notification_due)
    WHERE status = ${status} AND next_attempt_at <= UTC_TIMESTAMP(3)
    ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
}

type Found = Omit<Mail, 'attachments' | 'lease'> & { attachments: unknown }

/**
 * Leases up to `limit` mails that are due: those whose worker's lease has ended, those to be tried again, and new ones. Workers step round each other's (SKIP LOCKED).
 */
export async function leaseMails(db: NotificationDb, limit: number, domain: string): Promise<Mail[]> {
  const lease = newId()
  return db.transaction(async (tx) => {
    const due: Array<{ id: NotificationId }> = []
    for (const status of ['SENDING', 'RETRYING', 'QUEUED']) due.push(...(await lockDue(tx, status, limit - due.length)))
    if (due.length === 0) return []
    const ids = due.map(({ id }) => id)
    await tx.$executeRaw`
      UPDATE notification
      SET status = 'SENDING', attempts = attempts + 1, lease_holder = ${lease},
        next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND,
        message_id = COALESCE(message_id, CONCAT('<', id, '@', ${domain}, '>'))
      WHERE id IN (${join(ids)})`
    const found = await tx.$queryRaw<Found[]>`
      SELECT id, recipient, subject, body, html, attachments, message_id AS messageId, attempts
      FROM notification WHERE id IN (${join(ids)}) ORDER BY id`
    return found.map((mail) => ({ ...mail, lease, attachments: fromJson(mail.attachments) }))
  })
}

export async function renewLeases(db: NotificationDb, mails: Iterable<Mail>): Promise<void> {
  const held = [...mails]
  if (held.length === 0) return
  await db.client.$executeRaw`
    UPDATE notification SET next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
    WHERE id IN (${join(held.map(({ id }) => id))}) AND lease_holder IN (${join(held.map(({ lease }) => lease))})
      AND status = 'SENDING'`
}

/** Records an attempt, and returns whether the mail was still this lease's. */
export async function finishAttempt(
  db: NotificationDb,
  mail: Mail,
  after: { status: 'SENT' | 'RETRYING' | 'DEAD'; lastError: string | null; delayMs: number },
): Promise<boolean> {
  const { status, lastError, delayMs } = after
  const changed = await db.client.$executeRaw`
    UPDATE notification
    SET status = ${status}, last_error = ${lastError?.slice(0, 500) ?? null}, lease_holder = NULL,
      next_attempt_at = IF(${status} = 'RETRYING', UTC_TIMESTAMP(3) + INTERVAL ${delayMs * 1000} MICROSECOND, NULL),
      sent_at = IF(${status} = 'SENT', UTC_TIMESTAMP(3), NULL)
    WHERE id = ${mail.id} AND lease_holder = ${mail.lease} AND status = 'SENDING'`
  return changed === 1
}

/** Puts a dead letter back at the front of the queue; the state it was in, undefined where there is none. */
export async function requeueDead(tx: Tx, id: string): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<Array<{ status: string }>>`
    SELECT status FROM notification WHERE id = ${id} FOR UPDATE`
  if (row?.status === 'DEAD') {
    await tx.$executeRaw`
      UPDATE notification SET status = 'QUEUED', attempts = 0, next_attempt_at = UTC_TIMESTAMP(3) WHERE id = ${id}`
  }
  return row?.status
}
