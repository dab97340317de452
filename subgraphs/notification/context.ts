import type DataLoader from 'dataloader'
import { hasRole, type Viewer } from '#lib/identity.ts'
import { byId, listsById } from '#lib/loaders.ts'
import type { NotificationDeps } from './deps.ts'
import { listForBookings, type NotificationRow, readNotifications } from './messages/store.ts'

/** Of one request; a subscription has one for all its events. */
export interface Context {
  viewer: Viewer | null
  deps: NotificationDeps
  /** By id, whoever it is for */
  notifications: DataLoader<string, NotificationRow | null>
  /** Of a booking, as far as the viewer may see them */
  ofBooking: DataLoader<string, NotificationRow[]>
}

export function createContext(deps: NotificationDeps, viewer: Viewer | null): Context {
  const { client } = deps.db
  const reader = viewer && hasRole(viewer, 'OPERATOR') ? undefined : viewer?.id
  return {
    viewer,
    deps,
    notifications: byId(
      async (ids: readonly string[]) => new Map((await readNotifications(client, ids)).map((row) => [row.id, row])),
    ),
    ofBooking: listsById(async (ids: readonly string[]) =>
      Map.groupBy(await listForBookings(client, ids, reader), ({ bookingId }) => bookingId as string),
    ),
  }
}
