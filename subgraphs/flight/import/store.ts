import { type Sql, tableOf } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { AircraftRow } from '../fleet/store.ts'
import type { Fare } from '../timetable/flight.ts'
import type { NewFlight } from '../timetable/store.ts'

type FlightKey = Pick<NewFlight, 'id' | 'airlineCode' | 'number' | 'departureDate' | 'origin'>

/** Which of the flights are there, whatever has become of them since. */
export async function findImported(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const found = await sql.$queryRaw<Array<{ id: string }>>`
    SELECT STRAIGHT_JOIN f.id FROM ${tableOf({ id: 'id' }, idRows(ids))} w
    JOIN flight f FORCE INDEX (PRIMARY) ON f.id = w.id`
  return new Set(found.map(({ id }) => id))
}

const idRows = (ids: readonly string[]) => ids.map((id) => [id])

/** Ids of those whose number leaves from there on that day already, as another flight. */
export async function findTaken(sql: Sql, flights: readonly FlightKey[]): Promise<Set<string>> {
  if (flights.length === 0) return new Set()
  const wanted = tableOf(
    { id: 'id', airline: 'ascii', number: 'ascii', day: 'ascii', origin: 'ascii' },
    flights.map((f) => [f.id, f.airlineCode, f.number, f.departureDate, f.origin]),
  )
  const found = await sql.$queryRaw<Array<{ id: string }>>`
    SELECT STRAIGHT_JOIN w.id FROM ${wanted} w JOIN flight f FORCE INDEX (flight_day)
      ON f.airline_code = w.airline AND f.number = w.number AND f.departs_on = CAST(w.day AS DATE)
      AND f.origin = w.origin
    WHERE f.id <> w.id`
  return new Set(found.map(({ id }) => id))
}

const FLIGHT_COLUMNS = {
  id: 'id',
  airline: 'ascii',
  number: 'ascii',
  origin: 'ascii',
  destination: 'ascii',
  departsLocal: 'ascii',
  day: 'ascii',
  departs: 'time',
  arrives: 'time',
  salesClose: 'time',
  aircraft: 'id',
  layout: 'id',
  fares: 'id',
  distance: 'integer',
} as const

/** As many as wanted from one parameter. @throws the driver's error of a unique key where one is there by now */
export async function insertFlights(tx: Tx, flights: readonly NewFlight[]): Promise<void> {
  if (flights.length === 0) return
  const rows = flights.map((f) => [
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
    f.aircraftId ?? '',
    f.layoutId,
    f.fareSetId,
    f.distanceKm,
  ])
  await tx.$executeRaw`
    INSERT INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on, departs_at,
      arrives_at, sales_close_at, aircraft_id, layout_id, fare_set_id, distance_km)
    SELECT w.id, w.airline, w.number, w.origin, w.destination, w.departsLocal, w.day, w.departs, w.arrives, w.salesClose,
      NULLIF(w.aircraft, ''), w.layout, w.fares, w.distance
    FROM ${tableOf(FLIGHT_COLUMNS, rows)} w`
}

/** Fares never change, so a set that is there stays. */
export async function insertFareSets(tx: Tx, sets: ReadonlyArray<readonly [id: string, fares: Fare[]]>): Promise<void> {
  if (sets.length === 0) return
  const columns = {
    id: 'id',
    cabin: 'ascii',
    currency: 'ascii',
    base: 'integer',
    taxes: 'integer',
    refundable: 'integer',
    cancelFee: 'integer',
    changeFee: 'integer',
  } as const
  const rows = sets.flatMap(([id, fares]) =>
    fares.map((f) => [
      id,
      f.cabin,
      f.currency,
      f.baseMinor,
      f.taxesMinor,
      f.refundable ? 1 : 0,
      f.cancelFeeMinor,
      f.changeFeeMinor,
    ]),
  )
  await tx.$executeRaw`
    INSERT INTO fare (fare_set_id, cabin, currency, base_minor, taxes_minor, refundable, cancel_fee_minor,
      change_fee_minor, surcharges)
    SELECT w.id, w.cabin, w.currency, w.base, w.taxes, w.refundable, w.cancelFee, w.changeFee, '[]'
    FROM ${tableOf(columns, rows)} w
    ON DUPLICATE KEY UPDATE fare_set_id = fare.fare_set_id`
}

/** Those that are new; a registration that is taken stays whose it is. */
export async function insertAircraft(tx: Tx, aircraft: readonly Omit<AircraftRow, 'retiredAt'>[]): Promise<void> {
  if (aircraft.length === 0) return
  const columns = { id: 'id', registration: 'ascii', type: 'ascii', layout: 'id' } as const
  const rows = aircraft.map((a) => [a.id, a.registration, a.typeCode, a.layoutId])
  await tx.$executeRaw`
    INSERT INTO aircraft (id, registration, type_code, layout_id)
    SELECT w.id, w.registration, w.type, w.layout FROM ${tableOf(columns, rows)} w
    ON DUPLICATE KEY UPDATE id = aircraft.id`
}
