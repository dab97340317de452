import { shifted } from '#lib/clock.ts'
import { type NotificationId, newId } from '#lib/ids.ts'
import { fromJson, join } from '#lib/sql.ts'
import type { NotificationDb, Tx } from '../database.ts'
import type { Attachment, Channel } from '../messages/message.ts'
import type { StateAfter } from './outcome.ts'
import { slotAfter, slots } from './pace.ts'

/** A mail or an SMS that a worker holds until its lease ends. */
export interface Leased {
  id: NotificationId
  /** Null while we do not know the account's address yet */
  recipient: string | null
  subject: string
  text: string
  html: string | null
  attachments: Attachment[]
  messageId: string
  /** This one counted */
  attempts: number
  /** Of a message with a link that lets its reader in */
  secretUntil: Date | null
  /** Of what caused it, where that was recorded */
  traceparent: string | null
  lease: string
  /** How long to wait before it leaves, where a rate is capped */
  waitMs: number
}

export interface LeaseOptions {
  channel: Channel
  limit: number
  /** Of our Message-IDs */
  domain: string
  /** Of all workers together */
  perSecond?: number | undefined
}

/** How long a worker that died keeps its messages from the others. Renewed while it works. */
export const LEASE_SECONDS = 30

/** One state at a time, in the order of its index: sorted otherwise, the statement would lock all that are due. */
async function lockDue(tx: Tx, channel: Channel, { status, limit }: { status: string; limit: number }) {
  if (limit === 0) return []
  return tx.$queryRaw<Array<{ id: NotificationId }>>`
    SELECT id FROM notification FORCE INDEX (notification_due)
    WHERE channel = ${channel} AND status = ${status} AND next_attempt_at <= UTC_TIMESTAMP(3)
    ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
}

type Found = Omit<Leased, 'attachments' | 'lease' | 'waitMs'> & { attachments: unknown }

/**
 * Leases up to `limit` messages that are due: those whose worker's lease has ended, those to be tried again, and new
 * ones. Workers step round each other's (SKIP LOCKED), and take turns at the pace where a rate is capped.
 */
export async function leaseDue(db: NotificationDb, options: LeaseOptions): Promise<Leased[]> {
  const { channel, domain, perSecond } = options
  const lease = newId()
  return db.transaction(async (tx) => {
    const pace = perSecond === undefined ? undefined : await lockPace(tx, channel, perSecond)
    const times = pace && slots(pace, options.limit)
    const limit = times?.length ?? options.limit
    const due: Array<{ id: NotificationId }> = []
    for (const status of ['SENDING', 'RETRYING', 'QUEUED'])
      due.push(...(await lockDue(tx, channel, { status, limit: limit - due.length })))
    if (due.length === 0) return []
    const last = times?.[due.length - 1]
    if (last && perSecond !== undefined) await setPace(tx, channel, slotAfter(last, perSecond))
    const found = await takeLease(tx, due, { lease, domain })
    return found.map((message, n) => ({ ...message, lease, waitMs: waitOf(times?.[n], pace?.now) }))
  })
}

const waitOf = (at: Date | undefined, now: Date | undefined) => (at && now ? Math.max(0, +at - +now) : 0)

async function takeLease(
  tx: Tx,
  due: ReadonlyArray<{ id: NotificationId }>,
  { lease, domain }: { lease: string; domain: string },
): Promise<Array<Omit<Leased, 'lease' | 'waitMs'>>> {
  const ids = join(due.map(({ id }) => id))
  await tx.$executeRaw`
    UPDATE notification
    SET status = 'SENDING', attempts = attempts + 1, lease_holder = ${lease},
      next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND,
      message_id = COALESCE(message_id, CONCAT('<', id, '@', ${domain}, '>'))
    WHERE id IN (${ids})`
  const found = await tx.$queryRaw<Found[]>`
    SELECT n.id, COALESCE(n.recipient, c.email) AS recipient, n.subject, COALESCE(n.secret_text, n.body) AS text, n.html,
      n.attachments, n.message_id AS messageId, n.attempts, n.secret_until AS secretUntil,
      n.traceparent
    FROM notification n LEFT JOIN contact c ON c.user_id = n.user_id
    WHERE n.id IN (${ids}) ORDER BY n.id`
  return found.map((message) => ({ ...message, attachments: fromJson(message.attachments) }))
}

async function lockPace(tx: Tx, channel: Channel, perSecond: number) {
  const [row] = await tx.$queryRaw<Array<{ nextFreeAt: Date; now: Date }>>`
    SELECT next_free_at AS nextFreeAt, UTC_TIMESTAMP(3) AS now FROM send_pace WHERE channel = ${channel} FOR UPDATE`
  if (!row) throw new Error(`There is no pace for ${channel}.`)
  return { ...row, perSecond }
}

async function setPace(tx: Tx, channel: Channel, nextFreeAt: Date): Promise<void> {
  await tx.$executeRaw`UPDATE send_pace SET next_free_at = ${nextFreeAt} WHERE channel = ${channel}`
}

export async function renewLeases(db: NotificationDb, messages: Iterable<Leased>): Promise<void> {
  const held = [...messages]
  if (held.length === 0) return
  await db.client.$executeRaw`
    UPDATE notification SET next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL ${LEASE_SECONDS} SECOND
    WHERE id IN (${join(held.map(({ id }) => id))}) AND lease_holder IN (${join(held.map(({ lease }) => lease))})
      AND status = 'SENDING'`
}

/** Records an attempt, and returns whether the message was still this lease's. A secret that has left is erased. */
export async function finishAttempt(
  db: NotificationDb,
  { id, lease }: Leased,
  { status, lastError, counts, delayMs }: StateAfter & { delayMs: number },
): Promise<boolean> {
  const erases = status === 'SENT'
  const changed = await db.client.$executeRaw`
    UPDATE notification
    SET status = ${status}, last_error = ${lastError?.slice(0, 500) ?? null}, lease_holder = NULL,
      attempts = attempts - ${counts ? 0 : 1},
      next_attempt_at = IF(${status} = 'RETRYING', UTC_TIMESTAMP(3) + INTERVAL ${delayMs * 1000} MICROSECOND, NULL),
      sent_at = IF(${status} = 'SENT', UTC_TIMESTAMP(3), NULL),
      html = IF(${erases} AND secret_until IS NOT NULL, NULL, html),
      secret_text = IF(${erases}, NULL, secret_text), secret_until = IF(${erases}, NULL, secret_until)
    WHERE id = ${id} AND lease_holder = ${lease} AND status = 'SENDING'`
  return changed === 1
}

/** Erases links that have run out from messages that never left, which are dead letters then; how many it was. */
export async function eraseSecrets({ client }: Pick<NotificationDb, 'client'>, limit: number): Promise<number> {
  return client.$executeRaw`
    UPDATE notification
    SET last_error = IF(status = 'DEAD', last_error, 'Its link has run out before it could be sent.'), status = 'DEAD',
      next_attempt_at = NULL, lease_holder = NULL, html = NULL, secret_text = NULL, secret_until = NULL
    WHERE secret_until < UTC_TIMESTAMP(3) AND status <> 'SENDING' LIMIT ${limit}`
}

/** Puts a dead letter back at the front of the queue; the state it was in, undefined where there is none. */
export async function requeueDead(tx: Tx, id: string): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<Array<{ status: string; erased: bigint | number }>>`
    SELECT status, channel = 'EMAIL' AND html IS NULL AS erased FROM notification WHERE id = ${id} FOR UPDATE`
  if (row?.status !== 'DEAD') return row?.status
  if (Number(row.erased) === 1) return 'ERASED'
  await tx.$executeRaw`
    UPDATE notification SET status = 'QUEUED', attempts = 0, next_attempt_at = UTC_TIMESTAMP(3) WHERE id = ${id}`
  return 'DEAD'
}

export interface QueueState {
  channel: Channel
  status: string
  messages: number
  /** Of the one that has been due longest; 0 where none is */
  oldestSeconds: number
}

/** What waits in the queues, from the index alone. */
export async function readQueues({ client }: Pick<NotificationDb, 'client'>): Promise<QueueState[]> {
  const found = await client.$queryRaw<
    Array<{ channel: Channel; status: string; messages: bigint; oldest: Date | null }>
  >`
    SELECT channel, status, COUNT(*) AS messages, MIN(next_attempt_at) AS oldest FROM notification
    WHERE channel IN ('EMAIL', 'SMS') AND status IN ('QUEUED', 'RETRYING', 'SENDING', 'DEAD') GROUP BY channel, status`
  const now = shifted(new Date())
  return found.map(({ channel, status, messages, oldest }) => ({
    channel,
    status,
    messages: Number(messages),
    oldestSeconds: oldest && status !== 'SENDING' ? Math.max(0, (+now - +oldest) / 1000) : 0,
  }))
}
