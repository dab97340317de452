import { rows } from '#lib/sql.ts'
import type { FlightSnapshot } from '#schema/events.ts'
import type { FlightDb, Tx } from '../database.ts'
import type { Airline, Airport, City } from './catalogue.ts'
import type { AircraftRow } from './store.ts'

/** A layout to be kept; its first version. */
export interface NewLayout {
  id: string
  name: string
  cabins: FlightSnapshot['cabins']
}

export interface CatalogueToLoad {
  cities: City[]
  airports: Airport[]
  airlines: Airline[]
  layouts: NewLayout[]
  aircraft: Array<Omit<AircraftRow, 'retiredAt'>>
}

/** Adds what is not there yet, in one transaction; what is there stays as it is. */
export async function loadCatalogueInto(db: FlightDb, all: CatalogueToLoad): Promise<void> {
  await db.transaction(async (tx) => {
    await savePlaces(tx, all)
    await saveFleet(tx, all)
  })
}

async function savePlaces(tx: Tx, { cities, airports, airlines }: CatalogueToLoad): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO city (id, name, country_code) VALUES ${rows(cities.map((c) => [c.id, c.name, c.countryCode]))}
    ON DUPLICATE KEY UPDATE city.id = city.id`
  const places = airports.map((a) => [a.code, a.name, a.cityId, a.timeZone, a.latitude, a.longitude])
  await tx.$executeRaw`
    INSERT INTO airport (code, name, city_id, time_zone, latitude, longitude) VALUES ${rows(places)}
    ON DUPLICATE KEY UPDATE airport.code = airport.code`
  await tx.$executeRaw`
    INSERT INTO airline (code, name) VALUES ${rows(airlines.map((a) => [a.code, a.name]))}
    ON DUPLICATE KEY UPDATE airline.code = airline.code`
}

async function saveFleet(tx: Tx, { layouts, aircraft }: CatalogueToLoad): Promise<void> {
  const drawn = layouts.map(({ id, name, cabins }) => [id, name, 1, seatCount(cabins), JSON.stringify(cabins)])
  await tx.$executeRaw`
    INSERT INTO seat_layout (id, name, version, seat_count, cabins) VALUES ${rows(drawn)}
    ON DUPLICATE KEY UPDATE seat_layout.id = seat_layout.id`
  const built = aircraft.map((a) => [a.id, a.registration, a.typeCode, a.layoutId])
  await tx.$executeRaw`
    INSERT INTO aircraft (id, registration, type_code, layout_id) VALUES ${rows(built)}
    ON DUPLICATE KEY UPDATE aircraft.id = aircraft.id`
}

const seatCount = (cabins: FlightSnapshot['cabins']): number =>
  cabins.reduce((sum, c) => sum + (c.lastRow - c.firstRow + 1) * c.columns.length - c.without.length, 0)
