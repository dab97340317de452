import type { EventBus } from '#lib/bus/event-bus.ts'
import { consumeEvents } from '#lib/consumer.ts'
import { isId, newId } from '#lib/ids.ts'
import type { Log } from '#lib/log.ts'
import { startLoop } from '#lib/loop.ts'
import type { Measured } from '#lib/metrics.ts'
import type { FlightDb } from '../database.ts'
import type { Progress } from './progress.ts'
import { createReader } from './read-timetable.ts'
import type { Timetable } from './timetable.ts'

/** How often what has changed is looked for, should no event tell. */
const LOOK_EVERY_MS = 2000

export interface TimetableFollower extends Measured {
  /** Whether the timetable is as the database was when this was asked, as far as that was committed. */
  upToDate(): Promise<boolean>
  /** The database's clock, as far off as it was when last read. */
  now(): number
  readonly progress: Progress
  ready(): boolean
  stop(): Promise<void>
}

/**
 * Loads all flights on sale and keeps the timetable as the database has it: events tell of changes by any instance at
 * once, and every two seconds the rows changed since are looked for, in case one did not.
 */
export async function followTimetable(
  timetable: Timetable,
  { db, bus, log }: { db: FlightDb; bus: EventBus; log: Log },
): Promise<TimetableFollower> {
  const reader = createReader(timetable, db.client)
  // Before loading: what changes meanwhile is read again.
  const changes = await consumeEvents(
    bus,
    {
      group: `flight-search-${newId()}`,
      topics: ['flight.v1'],
      from: 'latest',
      ephemeral: true,
      onEvents: (events) => reader.read([...new Set(events.map((event) => event.subject).filter(isId))]),
    },
    log,
  )
  let loaded = false
  const loop = startLoop({
    name: 'timetable',
    log,
    everyMs: LOOK_EVERY_MS,
    async step() {
      if (!loaded) {
        const startedAt = Date.now()
        await reader.load()
        loaded = true
        log.info(
          { flights: timetable.size, bytes: timetable.bytes, ms: Date.now() - startedAt },
          'the timetable is loaded',
        )
      }
      await reader.look()
      timetable.tidy()
      return false
    },
  })
  db.onEvents(loop.wake)
  return {
    async upToDate() {
      if (loaded) await reader.look()
      return loaded
    },
    now: reader.now,
    progress: reader.progress,
    ready: () => loaded && changes.ready(),
    measures: changes.measures,
    async stop() {
      await loop.stop()
      await changes.stop()
    },
  }
}
