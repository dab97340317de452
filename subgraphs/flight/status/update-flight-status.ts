import { z } from 'zod'
import type { FlightId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import { invalidInput, notFound, wrongState } from '#lib/refusal.ts'
import { loadCatalogue } from '../catalogue/store.ts'
import type { Tx } from '../database.ts'
import { stranded } from '../fleet/rotation.ts'
import { loadDuties } from '../fleet/store.ts'
import { anId, instant, line } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import type { FlightRow, FlightStatus } from '../timetable/flight.ts'
import { lockWithAircraft } from '../timetable/lock-with-aircraft.ts'
import { stationOf } from '../timetable/publish-flights.ts'
import { lockFlights, unassignAircraft, updateFlight } from '../timetable/store.ts'
import { mayBeCancelled, mayBeTakenBack, mayFollow, takenBack, withStatus } from './status.ts'

const station = z
  .object({
    terminal: line(8).nullish(),
    gate: line(8).nullish(),
    estimated: instant.nullish(),
    actual: instant.nullish(),
  })
  .nullish()
const statusInput = z.object({
  flightId: anId('a flight'),
  status: z.custom<FlightStatus>(),
  departure: station,
  arrival: station,
  reason: line(200).nullish(),
})
const correction = z.object({ flightId: anId('a flight'), status: z.custom<FlightStatus>(), reason: line(200) })
const cancellation = z.object({ flightId: anId('a flight'), reason: line(200) })

export const updateFlightStatus = (operator: Operator, input: z.input<typeof statusInput> & Keyed) =>
  operate(operator, { name: 'updateFlightStatus', schema: statusInput, input }, async (tx, change, now) => {
    const { flightId, status, reason } = change
    if (status === 'CANCELLED') return invalidInput(['status'], 'A flight is cancelled by cancelFlight.')
    const before = (await lockFlights(tx, [flightId])).get(flightId as FlightId)
    if (!before) return notFound('flight')
    if (!mayFollow(before.status, status)) {
      return wrongState(before.status, `A flight that is ${before.status} cannot be ${status} next.`)
    }
    const { departure, arrival } = change
    const decision = withStatus(
      before,
      { status, departure: departure ?? {}, arrival: arrival ?? {}, reason: reason ?? undefined },
      now,
    )
    if (!decision.ok) return invalidInput(decision.path, decision.message)
    await updateFlight(tx, decision.flight)
    await tellStatus(tx, [{ before, after: decision.flight }])
    return done('Flight', flightId)
  })

/** Takes a status back that was set by mistake. A flight that has not left, after all, is on sale again, if it still may be. */
export const correctFlightStatus = (operator: Operator, input: z.input<typeof correction> & Keyed) =>
  operate(operator, { name: 'correctFlightStatus', schema: correction, input }, async (tx, { flightId, ...change }) => {
    const before = (await lockFlights(tx, [flightId])).get(flightId as FlightId)
    if (!before) return notFound('flight')
    if (!mayBeTakenBack(before.status, change.status)) {
      return wrongState(before.status, `${change.status} is not before ${before.status}.`)
    }
    const decision = takenBack(before, change)
    if (!decision.ok) return invalidInput(decision.path, decision.message)
    await updateFlight(tx, decision.flight)
    await tellStatus(tx, [{ before, after: decision.flight }])
    return done('Flight', flightId)
  })

/** The flight does not take place. Its bookings are cancelled and refunded by booking; its aircraft stays where it is. */
export const cancelFlight = (operator: Operator, input: z.input<typeof cancellation> & Keyed) =>
  operate(operator, { name: 'cancelFlight', schema: cancellation, input }, async (tx, { flightId, reason }, now) => {
    const cancelled = await cancelLocked(tx, [flightId as FlightId], { reason, now })
    const [before] = cancelled
    if (!before) return notFound('flight')
    return mayBeCancelled(before.status)
      ? done('Flight', flightId)
      : wrongState(before.status, `A flight that is ${before.status} cannot be cancelled.`)
  })

/**
 * Cancels those of the flights that can be, and tells of it; returns all as they were. The aircraft are locked before the
 * flights, as everywhere; a flight after a cancelled one that would begin where its aircraft is not is left without it.
 */
export async function cancelLocked(
  tx: Tx,
  ids: readonly FlightId[],
  { reason, now }: { reason: string; now: Date },
): Promise<FlightRow[]> {
  const { flights, aircraft } = await lockWithAircraft(tx, ids)
  const before = [...flights.values()]
  const changes = before
    .filter((f) => mayBeCancelled(f.status))
    .map((f) => ({ before: f, after: { ...f, status: 'CANCELLED' as const, statusReason: reason, undecided: false } }))
  const gone = new Set<string>(changes.map(({ after }) => after.id))
  for (const id of aircraft.keys()) await unassignAircraft(tx, stranded(await loadDuties(tx, id, now), gone))
  for (const { after } of changes) await updateFlight(tx, after)
  await tellStatus(tx, changes)
  return before
}

/** Tells of flights on sale whose status, times or gates are other ones now. */
export async function tellStatus(
  tx: Tx,
  changes: ReadonlyArray<{ before: FlightRow; after: FlightRow }>,
): Promise<void> {
  const onSale = changes.filter(({ before }) => before.publishedAt !== null)
  if (onSale.length === 0) return
  const catalogue = await loadCatalogue(tx)
  const iso = (date: Date | null) => date?.toISOString() ?? null
  await writeEvents(
    tx,
    'flight',
    onSale.map(({ before, after }) => ({
      type: 'flight.status-changed.v1' as const,
      key: after.id,
      data: {
        flightId: after.id,
        revision: before.revision + 1,
        airlineName: catalogue.airlines.get(after.airlineCode)?.name ?? after.airlineCode,
        number: after.number,
        origin: stationOf(catalogue, after.origin),
        destination: stationOf(catalogue, after.destination),
        departsAt: after.departsAt.toISOString(),
        arrivesAt: after.arrivesAt.toISOString(),
        previous: {
          status: before.status,
          estimatedDeparture: iso(before.departureEstimated),
          estimatedArrival: iso(before.arrivalEstimated),
          gate: before.departureGate,
          terminal: before.departureTerminal,
        },
        status: after.status,
        estimatedDeparture: iso(after.departureEstimated),
        estimatedArrival: iso(after.arrivalEstimated),
        gate: after.departureGate,
        terminal: after.departureTerminal,
        reason: after.statusReason,
      },
    })),
  )
}
