import { rows, type Sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { Fare, FlightRow } from './flight.ts'

export type NewFlight = Omit<
  FlightRow,
  'status' | 'departureTerminal' | 'departureGate' | 'arrivalTerminal' | 'arrivalGate'
> & {
  departureDate: string
  departsLocal: string
}

/** `number date origin` of all flights that depart from `since` on: what makes a flight of a timetable the same one. */
export async function loadFlightKeys(sql: Sql, since: Date): Promise<Set<string>> {
  const found = await sql.$queryRaw<Array<{ number: string; day: string; origin: string }>>`
    SELECT number, LEFT(departs_local, 10) AS day, origin FROM flight WHERE departs_at >= ${since}`
  return new Set(found.map(({ number, day, origin }) => `${number} ${day} ${origin}`))
}

export async function hasFlights(sql: Sql): Promise<boolean> {
  return (await sql.$queryRaw<unknown[]>`SELECT id FROM flight LIMIT 1`).length > 0
}

/** Fares never change, so a set that is there stays. */
export async function saveFareSets(tx: Tx, sets: ReadonlyArray<readonly [id: string, fares: Fare[]]>): Promise<void> {
  const values = sets.flatMap(([id, fares]) =>
    fares.map((f) => [
      id,
      f.cabin,
      f.currency,
      f.baseMinor,
      f.taxesMinor,
      f.refundable,
      f.cancelFeeMinor,
      f.changeFeeMinor,
      JSON.stringify(f.surcharges),
    ]),
  )
  if (values.length === 0) return
  await tx.$executeRaw`
    INSERT INTO fare (fare_set_id, cabin, currency, base_minor, taxes_minor, refundable, cancel_fee_minor,
      change_fee_minor, surcharges)
    VALUES ${rows(values)} ON DUPLICATE KEY UPDATE fare_set_id = fare_set_id`
}

/** A thousand rows a statement: 22,000 flights in about two seconds. A flight that is there stays as it is. */
export async function saveFlights(tx: Tx, flights: readonly NewFlight[]): Promise<void> {
  if (flights.length === 0) return
  const values = flights.map((f) => [
    f.id,
    f.airlineCode,
    f.number,
    f.origin,
    f.destination,
    f.departsLocal,
    f.departureDate,
    f.departsAt,
    f.arrivesAt,
    f.salesCloseAt,
    f.aircraftId,
    f.layoutId,
    f.fareSetId,
    f.distanceKm,
  ])
  await tx.$executeRaw`
    INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on, departs_at,
      arrives_at, sales_close_at, aircraft_id, layout_id, fare_set_id, distance_km)
    VALUES ${rows(values)} ON DUPLICATE KEY UPDATE flight.id = flight.id`
}
