import type { FlightStatusChanged, SkyEventData } from '#schema/events.ts'

export type FlightFacts = Omit<FlightStatusChanged, 'previous'>

/** What passengers of a flight were last told, so that the next change is measured against it. */
export interface Told {
  /** Of the flight as it was last looked at; unknown of what was told before revisions were kept */
  revision?: number | undefined
  departsAt: string
  /** Unknown of what was told before arrivals were */
  arrivesAt?: string | undefined
  cancelled: boolean
  diverted: boolean
  gate: string | null
  terminal: string | null
}

export interface FlightNews {
  kind: 'CANCELLED' | 'DIVERTED' | 'MOVED' | 'ARRIVAL' | 'GATE' | 'TERMINAL'
  flight: FlightFacts
  /** What passengers thought before */
  before: Told
}

/** Less is not worth a message, and estimates move by minutes all the time. */
const WORTH_TELLING_MS = 15 * 60_000

const BEFORE_DEPARTURE: readonly FlightFacts['status'][] = ['SCHEDULED', 'DELAYED', 'BOARDING']

/** What passengers know of whom nobody was told anything yet: what was so before the change. */
export function toldBefore({ departsAt, arrivesAt, previous }: FlightStatusChanged): Told {
  return {
    departsAt: previous.estimatedDeparture ?? departsAt,
    arrivesAt: previous.estimatedArrival ?? arrivesAt,
    cancelled: previous.status === 'CANCELLED',
    diverted: previous.status === 'DIVERTED',
    gate: previous.gate,
    terminal: previous.terminal,
  }
}

/** A new time in the timetable as a change of the day's; undefined where something else of the flight changed. */
export function newTimes(data: SkyEventData<'flight.changed.v1'>): FlightStatusChanged | undefined {
  const { flightId, revision, airlineName, number, origin, destination, departsAt, arrivesAt, previous } = data
  if (departsAt === previous.departsAt && arrivesAt === previous.arrivesAt) return undefined
  const unknown = { gate: null, terminal: null }
  return {
    ...{ flightId, revision, airlineName, number, origin, destination, departsAt, arrivesAt },
    previous: {
      ...{ status: 'SCHEDULED', estimatedDeparture: previous.departsAt, estimatedArrival: previous.arrivesAt },
      ...unknown,
    },
    ...{ status: 'SCHEDULED', estimatedDeparture: null, estimatedArrival: null, ...unknown, reason: null },
  }
}

/**
 * What is worth telling of a flight as it is now to who was told `before`, and what they have been told then. One
 * message at most: the gravest news, whose letter shows the rest too. A delay that grows by minutes is told once the sum
 * is worth it, so that nothing is told twice and nothing is lost. Departed flights have no news but where they land.
 */
export function decideNews(flight: FlightFacts, before: Told): { news: FlightNews | undefined; told: Told } {
  const kind = gravest(flight, before)
  // A diversion that was taken back is no news, and the next one is.
  if (kind === undefined)
    return { news: undefined, told: { ...before, diverted: before.diverted && flight.status === 'DIVERTED' } }
  const told = {
    departsAt: kind === 'MOVED' ? expected(flight) : before.departsAt,
    // Who is told of a departure reads the arrival beside it.
    arrivesAt: kind === 'MOVED' || kind === 'ARRIVAL' ? expectedArrival(flight) : before.arrivesAt,
    cancelled: flight.status === 'CANCELLED',
    diverted: flight.status === 'DIVERTED',
    gate: flight.gate ?? before.gate,
    terminal: flight.terminal ?? before.terminal,
  }
  return { news: { kind, flight, before }, told }
}

function gravest(flight: FlightFacts, before: Told): FlightNews['kind'] | undefined {
  if (flight.status === 'CANCELLED') return before.cancelled ? undefined : 'CANCELLED'
  if (flight.status === 'DIVERTED') return before.diverted ? undefined : 'DIVERTED'
  if (!BEFORE_DEPARTURE.includes(flight.status)) return undefined
  // Called off and on again is news whatever the time.
  if (isOther(expected(flight), before.departsAt) || before.cancelled) return 'MOVED'
  if (before.arrivesAt !== undefined && isOther(expectedArrival(flight), before.arrivesAt)) return 'ARRIVAL'
  if (flight.gate !== null && flight.gate !== before.gate) return 'GATE'
  if (flight.terminal !== null && flight.terminal !== before.terminal) return 'TERMINAL'
  return undefined
}

const expected = ({ estimatedDeparture, departsAt }: FlightFacts) => estimatedDeparture ?? departsAt
const expectedArrival = ({ estimatedArrival, arrivesAt }: FlightFacts) => estimatedArrival ?? arrivesAt

const isOther = (now: string, told: string): boolean => Math.abs(Date.parse(now) - Date.parse(told)) >= WORTH_TELLING_MS

/** A first gate is no change: who looks sees it, and nobody is woken for it. */
export const isUrgent = ({ kind, before }: FlightNews): boolean =>
  (kind !== 'GATE' || before.gate !== null) && (kind !== 'TERMINAL' || before.terminal !== null)
