import { dbNow } from '#lib/clock.ts'
import type { Airline, Airport, Catalogue } from '../catalogue/catalogue.ts'
import { loadCatalogue, type PlacesToLoad, savePlaces } from '../catalogue/store.ts'
import type { FlightDb } from '../database.ts'
import { type AircraftRow, addAircraft, insertLayout, loadAllLayouts, loadFleet } from '../fleet/store.ts'
import { readClocks } from '../planning/clocks.ts'
import { planWeek, type WeeklyTrip } from '../planning/weekly-plan.ts'
import { importTimetable, type TimetableProgress } from './import-timetable.ts'
import { aircraftIdOf, type CabinsOf, importedFleet } from './imported-fleet.ts'
import { missingPlaces } from './missing-places.ts'
import type { OpenFlights } from './openflights.ts'

export interface ImportOptions {
  /** The first day on which trips begin, in the time of their base, and how many days. */
  from: Temporal.PlainDate
  days: number
  cabinsOf: CabinsOf
  onPlaces?(added: PlacesToLoad): void
  onPlan?(plan: ImportPlan): void
  onFlights?(progress: TimetableProgress): void
}

export interface ImportPlan {
  week: WeeklyTrip[]
  /** Airlines of the files whose code is another airline's here. */
  otherAirlines: string[]
  addedAircraft: number
}

export type Imported = Record<'cities' | 'airports' | 'airlines' | 'aircraft', number> & TimetableProgress

const SEED = 1
const AIRCRAFT_CHUNK = 5000

/**
 * Adds what of the files is not there yet: the places in one transaction, the fleet in another, then the flights, all of
 * an aircraft in one. What is there stays as it is, so it may run again, also after it was ended at any moment.
 */
export async function importOpenFlights(db: FlightDb, data: OpenFlights, options: ImportOptions): Promise<Imported> {
  const places = await db.transaction(async (tx) => {
    const missing = missingPlaces(data, await loadCatalogue(tx))
    await savePlaces(tx, missing)
    return missing
  })
  options.onPlaces?.(places)
  const catalogue = await loadCatalogue(db.client)
  const otherAirlines = findOtherAirlines(data, catalogue, await loadFleet(db.client))
  const others = new Set(otherAirlines)
  const planned = planOf(data, catalogue.airports).filter(({ trip }) => !others.has(trip.airline))
  const addedAircraft = await addFleet(db, planned, options.cabinsOf)
  const week = planned.filter(({ trip }) => isServed(trip, catalogue))
  options.onPlan?.({ week, otherAirlines, addedAircraft })
  const flights = await importTimetable(db, week, {
    ...options,
    airports: catalogue.airports,
    now: await dbNow(db.client),
  })
  return {
    cities: places.cities.length,
    airports: places.airports.length,
    airlines: places.airlines.length,
    aircraft: addedAircraft,
    ...flights,
  }
}

/** By the zones that the airports have here: those of flights ahead cannot change. */
function planOf({ airports, routes, aircraftTypes }: OpenFlights, known: ReadonlyMap<string, Airport>): WeeklyTrip[] {
  const places = airports.map((a) => ({ ...a, timeZone: known.get(a.code)?.timeZone ?? a.timeZone }))
  const byCode = new Map(places.map((airport) => [airport.code, airport]))
  return planWeek(routes, { airports: byCode, aircraftTypes, clocks: readClocks(), seed: SEED })
}

/** A name that differs may be an operator's change: an airline that came by an import has the first of its aircraft. */
function findOtherAirlines(
  data: OpenFlights,
  { airlines }: Pick<Catalogue, 'airlines'>,
  fleet: readonly AircraftRow[],
): string[] {
  const aircraft = new Set(fleet.map(({ id }) => id))
  return data.airlines
    .filter(({ code, name }) => airlines.get(code)?.name !== name && !aircraft.has(aircraftIdOf(`${code}-0001`)))
    .map(({ code }) => code)
}

/** Who is retired gets nothing new. */
function isServed({ airline, legs: [{ origin, destination }] }: WeeklyTrip['trip'], catalogue: Catalogue): boolean {
  const inUse = (one: Airline | Airport | undefined) => one?.retiredAt === null
  return (
    inUse(catalogue.airlines.get(airline)) && [origin, destination].every((at) => inUse(catalogue.airports.get(at)))
  )
}

/** Returns how many aircraft it has added. */
async function addFleet(db: FlightDb, week: readonly WeeklyTrip[], cabinsOf: CabinsOf): Promise<number> {
  const fleet = importedFleet(week, cabinsOf)
  return db.transaction(async (tx) => {
    const layouts = new Set((await loadAllLayouts(tx)).map(({ id }) => id))
    for (const layout of fleet.layouts) {
      if (layouts.has(layout.id) || (await insertLayout(tx, { ...layout, version: 1 }))) continue
      throw new Error(`There is another seat layout of the name ${layout.name}.`)
    }
    const registrations = new Set((await loadFleet(tx)).map(({ registration }) => registration))
    const missing = fleet.aircraft.filter(({ registration }) => !registrations.has(registration))
    for (let n = 0; n < missing.length; n += AIRCRAFT_CHUNK) {
      await addAircraft(tx, missing.slice(n, n + AIRCRAFT_CHUNK))
    }
    return missing.length
  })
}
