import type { Change, Timetable } from './timetable.ts'

/** A step of the database's clock back, as by NTP, up to which times of it may be compared. */
const CLOCK_STEP_MS = 2000
const MOST_MARKS = 2048

/**
 * How far a timetable follows the database, by the database's clock: what lets instances that follow it at their own
 * pace judge each other's answers.
 */
export interface Progress {
  /** What was committed before this is in the timetable; undefined until it has been loaded and looked over once. */
  readonly asOf: number | undefined
  /**
   * What the timetable knows to have changed that a timetable as of `at` may not know; undefined where that is not known.
   * Some of it may have changed before.
   */
  changesSince(at: number): Change[] | undefined
}

export interface ProgressLog extends Progress {
  /**
   * Before the changed rows are looked for; the version is of a moment before the database was asked for its time.
   * @returns to be called when they have all been read
   */
  begin(version: number, dbNow: number): () => void
}

export function createProgress(timetable: Timetable): ProgressLog {
  /** By when all changes up to a version had been committed: they had been read by then. In order of both. */
  const marks: Array<{ at: number; version: number }> = []
  let asOf: number | undefined
  return {
    get asOf() {
      return asOf
    },
    changesSince(at) {
      const mark = marks.findLast((one) => one.at <= at)
      return mark && timetable.changesSince(mark.version)
    },
    begin(version, dbNow) {
      const last = marks.at(-1)
      if (last === undefined || (version > last.version && dbNow > last.at)) {
        marks.push({ at: dbNow, version })
        if (marks.length > MOST_MARKS) marks.shift()
      }
      return () => {
        asOf = Math.max(asOf ?? 0, dbNow - CLOCK_STEP_MS)
      }
    },
  }
}
