import { type NotificationId, newId, type UserId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { startLoop } from '#lib/loop.ts'
import type { NotificationDb } from '../database.ts'
import { listNewIds } from './store.ts'

const POLL_MS = 1000
/** Ids grow with the clock of whoever made them: how far clocks may differ, and a commit come late, and still be seen. */
const LOOK_BACK_MS = 30_000

interface Watcher {
  userId: UserId
  /** When each was seen, for as long as a look may still find it */
  seen: Map<NotificationId, number>
  push(id: NotificationId): void
}

/** Tells readers of new messages: at once of those this instance makes, within a second of those another does. */
export interface LiveMessages {
  /** Ids of messages that came after the iteration was asked for. */
  watch(userId: UserId): Promise<AsyncIterableIterator<NotificationId>>
  /** Looks now, such as after a commit. */
  wake(): void
  stop(): Promise<void>
}

export function startLiveMessages(db: NotificationDb, log: Log): LiveMessages {
  const watchers = new Set<Watcher>()

  const look = async () => {
    const userIds = [...new Set([...watchers].map(({ userId }) => userId))]
    if (userIds.length === 0) return false
    for (const { id, userId } of await newIds(db, userIds)) {
      for (const watcher of watchers) if (watcher.userId === userId && note(watcher, id)) watcher.push(id)
    }
    for (const watcher of watchers) forget(watcher)
    return false
  }
  const loop = startLoop({ name: 'live messages', log, everyMs: POLL_MS, step: look })
  return {
    wake: loop.wake,
    async watch(userId) {
      const { iterator, push } = idQueue(() => watchers.delete(watcher))
      const watcher: Watcher = { userId, seen: new Map(), push }
      // What can be read now came before; what cannot is new, whenever its commit began.
      for (const { id } of await newIds(db, [userId])) note(watcher, id)
      watchers.add(watcher)
      return iterator
    },
    async stop() {
      watchers.clear()
      await loop.stop()
    },
  }
}

const newIds = (db: NotificationDb, userIds: UserId[]) =>
  listNewIds(db.client, userIds, newId(Date.now() - LOOK_BACK_MS))

function note({ seen }: Watcher, id: NotificationId): boolean {
  if (seen.has(id)) return false
  seen.set(id, Date.now())
  return true
}

function forget({ seen }: Watcher): void {
  const before = Date.now() - 3 * LOOK_BACK_MS
  for (const [id, at] of seen) if (at < before) seen.delete(id)
}

/** An async generator would not hear `return` while it waits; this one ends at once. */
function idQueue(onEnd: () => void) {
  const queue: NotificationId[] = []
  let waiting: PromiseWithResolvers<IteratorResult<NotificationId>> | undefined
  let ended = false
  const end = { done: true as const, value: undefined }
  const iterator: AsyncIterableIterator<NotificationId> = {
    [Symbol.asyncIterator]: () => iterator,
    next() {
      const id = queue.shift()
      if (id !== undefined) return Promise.resolve({ done: false, value: id })
      if (ended) return Promise.resolve(end)
      waiting = Promise.withResolvers()
      return waiting.promise
    },
    return() {
      ended = true
      waiting?.resolve(end)
      onEnd()
      return Promise.resolve(end)
    },
  }
  const push = (id: NotificationId) => {
    if (!waiting) return void queue.push(id)
    waiting.resolve({ done: false, value: id })
    waiting = undefined
  }
  return { iterator, push }
}
