import { commonChecks, findOffenders, type InvariantCheck } from '#lib/invariants.ts'
import { bookingChecks } from '../../subgraphs/booking/invariants/checks.ts'
import { flightChecks, hasAircraftInUse } from '../../subgraphs/flight/invariants/store.ts'
import { notificationChecks } from '../../subgraphs/notification/invariants/store.ts'
import { entriesAcross } from './across.ts'
import type { Entry } from './entry.ts'
import { entriesOfEvents } from './events.ts'

type Subgraph = 'booking' | 'flight' | 'notification' | 'user'

const common = new Set(commonChecks.map(({ name }) => name))

/** A check of one database; one that several have says whose it is. */
function entryOf(subgraph: Subgraph, check: InvariantCheck): Entry {
  const { invariant, name, words, settles = false } = check
  const shared = common.has(name) || name === 'answer_exists'
  return {
    invariant,
    name: `${subgraph}.${name}`,
    words: shared ? `${words} (${subgraph})` : words,
    settles,
    async look(system) {
      const db = await system.database(subgraph)
      if (invariant === 9 && !(await hasAircraftInUse(db))) return { nothing: 'no flight has an aircraft yet' }
      return { offenders: await findOffenders(db, check) }
    },
  }
}

/** All that npm run verify looks at, in order of the design. */
export const entries: readonly Entry[] = [
  ...bookingChecks.map((check) => entryOf('booking', check)),
  ...flightChecks.map((check) => entryOf('flight', check)),
  ...notificationChecks.map((check) => entryOf('notification', check)),
  ...commonChecks.map((check) => entryOf('user', check)),
  ...entriesAcross,
  ...entriesOfEvents,
].toSorted((a, b) => a.invariant - b.invariant)
