import type { FlightDb } from '../database.ts'
import { type FleetToLoad, saveFleet } from '../fleet/store.ts'
import { type PlacesToLoad, savePlaces } from './store.ts'

/** Adds what is not there yet, in one transaction; what is there stays as it is. */
export async function loadCatalogueInto(db: FlightDb, all: PlacesToLoad & FleetToLoad): Promise<void> {
  await db.transaction(async (tx) => {
    await savePlaces(tx, all)
    await saveFleet(tx, all)
  })
}
