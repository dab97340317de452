import type { BookingId, NotificationId, UserId } from '#lib/ids.ts'
import { rows } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { Channel, Message, Status, Topic } from './message.ts'

export interface NewNotification extends Message {
  id: NotificationId
  status: Status
  lastError: string | null
  createdAt: Date
}

/** A message as readers see it. */
export interface NotificationRow {
  id: NotificationId
  userId: UserId | null
  bookingId: BookingId | null
  topic: Topic
  channel: Channel
  status: Status
  subject: string
  body: string
  attempts: number
  nextAttemptAt: Date | null
  lastError: string | null
  createdAt: Date
  sentAt: Date | null
  readAt: Date | null
}

const COLUMNS = {
  id: true,
  userId: true,
  bookingId: true,
  topic: true,
  channel: true,
  status: true,
  subject: true,
  body: true,
  attempts: true,
  nextAttemptAt: true,
  lastError: true,
  createdAt: true,
  sentAt: true,
  readAt: true,
} as const

type Found = Omit<NotificationRow, 'id' | 'userId' | 'bookingId'> & {
  id: string
  userId: string | null
  bookingId: string | null
}

const rowOf = (found: Found): NotificationRow => found as NotificationRow

export async function saveNotifications(tx: Tx, made: readonly NewNotification[]): Promise<void> {
  if (made.length === 0) return
  const values = made.map((m) => [
    m.id,
    m.userId,
    m.bookingId,
    m.topic,
    m.channel,
    m.status,
    m.recipient,
    m.subject,
    m.secret?.shown ?? m.body,
    m.html,
    JSON.stringify(m.attachments),
    0,
    m.status === 'QUEUED' ? m.createdAt : null,
    m.lastError,
    m.createdAt,
    m.status === 'SENT' ? m.createdAt : null,
    m.dedupeKey,
    m.secret && m.channel !== 'IN_APP' ? m.body : null,
    m.secret && m.channel !== 'IN_APP' ? new Date(m.secret.until) : null,
    m.traceparent ?? null,
  ])
  // Not INSERT IGNORE, which would also swallow what is too long or no enum value.
  await tx.$executeRaw`
    INSERT INTO notification (id, user_id, booking_id, topic, channel, status, recipient, subject, body, html,
      attachments, attempts, next_attempt_at, last_error, created_at, sent_at, dedupe_key, secret_text, secret_until,
      traceparent)
    VALUES ${rows(values)} ON DUPLICATE KEY UPDATE dedupe_key = notification.dedupe_key`
}

export async function readNotifications(tx: Tx, ids: readonly string[]): Promise<NotificationRow[]> {
  const found = await tx.notification.findMany({ where: { id: { in: [...ids] } }, select: COLUMNS })
  return found.map(rowOf)
}

/** Newest first, from behind `after`; what was suppressed is none of the reader's. */
export async function listForUser(
  tx: Tx,
  userId: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<NotificationRow[]> {
  const found = await tx.notification.findMany({
    where: { userId, status: { not: 'SUPPRESSED' }, ...(after && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: limit,
    select: COLUMNS,
  })
  return found.map(rowOf)
}

export async function listDead(
  tx: Tx,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<NotificationRow[]> {
  const found = await tx.notification.findMany({
    where: { status: 'DEAD', ...(after && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: limit,
    select: COLUMNS,
  })
  return found.map(rowOf)
}

/** Of many bookings, newest first; of one reader alone unless `userId` is left out. */
export async function listForBookings(
  tx: Tx,
  bookingIds: readonly string[],
  userId: UserId | undefined,
): Promise<NotificationRow[]> {
  const found = await tx.notification.findMany({
    where: { bookingId: { in: [...bookingIds] }, ...(userId && { userId, status: { not: 'SUPPRESSED' } }) },
    orderBy: { id: 'desc' },
    select: COLUMNS,
  })
  return found.map(rowOf)
}

/** Ids of what came since `sinceId` for these users. */
export async function listNewIds(
  tx: Tx,
  userIds: readonly string[],
  sinceId: string,
): Promise<Array<{ id: NotificationId; userId: UserId }>> {
  const found = await tx.notification.findMany({
    where: { userId: { in: [...userIds] }, id: { gt: sinceId }, status: { not: 'SUPPRESSED' } },
    orderBy: { id: 'asc' },
    select: { id: true, userId: true },
  })
  return found as Array<{ id: NotificationId; userId: UserId }>
}

/** Keeps the first time it was read; false where the reader has no such message. */
export async function markRead(tx: Tx, id: string, userId: UserId): Promise<void> {
  await tx.$executeRaw`
    UPDATE notification SET read_at = UTC_TIMESTAMP(3) WHERE id = ${id} AND user_id = ${userId} AND read_at IS NULL`
}
