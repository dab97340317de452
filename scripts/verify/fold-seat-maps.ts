import type { SkyEventData } from '#schema/events.ts'
import type { SeatState } from '../../subgraphs/booking/invariants/facts/store.ts'

interface Seen {
  status: string
  heldUntil: number | null
}

interface FoldedMap {
  /** Before the first event that is still kept; 1 is the map as it went on sale. */
  from: number
  version: number
  seats: Map<string, Seen>
  /** Versions that are missing */
  gaps: string[]
}

/** The events of many maps, folded as they come; one that comes twice counts once. */
export function foldSeatMaps() {
  const maps = new Map<string, FoldedMap>()
  return {
    maps: maps as ReadonlyMap<string, FoldedMap>,
    add({ flightId, version, seats }: SkyEventData<'seats.changed.v1'>): void {
      const map: FoldedMap = maps.get(flightId) ?? {
        from: version - 1,
        version: version - 1,
        seats: new Map(),
        gaps: [],
      }
      maps.set(flightId, map)
      if (version <= map.version) return
      if (version > map.version + 1) map.gaps.push(`${flightId} version ${version} came after ${map.version}`)
      map.version = version
      for (const { number, status, heldUntil } of seats) {
        map.seats.set(number, { status, heldUntil: heldUntil === null ? null : Date.parse(heldUntil) })
      }
    },
  }
}

/** What a map's events and its seats as they are say differently; HELD past its time is free in both. */
export function compareMap(flightId: string, map: FoldedMap, seats: readonly SeatState[]): string[] {
  const [first] = seats
  if (!first) return [`${flightId} has events and no seats`]
  if (first.mapVersion !== map.version) {
    return [...map.gaps, `${flightId} is at version ${first.mapVersion}, its events at ${map.version}`]
  }
  const nowMs = first.now.getTime()
  const untold = map.from === 1 ? { status: 'AVAILABLE', heldUntil: null } : undefined
  const differing = seats.flatMap(({ seat, status, heldUntil }) => {
    const told = map.seats.get(seat) ?? untold
    if (!told) return []
    const here = said({ status, heldUntil: heldUntil?.getTime() ?? null }, nowMs)
    const there = said(told, nowMs)
    return here === there ? [] : [`${flightId} ${seat} is ${here}, its events say ${there}`]
  })
  return [...map.gaps, ...differing]
}

function said({ status, heldUntil }: Seen, nowMs: number): string {
  if (status !== 'HELD' || heldUntil === null) return status
  return heldUntil <= nowMs ? 'AVAILABLE' : `HELD until ${new Date(heldUntil).toISOString()}`
}
