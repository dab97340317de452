import type { NotificationRow } from './store.ts'

/** As the contract's Notification has it. */
export const toNotification = (row: NotificationRow) => ({
  id: row.id,
  topic: row.topic,
  channel: row.channel,
  status: row.status,
  subject: row.subject,
  body: row.body,
  attempts: row.attempts,
  nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  lastError: row.lastError,
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
  readAt: row.readAt?.toISOString() ?? null,
})
