import { unavailable } from '#lib/errors.ts'
import type { FlightId } from '#lib/ids.ts'
import type { Tx } from '../database.ts'
import { type AircraftRow, lockAircraft } from '../fleet/store.ts'
import type { FlightRow } from './flight.ts'
import { loadFlights, lockFlights } from './store.ts'

const RETRY_AFTER_SECONDS = 1

/**
 * Locks flights after their aircraft and `more` aircraft: the order of all who change what an aircraft does.
 * @throws UNAVAILABLE when somebody gave one of the flights another aircraft between the look and the lock
 */
export async function lockWithAircraft(
  tx: Tx,
  ids: readonly FlightId[],
  more: readonly string[] = [],
): Promise<{ flights: Map<FlightId, FlightRow>; aircraft: Map<string, AircraftRow> }> {
  const known = await loadFlights(tx, ids)
  const aircraft = await lockAircraft(tx, [...[...known.values()].flatMap((f) => f.aircraftId ?? []), ...more])
  const flights = await lockFlights(tx, ids)
  for (const { id, aircraftId } of flights.values()) {
    if (aircraftId !== known.get(id)?.aircraftId) throw unavailable(RETRY_AFTER_SECONDS)
  }
  return { flights, aircraft }
}
