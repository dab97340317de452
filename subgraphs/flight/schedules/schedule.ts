import { instantOf } from '../timetable/wall-time.ts'

/** A weekly pattern in wall time; dates are ISO calendar dates at the origin. */
export interface ScheduleRow {
  id: string
  airlineCode: string
  number: string
  origin: string
  destination: string
  departureTime: string
  /** ISO weekdays, Monday = 1, in order */
  daysOfWeek: number[]
  validFrom: string
  validTo: string
  durationMin: number
  layoutId: string
  fareSetId: string
}

export const MOST_DAYS = 732

/** The dates of the pattern, both ends included. */
export function datesOf({
  daysOfWeek,
  validFrom,
  validTo,
}: Pick<ScheduleRow, 'daysOfWeek' | 'validFrom' | 'validTo'>): string[] {
  const [first, last] = [Temporal.PlainDate.from(validFrom), Temporal.PlainDate.from(validTo)]
  const dates: string[] = []
  for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    if (daysOfWeek.includes(date.dayOfWeek)) dates.push(date.toString())
  }
  return dates
}

export interface Departure {
  date: string
  departsAt: Date
  arrivesAt: Date
}

/** The flights of a schedule date by date: a change of the clocks moves the instant, never the wall time. */
export function expand(
  schedule: ScheduleRow,
  timeZone: string,
): { departures: Departure[] /** Dates whose wall time does not exist, or exists twice */; ambiguous: string[] } {
  const departures: Departure[] = []
  const ambiguous: string[] = []
  for (const date of datesOf(schedule)) {
    const departsAt = instantOf({ date, time: schedule.departureTime }, timeZone)
    if (!departsAt) ambiguous.push(date)
    else departures.push({ date, departsAt, arrivesAt: new Date(departsAt.getTime() + schedule.durationMin * 60_000) })
  }
  return { departures, ambiguous }
}

/** As its schedule has a flight that is there already. */
export interface Planned {
  date: string
  departsAt: Date
  arrivesAt: Date
  layoutId: string
  sold: boolean
}

export interface Changes<F extends Planned> {
  /** Unsold, at another time or with another layout */
  change: Array<{ flight: F; departure: Departure }>
  /** Unsold, on a day that is no longer one of the pattern's */
  withdraw: F[]
  /** Sold, and not as the schedule has it: for an operator to decide */
  undecided: F[]
  /** As the schedule has it */
  keep: F[]
  add: Departure[]
}

/** What a changed schedule makes of its flights: what nobody has bought follows it, what is sold stays. */
export function changesOf<F extends Planned>(
  flights: readonly F[],
  { departures, layoutId }: { departures: readonly Departure[]; layoutId: string },
): Changes<F> {
  const wanted = new Map(departures.map((d) => [d.date, d]))
  const changes: Changes<F> = { change: [], withdraw: [], undecided: [], keep: [], add: [] }
  for (const flight of flights) {
    const departure = wanted.get(flight.date)
    wanted.delete(flight.date)
    const fits =
      departure !== undefined &&
      flight.layoutId === layoutId &&
      flight.departsAt.getTime() === departure.departsAt.getTime() &&
      flight.arrivesAt.getTime() === departure.arrivesAt.getTime()
    if (fits) changes.keep.push(flight)
    else if (flight.sold) changes.undecided.push(flight)
    else if (departure) changes.change.push({ flight, departure })
    else changes.withdraw.push(flight)
  }
  changes.add.push(...wanted.values())
  return changes
}
