import type { Trip, WeeklyTrip } from './weekly-plan.ts'

const DAY_MIN = 1440
const WEEK_MIN = 7 * DAY_MIN

interface Aircraft {
  registration: string
  /** When its week begins and when it is back at the base for good, in wall minutes since Monday there. */
  beginsMin: number
  freeMin: number
}

/**
 * Gives the trips of one base and type to aircraft, every week the same: the one that has waited longest takes the next
 * trip, unless it would come back too late to begin the next week.
 * @param fleet how many aircraft each airline has so far
 */
export function assignAircraft(trips: readonly Trip[], fleet: Map<string, number>): WeeklyTrip[] {
  const departures = trips
    .flatMap((trip) => trip.weekdays.map((weekday) => ({ trip, weekday, startMin: startOf(trip, weekday) })))
    .sort((a, b) => a.startMin - b.startMin)
  const aircraft: Aircraft[] = []
  return departures.map(({ trip, weekday, startMin }) => {
    const freeMin = startMin + trip.takesMin
    const free = longestFree(aircraft, { startMin, freeMin }) ?? join(aircraft, trip.airline, fleet)
    free.beginsMin = Math.min(free.beginsMin, startMin)
    free.freeMin = freeMin
    return { trip, weekday, registration: free.registration }
  })
}

const startOf = ({ legs: [out] }: Trip, weekday: number): number => (weekday - 1) * DAY_MIN + out.departMin

function longestFree(aircraft: readonly Aircraft[], trip: { startMin: number; freeMin: number }): Aircraft | undefined {
  let best: Aircraft | undefined
  for (const one of aircraft) {
    const isFree = one.freeMin <= trip.startMin && trip.freeMin <= one.beginsMin + WEEK_MIN
    if (isFree && (best === undefined || one.freeMin < best.freeMin)) best = one
  }
  return best
}

function join(aircraft: Aircraft[], airline: string, fleet: Map<string, number>): Aircraft {
  const count = (fleet.get(airline) ?? 0) + 1
  fleet.set(airline, count)
  const one = { registration: `${airline}-${String(count).padStart(4, '0')}`, beginsMin: Infinity, freeMin: 0 }
  aircraft.push(one)
  return one
}
