import type { Cabin } from '../fleet/layout.ts'
import type { FleetToLoad } from '../fleet/store.ts'
import type { AircraftType } from '../planning/aircraft-type.ts'
import type { WeeklyTrip } from '../planning/weekly-plan.ts'
import { importId } from './import-id.ts'

/** The seats of a type of aircraft: a fare is set for each of its cabins, so they are those of the type. */
export type CabinsOf = (type: AircraftType) => Cabin[]

export const layoutIdOf = (typeCode: string): string => importId(`layout ${typeCode}`)
export const aircraftIdOf = (registration: string): string => importId(`aircraft ${registration}`)

/** The aircraft that fly a week, and a layout for each of their types. */
export function importedFleet(week: readonly WeeklyTrip[], cabinsOf: CabinsOf): FleetToLoad {
  const types = new Map(week.map(({ trip }) => [trip.type.code, trip.type]))
  const registrations = new Map(week.map(({ registration, trip }) => [registration, trip.type.code]))
  return {
    layouts: [...types.values()].map((type) => ({
      id: layoutIdOf(type.code),
      name: `${type.code} of the import`,
      cabins: cabinsOf(type),
    })),
    aircraft: [...registrations].map(([registration, typeCode]) => ({
      id: aircraftIdOf(registration),
      registration,
      typeCode,
      layoutId: layoutIdOf(typeCode),
    })),
  }
}
