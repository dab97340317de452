import type { FlightId } from '#lib/ids.ts'
import type { Sql } from '#lib/sql.ts'
import { nearestFree, type SeatRef, statusAt } from '../seats/seat.ts'
import { drawingOf } from '../seats/seat-map.ts'
import { loadMap } from '../seats/store.ts'

const FOR_EACH_TAKEN = 3

/** For seats that are taken, the nearest free ones of the same cabin, none of them among the seats wanted anyway. */
export async function findAlternatives(sql: Sql, taken: SeatRef[], wanted: SeatRef[]): Promise<SeatRef[]> {
  const byFlight = Map.groupBy(taken, (s) => s.flightId)
  const found = await Promise.all([...byFlight].map(([flightId, seats]) => onFlight(sql, { flightId, seats, wanted })))
  return found.flat()
}

async function onFlight(
  sql: Sql,
  { flightId, seats, wanted }: { flightId: FlightId; seats: SeatRef[]; wanted: SeatRef[] },
): Promise<SeatRef[]> {
  const map = await loadMap(sql, flightId)
  if (!map) return []
  const { plans } = await drawingOf(sql, map.layoutId, map.layoutVersion)
  const asked = new Set(wanted.filter((s) => s.flightId === flightId).map((s) => s.seat))
  const free = map.seats
    .filter((s) => statusAt(s, map.now) === 'AVAILABLE' && !asked.has(s.number))
    .flatMap((s) => plans.get(s.number) ?? [])
  const numbers = seats.flatMap(({ seat }) => {
    const plan = plans.get(seat)
    return plan ? nearestFree(plan, free, FOR_EACH_TAKEN).map((s) => s.number) : []
  })
  return [...new Set(numbers)].map((seat) => ({ flightId, seat }))
}
