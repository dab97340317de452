import { setImmediate } from 'node:timers/promises'
import { shifted } from '#lib/clock.ts'
import type { Sql } from '#lib/sql.ts'
import { createProgress, type Progress } from './progress.ts'
import { clockOf, findOnSale, loadChanged, loadOnSale } from './store.ts'
import type { SoldFlight, Timetable } from './timetable.ts'

const FIRST_ID = ''
const LOAD_CHUNK = 20_000
const READ_CHUNK = 500
/** Flights put in between two turns of the event loop: some milliseconds. */
const TURN = 1000
const SWEEP_EVERY_MS = 600_000
/** A row bears the time of its statement and is seen when that commits; no transaction takes longer than this. */
const LONGEST_TRANSACTION_MS = 30_000

/** Reads a timetable from the database, whole or what has changed of it. */
export interface TimetableReader {
  load(): Promise<void>
  /** Reads flights again, whether they are on sale or not. */
  read(ids: readonly string[]): Promise<void>
  /** Reads what has changed since it was last looked for. */
  look(): Promise<void>
  /** The database's clock, as far off as it was when last read. */
  now(): number
  readonly progress: Progress
}

export function createReader(timetable: Timetable, db: Sql): TimetableReader {
  let clockOffMs = 0
  let lookedAt = 0
  let sweepAt = 0
  /** When each flight was changed that has been read within the time of the longest transaction. */
  const read = new Map<string, number>()
  const inTurn = createTurns()
  const progress = createProgress(timetable)

  /** The database's clock, by which its rows are stamped. */
  const tellTime = async (): Promise<number> => {
    const now = (await clockOf(db)).getTime()
    clockOffMs = now - Date.now()
    return now
  }
  const reader: TimetableReader = {
    progress,
    now: () => shifted(new Date(Date.now() + clockOffMs)).getTime(),
    async load() {
      lookedAt = await tellTime()
      const now = new Date(reader.now())
      let after = FIRST_ID
      for (;;) {
        const chunk = await inTurn(async () => {
          const found = await loadOnSale(db, { after, limit: LOAD_CHUNK, now })
          await putAll(timetable, found)
          return found
        })
        if (chunk.length < LOAD_CHUNK) return
        after = chunk.at(-1)?.id ?? after
      }
    },
    async read(ids: readonly string[]) {
      for (let n = 0; n < ids.length; n += READ_CHUNK) {
        const some = ids.slice(n, n + READ_CHUNK)
        await inTurn(async () => {
          await putOrRemove(timetable, some, await findOnSale(db, some, new Date(reader.now())))
        })
      }
    },
    async look() {
      const { version } = timetable
      const now = await tellTime()
      const done = progress.begin(version, now)
      const since = lookedAt - LONGEST_TRANSACTION_MS
      for (const [id, at] of read) if (at < since) read.delete(id)
      const changed = await loadChanged(db, new Date(since))
      const fresh = changed.filter(({ id, updatedAt }) => read.get(id) !== updatedAt.getTime())
      await reader.read(fresh.map(({ id }) => id))
      for (const { id, updatedAt } of fresh) read.set(id, updatedAt.getTime())
      lookedAt = now
      done()
      if (now >= sweepAt) {
        timetable.sweep(reader.now())
        sweepAt = now + SWEEP_EVERY_MS
      }
    },
  }
  return reader
}

/**
 * Work one after the other. What was read first is put in first: a flight that is gone by the second reading must not
 * come back from the first.
 */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
}

async function putAll(timetable: Timetable, flights: readonly SoldFlight[]): Promise<void> {
  for (const [n, flight] of flights.entries()) {
    if (n % TURN === TURN - 1) await setImmediate()
    timetable.put(flight)
  }
}

async function putOrRemove(timetable: Timetable, ids: readonly string[], found: readonly SoldFlight[]): Promise<void> {
  const onSale = new Set<string>(found.map((flight) => flight.id))
  for (const id of ids) if (!onSale.has(id)) timetable.remove(id as SoldFlight['id'])
  await putAll(timetable, found)
}
