import { streamOf } from '#lib/stream.ts'

/** What both servers are asked for, and what is told of one change of the map. */
export const WATCH =
  'subscription Watch($id: ID!) { seatMapChanged(flightId: $id) { version full seats { number status heldUntil } } }'

export interface Update {
  flightId: string
  version: number
  layoutVersion: number
  full: boolean
  seats: Array<{ number: string; status: string; heldUntil: string }>
}

/** A hold of two seats, as most are; the time of its commit is what watchers read as the end of the hold. */
export function holdUpdate(version: number): Update {
  const heldUntil = new Date().toISOString()
  const seats = ['12A', '12B'].map((number) => ({ number, status: 'HELD', heldUntil }))
  return { flightId: 'f-1', version, layoutVersion: 1, full: false, seats }
}

/** A seat map that only tells: first a whole map, then each update. */
export function createSeatMap() {
  const listeners = new Set<(update: Update) => void>()
  let version = 1
  return {
    tell(update: Update) {
      version = update.version
      for (const listener of listeners) listener(update)
    },
    watch: () =>
      streamOf<Update, Update>(
        (push) => {
          listeners.add(push)
          return () => void listeners.delete(push)
        },
        async function* (queue) {
          yield { ...holdUpdate(version), full: true }
          for (let updates = await queue.take(); updates; updates = await queue.take()) yield* updates
        },
      ),
  }
}
