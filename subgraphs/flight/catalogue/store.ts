import { join, type Sql } from '#lib/sql.ts'
import type { FlightSnapshot } from '#schema/events.ts'
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

// MySQL's driver gives a JSON column parsed, MariaDB's JSON is a text column.
export const json = <T>(value: unknown): T => (typeof value === 'string' ? JSON.parse(value) : value) as T

const toLayout = (row: LayoutRow): LayoutRow => ({ ...row, cabins: json(row.cabins) })

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
