import type { FlightRow, FlightStatus } from '../timetable/flight.ts'

/** What may follow a status; the same one again brings other times or gates. CANCELLED is reached by cancelling alone. */
const NEXT: Record<FlightStatus, readonly FlightStatus[]> = {
  SCHEDULED: ['SCHEDULED', 'DELAYED', 'BOARDING'],
  DELAYED: ['DELAYED', 'SCHEDULED', 'BOARDING'],
  BOARDING: ['BOARDING', 'DELAYED', 'DEPARTED'],
  DEPARTED: ['DEPARTED', 'LANDED', 'DIVERTED'],
  LANDED: ['LANDED', 'ARRIVED'],
  DIVERTED: ['DIVERTED', 'LANDED'],
  ARRIVED: ['ARRIVED'],
  CANCELLED: [],
}

export const mayFollow = (status: FlightStatus, next: FlightStatus): boolean => NEXT[status].includes(next)

export const mayBeCancelled = (status: FlightStatus): boolean => ['SCHEDULED', 'DELAYED', 'BOARDING'].includes(status)

/** Before it leaves: fares, aircraft and times may still change. */
export const isAhead = (status: FlightStatus): boolean => status === 'SCHEDULED' || status === 'DELAYED'

export interface StationChange {
  terminal?: string | null | undefined
  gate?: string | null | undefined
  estimated?: Date | null | undefined
  actual?: Date | null | undefined
}

export interface StatusChange {
  status: FlightStatus
  departure: StationChange
  arrival: StationChange
  reason: string | undefined
}

type Decision = { ok: true; flight: FlightRow } | { ok: false; path: string[]; message: string }

// Clocks of stations differ a little from ours.
const AHEAD_MS = 5 * 60_000

/**
 * The flight with a status that may follow its own. What is left out stays; a time that the status itself tells is taken
 * from the clock where nobody gave it: DEPARTED has left, ARRIVED is at the gate. A delay at the departure is one at the
 * arrival, unless somebody knows better.
 */
export function withStatus(flight: FlightRow, change: StatusChange, now: Date): Decision {
  const { status, departure, arrival, reason } = change
  const refuse = (path: string[], message: string): Decision => ({ ok: false, path, message })
  for (const [name, { actual }] of [['departure', departure] as const, ['arrival', arrival] as const]) {
    if (actual && actual.getTime() > now.getTime() + AHEAD_MS) return refuse([name, 'actual'], 'Not yet.')
  }
  const after: FlightRow = {
    ...flight,
    status,
    departureTerminal: kept(departure.terminal, flight.departureTerminal),
    departureGate: kept(departure.gate, flight.departureGate),
    departureEstimated: kept(departure.estimated, flight.departureEstimated),
    departureActual: kept(departure.actual, flight.departureActual),
    arrivalTerminal: kept(arrival.terminal, flight.arrivalTerminal),
    arrivalGate: kept(arrival.gate, flight.arrivalGate),
    arrivalEstimated: kept(arrival.estimated, flight.arrivalEstimated),
    arrivalActual: kept(arrival.actual, flight.arrivalActual),
    statusReason: reason ?? (status === flight.status ? flight.statusReason : null),
  }
  if (status === 'SCHEDULED') return { ok: true, flight: onTime(after) }
  if (status === 'DELAYED') {
    if (!after.departureEstimated || after.departureEstimated <= flight.departsAt) {
      return refuse(['departure', 'estimated'], 'A delayed flight has an estimated departure, later than scheduled.')
    }
    const lateMs = after.departureEstimated.getTime() - flight.departsAt.getTime()
    if (arrival.estimated === undefined) after.arrivalEstimated = new Date(flight.arrivesAt.getTime() + lateMs)
  }
  if (status === 'DEPARTED') after.departureActual ??= now
  if (status === 'ARRIVED') after.arrivalActual ??= now
  const [left, arrived] = [
    after.departureActual ?? after.departureEstimated,
    after.arrivalActual ?? after.arrivalEstimated,
  ]
  if (left && arrived && arrived <= left) return refuse(['arrival', 'estimated'], 'It arrives after it has left.')
  return { ok: true, flight: after }
}

/** How far a flight's day has come. */
const STAGE: Record<FlightStatus, number> = {
  SCHEDULED: 0,
  DELAYED: 0,
  BOARDING: 1,
  DEPARTED: 2,
  DIVERTED: 3,
  LANDED: 4,
  ARRIVED: 5,
  CANCELLED: 6,
}

/** Whether a status that was set by mistake may be taken back to an earlier one; a cancelled flight has lost its bookings. */
export const mayBeTakenBack = (status: FlightStatus, to: FlightStatus): boolean =>
  status !== 'CANCELLED' && STAGE[to] < STAGE[status]

/** The flight as if the statuses after this one had never been: without the times that only they have told. */
export function takenBack(flight: FlightRow, { status, reason }: { status: FlightStatus; reason: string }): Decision {
  const after: FlightRow = {
    ...flight,
    status,
    departureActual: STAGE[status] < STAGE.DEPARTED ? null : flight.departureActual,
    arrivalActual: null,
  }
  if (status === 'SCHEDULED') return { ok: true, flight: { ...onTime(after), statusReason: reason } }
  const isLate = after.departureEstimated !== null && after.departureEstimated > flight.departsAt
  if (status === 'DELAYED' && !isLate) return { ok: false, path: ['status'], message: 'It was not late.' }
  return { ok: true, flight: { ...after, statusReason: reason } }
}

const kept = <T>(given: T | null | undefined, before: T | null): T | null => (given === undefined ? before : given)

const onTime = (flight: FlightRow): FlightRow => ({
  ...flight,
  departureEstimated: null,
  arrivalEstimated: null,
  statusReason: null,
})
