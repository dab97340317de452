/** What an aircraft is to do: a flight, which takes it from one place to another, or maintenance, where it stays. */
export interface Duty {
  id: string
  from: Date
  to: Date
  /** Of a flight */
  leg?: { origin: string; destination: string }
}

// From the arrival at the gate to the next departure: narrow-body turn-rounds are planned with 30 to 60 minutes.
export const TURN_ROUND_MS = 30 * 60_000

/**
 * What a plan clashes with that the plan before did not: ids of duties other than `changed`, in order of time. Two
 * duties clash when they overlap, when a flight follows a flight within the turn-round time, or from another place than
 * where the aircraft is. Clashes that were there before do not count: they must not stand in the way of mending them.
 */
export function newConflicts(
  { before, after }: { before: readonly Duty[]; after: readonly Duty[] },
  changed: ReadonlySet<string>,
): string[] {
  const known = new Set(clashes(before).map(([a, b]) => `${a.id} ${b.id}`))
  const fresh = clashes(after).filter(([a, b]) => !known.has(`${a.id} ${b.id}`))
  const ids = fresh.flatMap(([a, b]) => [a.id, b.id])
  const others = ids.filter((id) => !changed.has(id))
  return [...new Set(others.length > 0 ? others : ids)]
}

/** Pairs of duties that cannot both be done. */
export function clashes(duties: readonly Duty[]): Array<[Duty, Duty]> {
  const plan = [...duties].sort((a, b) => a.from.getTime() - b.from.getTime() || (a.id < b.id ? -1 : 1))
  const found: Array<[Duty, Duty]> = []
  let last: Duty | undefined
  let lastFlight: Duty | undefined
  for (const duty of plan) {
    if (last && duty.from < last.to) found.push([last, duty])
    else if (duty.leg && lastFlight?.leg) {
      const tooSoon = duty.from.getTime() - lastFlight.to.getTime() < TURN_ROUND_MS
      if (tooSoon || lastFlight.leg.destination !== duty.leg.origin) found.push([lastFlight, duty])
    }
    if (!last || duty.to > last.to) last = duty
    if (duty.leg) lastFlight = duty
  }
  return found
}

/** Flights of a plan that begin where the aircraft will not be once those that are `gone` are not flown. */
export function stranded(plan: readonly Duty[], gone: ReadonlySet<string>): string[] {
  const flights = plan.filter((d) => d.leg).sort((a, b) => a.from.getTime() - b.from.getTime())
  let place = flights[0]?.leg?.origin
  const left: string[] = []
  for (const { id, leg } of flights) {
    if (gone.has(id)) continue
    if (leg?.origin === place) place = leg?.destination
    else left.push(id)
  }
  return left
}
