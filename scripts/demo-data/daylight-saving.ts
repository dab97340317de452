import { airport } from './airports.ts'

/** All rounds are laid out as if it were this day; on others the clocks may be an hour off. */
const REFERENCE = Temporal.Instant.from('2027-01-15T12:00Z')
const HOUR = 60
const DAY = 24 * HOUR
/** Clocks change at night. */
const MORNING = 4 * HOUR

interface Clock {
  offset: number
  /** By how much the offset on other days may be lower or higher */
  lower: number
  higher: number
  /** Zones that change their clocks in the same nights by the same have the same calendar. */
  calendar: string
}

const clocks = new Map<string, Clock>()

export const offsetMinutes = (code: string): number => clockOf(code).offset

/**
 * How much shorter a turn-round may be on other days than on the reference day, in minutes: the flight that arrives
 * leaves `from` by the clock there, the next one leaves `to` by its own.
 */
export function dstSlackMinutes(turn: { from: string; left: number; to: string; leaves: number }): number {
  const [from, to] = [clockOf(turn.from), clockOf(turn.to)]
  const left = turn.left + from.offset
  const leaves = turn.leaves + to.offset
  const withinDay =
    Math.floor(left / DAY) === Math.floor(leaves / DAY) && left - Math.floor(left / DAY) * DAY >= MORNING
  if (from.calendar === to.calendar && withinDay) return 0
  return from.lower + to.higher
}

function clockOf(code: string): Clock {
  const zone = airport(code).timeZone
  let clock = clocks.get(zone)
  if (!clock) clocks.set(zone, (clock = readClock(zone)))
  return clock
}

function readClock(zone: string): Clock {
  const reference = REFERENCE.toZonedDateTimeISO(zone)
  const offset = reference.offsetNanoseconds / 6e10
  const changes: Array<{ on: string; by: number }> = []
  let at = reference
  for (let n = 0; n < 2; n++) {
    const next = at.getTimeZoneTransition('next')
    if (!next) break
    changes.push({ on: next.toInstant().toString().slice(0, 10), by: next.offsetNanoseconds / 6e10 - offset })
    at = next
  }
  const shifts = [0, ...changes.map((change) => change.by)]
  return {
    offset,
    lower: -Math.min(...shifts),
    higher: Math.max(...shifts),
    calendar: JSON.stringify(changes),
  }
}
