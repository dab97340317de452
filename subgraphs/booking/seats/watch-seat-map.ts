import type { FlightId } from '#lib/ids.ts'
import type { Sql } from '#lib/sql.ts'
import { streamOf } from '#lib/stream.ts'
import type { SkyEvent } from '#schema/events.ts'
import type { SeatStatus } from './seat.ts'
import { statusAt } from './seat.ts'
import { loadMap } from './store.ts'

export interface SeatState {
  number: string
  status: SeatStatus
  heldUntil: string | null
}

export interface SeatMapUpdate {
  flightId: FlightId
  version: number
  layoutVersion: number
  full: boolean
  seats: SeatState[]
}

type Listener = (update: SeatMapUpdate) => void

/** Where the seat events of the bus reach the watchers of this process. */
export interface SeatHub {
  tell(events: SkyEvent[]): void
  listen(flightId: FlightId, listener: Listener): () => void
}

export function createSeatHub(): SeatHub {
  const listeners = new Map<FlightId, Set<Listener>>()
  return {
    tell(events) {
      for (const event of events) {
        if (event.type !== 'seats.changed.v1') continue
        const { data } = event
        const flightId = data.flightId as FlightId
        for (const listener of listeners.get(flightId) ?? []) listener({ ...data, flightId, full: false })
      }
    },
    listen(flightId, listener) {
      const of = listeners.get(flightId) ?? new Set()
      listeners.set(flightId, of.add(listener))
      return () => {
        of.delete(listener)
        if (of.size === 0) listeners.delete(flightId)
      }
    },
  }
}

/** The whole map as it is now; undefined: not on sale. */
export async function wholeMap(sql: Sql, flightId: FlightId): Promise<SeatMapUpdate | undefined> {
  const map = await loadMap(sql, flightId)
  if (!map) return undefined
  const seats = map.seats.map((seat) => {
    const status = statusAt(seat, map.now)
    return {
      number: seat.number,
      status,
      heldUntil: status === 'HELD' ? (seat.heldUntil?.toISOString() ?? null) : null,
    }
  })
  return { flightId, version: map.version, layoutVersion: map.seating, full: true, seats }
}

const MOST_WAITING = 100

/**
 * First the whole map, then each change, versions without a gap: one that came before the map is passed over, and where
 * one is missing (a bus that lost its connection, a new layout) or too many wait, the whole map comes again.
 */
export function watchSeatMap(sql: Sql, hub: SeatHub, flightId: FlightId): AsyncIterableIterator<SeatMapUpdate, void> {
  return streamOf<SeatMapUpdate, SeatMapUpdate>(
    (push) => hub.listen(flightId, push),
    async function* (queue) {
      let last: SeatMapUpdate | undefined = await wholeMap(sql, flightId)
      if (!last) return
      yield last
      for (let updates = await queue.take(); updates; updates = await queue.take()) {
        const seen: SeatMapUpdate = last
        const fresh: SeatMapUpdate[] = updates.filter((u) => u.version > seen.version)
        const steps: Array<SeatMapUpdate | undefined> = follows(seen, fresh) ? fresh : [await wholeMap(sql, flightId)]
        for (const step of steps) {
          if (!step) return
          last = step
          yield step
        }
      }
    },
  )
}

function follows(last: SeatMapUpdate, fresh: SeatMapUpdate[]): boolean {
  if (fresh.length > MOST_WAITING) return false
  return fresh.every((u, n) => u.version === last.version + n + 1 && u.layoutVersion === last.layoutVersion)
}
