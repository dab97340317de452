import { z } from 'zod'
import type { FlightId } from '#lib/ids.ts'
import { invalidInput, notFound, wrongState } from '#lib/refusal.ts'
import type { Tx } from '../database.ts'
import { aircraftUnavailable } from '../fleet/change-aircraft.ts'
import { type Duty, newConflicts } from '../fleet/rotation.ts'
import { loadDuties } from '../fleet/store.ts'
import { anId } from '../input.ts'
import { done, type Keyed, type Operator, operate } from '../operate.ts'
import { isAhead } from '../status/status.ts'
import type { FlightRow } from './flight.ts'
import { lockWithAircraft } from './lock-with-aircraft.ts'
import { tellChanges } from './publish-flights.ts'
import { findFlights, loadFlights, updateFlight } from './store.ts'

const schema = z.object({
  flightId: anId('a flight'),
  aircraftId: anId('an aircraft'),
  through: anId('a flight').nullish(),
})
const MOST_TOGETHER = 50

/**
 * Gives a flight, or with `through` the run of flights its aircraft flies from this one to that, another aircraft. Both
 * aircraft must have plans that can be flown afterwards. Another layout than before is a swap: booking reseats travellers.
 */
export const assignAircraft = (operator: Operator, input: z.input<typeof schema> & Keyed) =>
  operate(operator, { name: 'assignAircraft', schema, input }, async (tx, { flightId, aircraftId, through }, now) => {
    const run = await runOf(tx, flightId as FlightId, through ?? undefined)
    if (run === undefined) return notFound('flight')
    if (run.length === 0) {
      return invalidInput(['through'], `Not among the next ${MOST_TOGETHER} flights of the same aircraft.`)
    }
    const { flights, aircraft } = await lockWithAircraft(tx, run, [aircraftId])
    const next = aircraft.get(aircraftId)
    if (!next || next.retiredAt !== null) return notFound('aircraft')
    const moving = [...flights.values()].filter((f) => f.aircraftId !== aircraftId)
    const stuck = moving.find((f) => !isAhead(f.status))
    if (stuck) return wrongState(stuck.status, `A flight that is ${stuck.status} keeps its aircraft.`)
    const conflicts = await conflictsOf(tx, moving, { aircraftId, now })
    if (conflicts.length > 0) return aircraftUnavailable(conflicts)
    for (const f of moving) await updateFlight(tx, { ...f, aircraftId, layoutId: next.layoutId })
    await tellChanges(tx, new Map(moving.filter((f) => f.layoutId !== next.layoutId).map((f) => [f.id, f])))
    return done('Flight', flightId)
  })

/** The flight alone, or with those its aircraft flies next, up to `through`; none where that is not one of them. */
async function runOf(tx: Tx, id: FlightId, through: string | undefined): Promise<FlightId[] | undefined> {
  const flight = (await loadFlights(tx, [id])).get(id)
  if (!flight) return undefined
  if (through === undefined || through === id) return [id]
  if (flight.aircraftId === null) return []
  const { aircraftId, departsAt } = flight
  const next = await findFlights(tx, { aircraftId, from: departsAt }, { limit: MOST_TOGETHER, after: undefined })
  const flown = next.filter((f) => f.status !== 'CANCELLED').map((f) => f.id)
  return flown.slice(0, flown.indexOf(through as FlightId) + 1)
}

/** What the plans of the new aircraft and of those before clash with once the flights have moved. */
async function conflictsOf(
  tx: Tx,
  moving: readonly FlightRow[],
  { aircraftId, now }: { aircraftId: string; now: Date },
): Promise<string[]> {
  const since = new Date(Math.min(now.getTime(), ...moving.map((f) => f.departsAt.getTime())))
  const changed = new Set<string>(moving.map((f) => f.id))
  const gained = moving.map(
    ({ id, departsAt, arrivesAt, origin, destination }): Duty => ({
      id,
      from: departsAt,
      to: arrivesAt,
      leg: { origin, destination },
    }),
  )
  const taking = await loadDuties(tx, aircraftId, since)
  const conflicts = newConflicts({ before: taking, after: [...taking, ...gained] }, changed)
  for (const loser of new Set(moving.flatMap((f) => f.aircraftId ?? []))) {
    const losing = await loadDuties(tx, loser, since)
    conflicts.push(...newConflicts({ before: losing, after: losing.filter((d) => !changed.has(d.id)) }, changed))
  }
  return [...new Set(conflicts)]
}
