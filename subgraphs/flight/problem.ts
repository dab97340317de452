import type { Done } from '#lib/idempotency.ts'
import { problem } from '#lib/problems.ts'
import { type SharedProblem, type SharedRefusal, sharedProblem } from '#lib/refusal.ts'
import type { AircraftUnavailable } from './fleet/change-aircraft.ts'
import type { AmbiguousLocalTime } from './timetable/schedule-flight.ts'

export type FlightRefusal = SharedRefusal | AircraftUnavailable | AmbiguousLocalTime

type FlightProblem<R extends FlightRefusal> =
  | SharedProblem<Extract<R, SharedRefusal>>
  | (R extends AircraftUnavailable ? ReturnType<typeof aircraftProblem> : never)
  | (R extends AmbiguousLocalTime ? ReturnType<typeof timeProblem> : never)

const aircraftProblem = ({ conflictsWith }: AircraftUnavailable) => ({
  ...problem('AircraftUnavailable', 'The aircraft is flying or in maintenance then, or is elsewhere.'),
  conflictsWith,
})

const timeProblem = ({ dates }: AmbiguousLocalTime) => ({
  ...problem('AmbiguousLocalTime', `The wall time does not exist, or exists twice, on ${dates.join(', ')}.`),
  dates,
})

/** The member of a mutation's result union: what it made or changed, or why not. */
export async function answerOf<R extends FlightRefusal, T extends object, N extends string>(
  outcome: Done | R,
  typename: N,
  load: (id: string) => Promise<T | null | undefined>,
): Promise<(T & { __typename: N }) | FlightProblem<R>> {
  if (!outcome.ok) return problemOf(outcome) as FlightProblem<R>
  const thing = await load(outcome.id)
  if (!thing) throw new Error(`${typename} ${outcome.id} was changed and is not there.`)
  return { ...thing, __typename: typename }
}

function problemOf(refusal: FlightRefusal) {
  if (refusal.code === 'AIRCRAFT_UNAVAILABLE') return aircraftProblem(refusal)
  return refusal.code === 'AMBIGUOUS_LOCAL_TIME' ? timeProblem(refusal) : sharedProblem(refusal)
}
