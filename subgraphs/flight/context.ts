import type { Viewer } from '#lib/identity.ts'
import type { FlightId } from '#lib/ids.ts'
import { byId } from '#lib/loaders.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { loadAircraft, loadLayouts } from './catalogue/store.ts'
import type { FlightDb } from './database.ts'
import { loadFares, loadFlights } from './timetable/store.ts'

export interface FlightDeps {
  db: FlightDb
  catalogue(): Promise<Catalogue>
}

export interface Context {
  viewer: Viewer | null
  deps: FlightDeps
  load: ReturnType<typeof createLoaders>
}

/** One query for all things of a kind that are asked for at one moment. */
export function createLoaders({ db: { client } }: FlightDeps) {
  return {
    flight: byId((ids: readonly FlightId[]) => loadFlights(client, ids)),
    fares: byId((ids: readonly string[]) => loadFares(client, ids)),
    layout: byId((ids: readonly string[]) => loadLayouts(client, ids)),
    aircraft: byId((ids: readonly string[]) => loadAircraft(client, ids)),
  }
}
