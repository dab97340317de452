import { fromJson, join, rows, type Sql } from '#lib/sql.ts'
import type { FlightSnapshot } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import type { Airline, Airport, Catalogue, City } from './catalogue.ts'

export async function loadCatalogue(db: Sql): Promise<Catalogue> {
  const cities = await db.$queryRaw<City[]>`SELECT id, name, country_code AS countryCode FROM city`
  const airports = await db.$queryRaw<Airport[]>`
    SELECT code, name, city_id AS cityId, time_zone AS timeZone, latitude, longitude FROM airport`
  const airlines = await db.$queryRaw<Airline[]>`SELECT code, name FROM airline ORDER BY name`
  return {
    cities: new Map(cities.map((c) => [c.id, c])),
    airports: new Map(airports.map((a) => [a.code, a])),
    airlines: new Map(airlines.map((a) => [a.code, a])),
  }
}

export interface LayoutRow {
  id: string
  name: string
  version: number
  seatCount: number
  cabins: FlightSnapshot['cabins']
}

const toLayout = (row: LayoutRow): LayoutRow => ({ ...row, cabins: fromJson(row.cabins) })

export async function loadLayouts(db: Sql, ids: readonly string[]): Promise<Map<string, LayoutRow>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<LayoutRow[]>`
    SELECT id, name, version, seat_count AS seatCount, cabins FROM seat_layout WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, toLayout(row)]))
}

export async function loadAllLayouts(db: Sql): Promise<LayoutRow[]> {
  const found = await db.$queryRaw<LayoutRow[]>`
    SELECT id, name, version, seat_count AS seatCount, cabins FROM seat_layout ORDER BY name, version`
  return found.map(toLayout)
}

export interface AircraftRow {
  id: string
  registration: string
  typeCode: string
  layoutId: string
  retiredAt: Date | null
}

export async function loadAircraft(db: Sql, ids: readonly string[]): Promise<Map<string, AircraftRow>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<AircraftRow[]>`
    SELECT id, registration, type_code AS typeCode, layout_id AS layoutId, retired_at AS retiredAt
    FROM aircraft WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, row]))
}

export async function loadFleet(db: Sql): Promise<AircraftRow[]> {
  return db.$queryRaw<AircraftRow[]>`
    SELECT id, registration, type_code AS typeCode, layout_id AS layoutId, retired_at AS retiredAt
    FROM aircraft ORDER BY registration`
}

export async function findAircraft(db: Sql, registration: string): Promise<AircraftRow | undefined> {
  const [row] = await db.$queryRaw<AircraftRow[]>`
    SELECT id, registration, type_code AS typeCode, layout_id AS layoutId, retired_at AS retiredAt
    FROM aircraft WHERE registration = ${registration}`
  return row
}

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

/** Places and airlines; what is there stays as it is. */
export async function savePlaces(tx: Tx, { cities, airports, airlines }: CatalogueToLoad): Promise<void> {
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

/** The first versions of layouts, and aircraft; what is there stays as it is. */
export async function saveFleet(tx: Tx, { layouts, aircraft }: CatalogueToLoad): Promise<void> {
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
