/** How the clocks of two places can stand to each other, over the years that a timetable may meet. */
export interface Clocks {
  /** The most that the clock at `to` is ahead of the one at `from`, in minutes, on any day. */
  mostAhead(from: string, to: string): number
  /** Whether the zone changes its clocks, so that a night there may lack an hour, or have one twice. */
  changes(timeZone: string): boolean
}

const FROM = Temporal.Instant.from('2026-01-01T00:00Z')
const YEARS = 10

/** Reads the rules of the zones from the runtime, each once. */
export function readClocks(): Clocks {
  const known = new Map<string, number[]>()
  const transitions = (timeZone: string): number[] => {
    const kept = known.get(timeZone)
    if (kept) return kept
    const found = transitionsOf(timeZone)
    known.set(timeZone, found)
    return found
  }
  const pairs = new Map<string, number>()
  const worked = (from: string, to: string): number => {
    const moments = [FROM.epochMilliseconds, ...transitions(from), ...transitions(to)]
    return Math.max(...moments.flatMap((ms) => [ahead(from, to, ms - 1), ahead(from, to, ms)]))
  }
  return {
    changes: (timeZone) => transitions(timeZone).length > 0,
    mostAhead(from, to) {
      if (from === to) return 0
      const pair = `${from} ${to}`
      const most = pairs.get(pair) ?? worked(from, to)
      pairs.set(pair, most)
      return most
    },
  }
}

function transitionsOf(timeZone: string): number[] {
  const found: number[] = []
  const end = FROM.toZonedDateTimeISO(timeZone).add({ years: YEARS }).epochMilliseconds
  let next = FROM.toZonedDateTimeISO(timeZone).getTimeZoneTransition('next')
  while (next && next.epochMilliseconds < end) {
    found.push(next.epochMilliseconds)
    next = next.getTimeZoneTransition('next')
  }
  return found
}

const offsetMin = (timeZone: string, ms: number): number =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).offsetNanoseconds / 60e9

const ahead = (from: string, to: string, ms: number): number => offsetMin(to, ms) - offsetMin(from, ms)
