import { hasRole, requireViewer } from '#lib/identity.ts'
import { isId, type NotificationId } from '#lib/ids.ts'
import { idCursor, pageOf, readIdCursor, readPage } from '#lib/page.ts'
import { idempotencyConflict, invalidInput, notFound, wrongState } from '#lib/problems.ts'
import type { Resolvers } from '#schema/generated/notification.ts'
import type { Context } from './context.ts'
import { retryNotification } from './delivery/retry-notification.ts'
import { faultOf, type HandWritten, sendNotification } from './messages/send-notification.ts'
import { listDead, listForUser, markRead, type NotificationRow } from './messages/store.ts'
import { toNotification } from './messages/to-notification.ts'
import { allPreferences } from './preferences/preference.ts'
import { setPreference } from './preferences/set-preference.ts'
import { readChoices } from './preferences/store.ts'

export const resolvers: Resolvers = {
  Query: {
    deadLetters: async (_, args, { deps }) => {
      const page = readPage(args, { most: 200, read: readIdCursor })
      return pageOf((await listDead(deps.db.client, page)).map(toNotification), args, idCursor)
    },
  },
  User: {
    notifications: async ({ id }, args, { viewer, deps }) => {
      const page = readPage(args, { most: 100, read: readIdCursor })
      if (!viewer || (viewer.id !== id && !hasRole(viewer, 'ADMIN'))) return null
      return pageOf((await listForUser(deps.db.client, id, page)).map(toNotification), args, idCursor)
    },
    notificationPreferences: async ({ id }, _, { viewer, deps }) => {
      if (viewer?.id !== id) return null
      return allPreferences((await readChoices(deps.db.client, [id])).get(id) ?? new Map())
    },
  },
  Booking: {
    notifications: async ({ id }, _, { ofBooking }) => (await ofBooking.load(id)).map(toNotification),
  },
  Notification: {
    __resolveReference: async ({ id }, context) => {
      const row = isId(id) ? await context.notifications.load(id) : undefined
      return row && maySee(row, context) ? toNotification(row) : null
    },
  },
  Mutation: {
    sendNotification: (_, { input }, context) => sendByHand(input, context),
    retryNotification: async (_, { id }, { deps }) => {
      const retry = isId(id) ? await retryNotification(deps.db, id) : ({ ok: false, code: 'NOT_FOUND' } as const)
      if (retry.ok) {
        deps.delivery.wake()
        return { __typename: 'Notification', ...toNotification(retry.notification) }
      }
      if (retry.code === 'NOT_FOUND') return notFound('notification', ['id'])
      return wrongState(retry.state, 'Only a dead letter can be sent again.')
    },
    markNotificationRead: async (_, { id }, context) => {
      const viewer = requireViewer(context)
      if (!isId(id)) return null
      await markRead(context.deps.db.client, id, viewer.id)
      const row = await context.notifications.load(id)
      return row?.userId === viewer.id ? toNotification(row) : null
    },
    setNotificationPreference: async (_, args, context) => {
      const preference = await setPreference(context.deps.db, requireViewer(context).id, args)
      if (preference) return { __typename: 'NotificationPreference', ...preference }
      return wrongState('MANDATORY', 'These messages cannot be switched off: a ticket always reaches its owner.')
    },
  },
  Subscription: {
    notificationReceived: {
      subscribe: (_, __, context) => context.deps.live.watch(requireViewer(context).id),
      resolve: async (id: NotificationId, _: unknown, { notifications }: Context) => {
        const row = await notifications.load(id)
        if (!row) throw new Error('A notification was told of and cannot be found.')
        return toNotification(row)
      },
    },
  },
}

/** Its own reader, and who may see all dead letters and bookings. */
function maySee(row: NotificationRow, { viewer }: Context): boolean {
  if (!viewer) return false
  return hasRole(viewer, 'OPERATOR') || (row.userId === viewer.id && row.status !== 'SUPPRESSED')
}

async function sendByHand(input: HandWritten, context: Context) {
  const { deps, notifications } = context
  const fault = faultOf(input)
  if (fault) return invalidInput(['input', fault.field], fault.message)
  const result = await sendNotification(deps.db, requireViewer(context).id, input)
  if (!result.ok) {
    if (result.code === 'NO_SUCH_USER') return notFound('user', ['input', 'userId'])
    if (result.code === 'NO_PHONE') return invalidInput(['input', 'channel'], 'This user has no phone number.')
    return idempotencyConflict()
  }
  deps.delivery.wake()
  deps.live.wake()
  const row = await notifications.load(result.id)
  if (!row) throw new Error('A notification was made and cannot be found.')
  return { __typename: 'Notification' as const, ...toNotification(row) }
}
