import { type Duty, newConflicts } from '../fleet/rotation.ts'

/**
 * Which trips an aircraft can fly beside what it does already: all, or, where operators have planned otherwise, those that
 * clash with nothing, in order of time.
 */
export function fitTrips(duties: readonly Duty[], trips: readonly Duty[][]): ReadonlySet<Duty[]> {
  if (clashesWith(duties, trips.flat()).length === 0) return new Set(trips)
  const fitting = new Set<Duty[]>()
  let plan = [...duties]
  for (const trip of trips) {
    if (clashesWith(plan, trip).length > 0) continue
    fitting.add(trip)
    plan = [...plan, ...trip]
  }
  return fitting
}

const clashesWith = (before: readonly Duty[], added: readonly Duty[]): string[] =>
  newConflicts({ before, after: [...before, ...added] }, new Set(added.map((duty) => duty.id)))
