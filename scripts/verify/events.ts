import type { BusMessage } from '#lib/bus/event-bus.ts'
import { seenEvents } from '#lib/invariants.ts'
import { isKnownType } from '#schema/events.ts'
import { countChanges } from '../../subgraphs/booking/invariants/facts/store.ts'
import { noEvents } from './across.ts'
import { type Entry, many } from './entry.ts'

interface Consumption {
  topic: string
  /** Whose inbox it is, under the same name */
  consumer: 'booking' | 'notification'
}

const consumptions: Consumption[] = [
  { topic: 'flight.v1', consumer: 'booking' },
  { topic: 'flight.v1', consumer: 'notification' },
  { topic: 'booking.v1', consumer: 'notification' },
  { topic: 'user.v1', consumer: 'notification' },
]

interface Told {
  id: string
  type: string
  subject: string
}

/** Of types this version of the software knows; others are passed over by everybody. */
const eventsIn = (messages: BusMessage[]): Told[] =>
  messages.map(({ value }) => JSON.parse(value) as Told).filter(({ type }) => isKnownType(type))

const eventsConsumed = ({ topic, consumer }: Consumption): Entry => ({
  invariant: 6,
  name: `${consumer}_consumes_${topic.replace('.v1', '')}`,
  words: `every event of ${topic} has had its effect in ${consumer}`,
  settles: true,
  async look(system) {
    const db = await system.database(consumer)
    const offenders: string[] = []
    const count = await system.readTopic(topic, async (messages) => {
      const events = eventsIn(messages)
      const seen = await seenEvents(
        db,
        consumer,
        events.map(({ id }) => id),
      )
      const missing = events.filter(({ id }) => !seen.has(id))
      offenders.push(...missing.map(({ id, type, subject }) => `${id} ${type} of ${subject}`))
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
