import { newId } from '#lib/ids.ts'
import { join, rows, type Sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { Airline, Airport, Catalogue, City } from './catalogue.ts'

export async function loadCatalogue(db: Sql): Promise<Catalogue> {
  const cities = await db.$queryRaw<City[]>`SELECT id, name, country_code AS countryCode FROM city`
  const airports = await db.$queryRaw<Airport[]>`
    SELECT code, name, city_id AS cityId, time_zone AS timeZone, latitude, longitude, retired_at AS retiredAt,
      min_connection_min AS minConnectionMin
    FROM airport`
  const airlines = await db.$queryRaw<Airline[]>`SELECT code, name, retired_at AS retiredAt FROM airline ORDER BY name`
  return {
    cities: new Map(cities.map((c) => [c.id, c])),
    airports: new Map(airports.map((a) => [a.code, a])),
    airlines: new Map(airlines.map((a) => [a.code, a])),
  }
}

/** An airline and airports that nobody changes until the transaction ends, in the order in which all lock them. */
export async function sharePlaces(
  tx: Tx,
  { airline, airports }: { airline: string; airports: readonly string[] },
): Promise<{ airline: Airline | undefined; airports: Map<string, Airport> }> {
  const [carrier] = await tx.$queryRaw<Airline[]>`
    SELECT code, name, retired_at AS retiredAt FROM airline WHERE code = ${airline} LOCK IN SHARE MODE`
  const places = await tx.$queryRaw<Airport[]>`
    SELECT code, name, city_id AS cityId, time_zone AS timeZone, latitude, longitude, retired_at AS retiredAt,
      min_connection_min AS minConnectionMin
    FROM airport WHERE code IN (${join([...airports].sort())}) ORDER BY code LOCK IN SHARE MODE`
  return { airline: carrier, airports: new Map(places.map((a) => [a.code, a])) }
}

export async function lockAirline(tx: Tx, code: string): Promise<Airline | undefined> {
  const [row] = await tx.$queryRaw<Airline[]>`
    SELECT code, name, retired_at AS retiredAt FROM airline WHERE code = ${code} FOR UPDATE`
  return row
}

export async function lockAirport(tx: Tx, code: string): Promise<Airport | undefined> {
  const [row] = await tx.$queryRaw<Airport[]>`
    SELECT code, name, city_id AS cityId, time_zone AS timeZone, latitude, longitude, retired_at AS retiredAt,
      min_connection_min AS minConnectionMin
    FROM airport WHERE code = ${code} FOR UPDATE`
  return row
}

/** Whether the airline was not there before. */
export async function insertAirline(tx: Tx, { code, name }: { code: string; name: string }): Promise<boolean> {
  return (await tx.$executeRaw`INSERT IGNORE INTO airline (code, name) VALUES (${code}, ${name})`) === 1
}

export async function updateAirline(tx: Tx, { code, name, retiredAt }: Airline): Promise<void> {
  await tx.$executeRaw`UPDATE airline SET name = ${name}, retired_at = ${retiredAt} WHERE code = ${code}`
}

/** The city of that name in that country, made where it is new. */
export async function cityNamed(tx: Tx, { name, countryCode }: Omit<City, 'id'>): Promise<string> {
  await tx.$executeRaw`INSERT IGNORE INTO city (id, name, country_code) VALUES (${newId()}, ${name}, ${countryCode})`
  const [row] = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT id FROM city WHERE country_code = ${countryCode} AND name = ${name}`
  if (!row) throw new Error('A city was neither made nor found.')
  return row.id
}

export async function loadCity(db: Sql, id: string): Promise<City> {
  const [row] = await db.$queryRaw<City[]>`SELECT id, name, country_code AS countryCode FROM city WHERE id = ${id}`
  if (!row) throw new Error(`There is no city ${id}.`)
  return row
}

/** Whether the airport was not there before. */
export async function insertAirport(tx: Tx, a: Airport): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    INSERT IGNORE INTO airport (code, name, city_id, time_zone, latitude, longitude, min_connection_min)
    VALUES (${a.code}, ${a.name}, ${a.cityId}, ${a.timeZone}, ${a.latitude}, ${a.longitude}, ${a.minConnectionMin})`
  return inserted === 1
}

export async function updateAirport(tx: Tx, a: Airport): Promise<void> {
  await tx.$executeRaw`
    UPDATE airport SET name = ${a.name}, city_id = ${a.cityId}, time_zone = ${a.timeZone}, latitude = ${a.latitude},
      longitude = ${a.longitude}, min_connection_min = ${a.minConnectionMin}, retired_at = ${a.retiredAt}
    WHERE code = ${a.code}`
}

export interface PlacesToLoad {
  cities: City[]
  airports: Array<Omit<Airport, 'retiredAt' | 'minConnectionMin'>>
  airlines: Array<Omit<Airline, 'retiredAt'>>
}

const CHUNK = 5000

/** A statement takes 65,535 parameters at the most. */
function* chunks<T>(all: readonly T[]): Generator<T[]> {
  for (let n = 0; n < all.length; n += CHUNK) yield all.slice(n, n + CHUNK)
}

/** Places and airlines; what is there stays as it is. */
export async function savePlaces(tx: Tx, { cities, airports, airlines }: PlacesToLoad): Promise<void> {
  for (const some of chunks(cities)) {
    await tx.$executeRaw`
      INSERT INTO city (id, name, country_code) VALUES ${rows(some.map((c) => [c.id, c.name, c.countryCode]))}
      ON DUPLICATE KEY UPDATE city.id = city.id`
  }
  for (const some of chunks(airports)) {
    const places = some.map((a) => [a.code, a.name, a.cityId, a.timeZone, a.latitude, a.longitude])
    await tx.$executeRaw`
      INSERT INTO airport (code, name, city_id, time_zone, latitude, longitude) VALUES ${rows(places)}
      ON DUPLICATE KEY UPDATE airport.code = airport.code`
  }
  for (const some of chunks(airlines)) {
    await tx.$executeRaw`
      INSERT INTO airline (code, name) VALUES ${rows(some.map((a) => [a.code, a.name]))}
      ON DUPLICATE KEY UPDATE airline.code = airline.code`
  }
}
