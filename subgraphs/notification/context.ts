import DataLoader from 'dataloader'
import { hasRole, type Viewer } from '#lib/identity.ts'
import type { NotificationDeps } from './deps.ts'
import { listForBookings, type NotificationRow, readNotifications } from './messages/store.ts'

/** Of one request; a subscription has one for all its events, so its loaders batch and do not remember. */
export interface Context {
  viewer: Viewer | null
  deps: NotificationDeps
  /** By id, whoever it is for */
  notifications: DataLoader<string, NotificationRow | undefined>
  /** Of a booking, as far as the viewer may see them */
  ofBooking: DataLoader<string, NotificationRow[]>
}

export function createContext(deps: NotificationDeps, viewer: Viewer | null): Context {
  const { client } = deps.db
  const options = { cache: false, maxBatchSize: 500 }
  const reader = viewer && hasRole(viewer, 'OPERATOR') ? undefined : viewer?.id
  return {
    viewer,
    deps,
    notifications: new DataLoader(async (ids) => {
      const found = new Map((await readNotifications(client, ids)).map((row) => [row.id as string, row]))
      return ids.map((id) => found.get(id))
    }, options),
    ofBooking: new DataLoader(async (ids) => {
      const found = Map.groupBy(await listForBookings(client, ids, reader), ({ bookingId }) => bookingId as string)
      return ids.map((id) => found.get(id) ?? [])
    }, options),
  }
}
