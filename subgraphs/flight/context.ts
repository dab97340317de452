import type { Viewer } from '#lib/identity.ts'
import type { FlightId } from '#lib/ids.ts'
import { byId, listsById } from '#lib/loaders.ts'
import type { Watchers } from '#lib/watchers.ts'
import type { KeptCatalogue } from './catalogue/keep-catalogue.ts'
import type { FlightDb } from './database.ts'
import { loadFares } from './fares/store.ts'
import { loadAircraft, loadLayouts, loadMaintenance } from './fleet/store.ts'
import { loadSchedules } from './schedules/store.ts'
import type { Planner } from './search/search-flights.ts'
import { loadFlights, loadUndecided } from './timetable/store.ts'

export interface FlightDeps {
  db: FlightDb
  catalogue: KeptCatalogue
  /** How long before they leave flights go on sale. */
  salesWindowMs: number
  planner: Planner
}

export interface Context {
  viewer: Viewer | null
  deps: FlightDeps
  flightWatchers: Watchers<FlightId>
  load: ReturnType<typeof createLoaders>
}

/** One query for all things of a kind that are asked for at one moment. */
export function createLoaders({ db: { client } }: Pick<FlightDeps, 'db'>) {
  return {
    flight: byId((ids: readonly FlightId[]) => loadFlights(client, ids)),
    fares: byId((ids: readonly string[]) => loadFares(client, ids)),
    layout: byId((ids: readonly string[]) => loadLayouts(client, ids)),
    undecided: listsById((ids: readonly string[]) => loadUndecided(client, ids)),
    schedule: byId((ids: readonly string[]) => loadSchedules(client, ids)),
    maintenance: listsById((ids: readonly string[]) => loadMaintenance(client, ids, new Date(0))),
    aircraft: byId((ids: readonly string[]) => loadAircraft(client, ids)),
  }
}
