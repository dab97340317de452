import type { BookingId } from '#lib/ids.ts'
import { streamOf } from '#lib/stream.ts'
import type { SkyEvent } from '#schema/events.ts'

/** Where the booking events of the bus reach the watchers of this process. */
export interface BookingHub {
  tell(events: SkyEvent[]): void
  listen(bookingId: BookingId, listener: () => void): () => void
}

export function createBookingHub(): BookingHub {
  const listeners = new Map<string, Set<() => void>>()
  return {
    tell(events) {
      const changed = new Set(events.filter((e) => e.type === 'booking.changed.v1').map((e) => e.data.bookingId))
      for (const id of changed) for (const listener of listeners.get(id) ?? []) listener()
    },
    listen(bookingId, listener) {
      const of = listeners.get(bookingId) ?? new Set()
      listeners.set(bookingId, of.add(listener))
      return () => {
        of.delete(listener)
        if (of.size === 0) listeners.delete(bookingId)
      }
    },
  }
}

/** One item at once, then one after each change; changes that come while the reader is busy are one. */
export function watchBooking(hub: BookingHub, bookingId: BookingId): AsyncIterableIterator<BookingId, void> {
  return streamOf<true, BookingId>(
    (push) => hub.listen(bookingId, () => push(true)),
    async function* (queue) {
      yield bookingId
      while (await queue.take()) yield bookingId
    },
  )
}
