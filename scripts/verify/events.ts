import type { BusMessage } from '#lib/bus/event-bus.ts'
import { seenEvents } from '#lib/invariants.ts'
import { isKnownType } from '#schema/events.ts'
import { countChanges } from '../../subgraphs/booking/invariants/facts/store.ts'
import { noEvents } from './across.ts'
import { type Entry, many } from './entry.ts'

interface Consumption {
  topic: string
  database: 'booking' | 'notification'
  /** The name in the inbox */
  consumer: string
  consumes(type: string): boolean
}

const consumptions: Consumption[] = [
  { topic: 'flight.v1', database: 'booking', consumer: 'booking', consumes: (type) => type === 'flight.published.v1' },
  {
    topic: 'booking.v1',
    database: 'notification',
    consumer: 'notification',
    consumes: (type) => type !== 'booking.changed.v1',
  },
  { topic: 'user.v1', database: 'notification', consumer: 'notification', consumes: () => true },
]

interface Told {
  id: string
  type: string
  subject: string
}

/** Of types this version of the software knows; others are passed over by everybody. */
const eventsIn = (messages: BusMessage[]): Told[] =>
  messages.map(({ value }) => JSON.parse(value) as Told).filter(({ type }) => isKnownType(type))

const eventsConsumed = ({ topic, database, consumer, consumes }: Consumption): Entry => ({
  invariant: 6,
  name: `events_consumed_${topic.replace('.v1', '')}`,
  words: `every event of ${topic} has had its effect in ${consumer}`,
  settles: true,
  async look(system) {
    const db = await system.database(database)
    const offenders: string[] = []
    const count = await system.readTopic(topic, async (messages) => {
      const events = eventsIn(messages).filter(({ type }) => consumes(type))
      const seen = await seenEvents(
        db,
        consumer,
        events.map(({ id }) => id),
      )
      offenders.push(
        ...events.filter(({ id }) => !seen.has(id)).map(({ id, type, subject }) => `${id} ${type} of ${subject}`),
      )
    })
    return count === 0 ? { nothing: noEvents(system) } : { offenders, seen: many(count, 'event') }
  },
})

const BOOKINGS_AT_ONCE = 1000

const changesTold: Entry = {
  invariant: 6,
  name: 'changes_told',
  words: 'every change of a booking has exactly one event',
  settles: true,
  async look(system) {
    const changes = new Map<string, Set<string>>()
    const whole = new Set<string>()
    const count = await system.readTopic('booking.v1', (messages) => {
      for (const { id, type, subject } of eventsIn(messages)) {
        // Whose first event is still kept has all the others, too.
        if (type === 'booking.created.v1') whole.add(subject)
        if (type === 'booking.changed.v1') changes.set(subject, (changes.get(subject) ?? new Set()).add(id))
      }
    })
    if (count === 0) return { nothing: noEvents(system) }
    const booking = await system.database('booking')
    const offenders: string[] = []
    const ids = [...whole]
    for (let n = 0; n < ids.length; n += BOOKINGS_AT_ONCE) {
      const some = ids.slice(n, n + BOOKINGS_AT_ONCE)
      const made = await countChanges(booking, some)
      for (const id of some) {
        const [here, told] = [made.get(id) ?? 0, changes.get(id)?.size ?? 0]
        if (here !== told) offenders.push(`${id} has ${many(here, 'change')} and ${many(told, 'event')}`)
      }
    }
    return { offenders, seen: many(ids.length, 'booking') }
  },
}

/** What can be said of events as long as the bus keeps them. */
export const entriesOfEvents: readonly Entry[] = [...consumptions.map(eventsConsumed), changesTold]
