/** An instant as the clocks of a place show it. */
export interface WallTime {
  /** 07:05 */
  time: string
  /** Sat 28 Nov 2026 */
  date: string
  /** Asia/Kolkata, UTC+05:30 */
  zone: string
}

const DATE = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const

export function wallTime(at: Date, timeZone: string): WallTime {
  const there = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return {
    time: there.toPlainTime().toString({ smallestUnit: 'minute' }),
    date: there.toPlainDate().toLocaleString('en-GB', DATE),
    zone: `${timeZone}, UTC${there.offset}`,
  }
}

/** 2 h 5 min */
export function duration(from: Date, to: Date): string {
  const minutes = Math.round((to.getTime() - from.getTime()) / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
