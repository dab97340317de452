import type { FlightId } from '#lib/ids.ts'
import { type Fragment, fromJson, join, rows, type Sql, sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { Fare, FlightRow, FlightStatus } from './flight.ts'

const COLUMNS = sql`id, airline_code AS airlineCode, number, origin, destination, departs_at AS departsAt,
  arrives_at AS arrivesAt, sales_close_at AS salesCloseAt, status, departure_terminal AS departureTerminal,
  departure_gate AS departureGate, arrival_terminal AS arrivalTerminal, arrival_gate AS arrivalGate,
  aircraft_id AS aircraftId, layout_id AS layoutId, fare_set_id AS fareSetId, distance_km AS distanceKm`

export async function loadFlights(db: Sql, ids: readonly string[]): Promise<Map<FlightId, FlightRow>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<FlightRow[]>`SELECT ${COLUMNS} FROM flight WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, row]))
}

export async function loadFares(db: Sql, fareSetIds: readonly string[]): Promise<Map<string, Fare[]>> {
  if (fareSetIds.length === 0) return new Map()
  const found = await db.$queryRaw<Array<Fare & { fareSetId: string }>>`
    SELECT fare_set_id AS fareSetId, cabin, currency, base_minor AS baseMinor, taxes_minor AS taxesMinor, refundable,
      cancel_fee_minor AS cancelFeeMinor, change_fee_minor AS changeFeeMinor, surcharges
    FROM fare WHERE fare_set_id IN (${join([...new Set(fareSetIds)])}) ORDER BY fare_set_id, cabin`
  const fares = found.map(({ fareSetId, ...fare }) => ({
    fareSetId,
    fare: {
      ...fare,
      baseMinor: Number(fare.baseMinor),
      taxesMinor: Number(fare.taxesMinor),
      cancelFeeMinor: Number(fare.cancelFeeMinor),
      changeFeeMinor: Number(fare.changeFeeMinor),
      refundable: Boolean(fare.refundable),
      surcharges: fromJson<Fare['surcharges']>(fare.surcharges),
    },
  }))
  return new Map([...Map.groupBy(fares, (f) => f.fareSetId)].map(([id, group]) => [id, group.map((f) => f.fare)]))
}

export interface FlightFilter {
  airline?: string
  origin?: string
  destination?: string
  from?: Date
  to?: Date
  status?: FlightStatus
  aircraftId?: string
}

/** By departure, from behind `after`. */
export async function findFlights(
  db: Sql,
  filter: FlightFilter,
  page: { limit: number; after: { departsAt: Date; id: string } | undefined },
): Promise<FlightRow[]> {
  const conditions = [
    filter.airline !== undefined && sql`airline_code = ${filter.airline}`,
    filter.origin !== undefined && sql`origin = ${filter.origin}`,
    filter.destination !== undefined && sql`destination = ${filter.destination}`,
    filter.from !== undefined && sql`departs_at >= ${filter.from}`,
    filter.to !== undefined && sql`departs_at < ${filter.to}`,
    filter.status !== undefined && sql`status = ${filter.status}`,
    filter.aircraftId !== undefined && sql`aircraft_id = ${filter.aircraftId}`,
    page.after &&
      sql`(departs_at > ${page.after.departsAt} OR (departs_at = ${page.after.departsAt} AND id > ${page.after.id}))`,
  ].filter((condition): condition is Fragment => condition !== false && condition !== undefined)
  const where = conditions.length > 0 ? sql`WHERE ${join(conditions, ' AND ')}` : sql``
  return db.$queryRaw<FlightRow[]>`
    SELECT ${COLUMNS} FROM flight ${where} ORDER BY departs_at, id LIMIT ${page.limit}`
}

/** Flights that go on sale next, by departure, locked; those that another instance is at are left to it. */
export async function lockUnpublished(
  tx: Tx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<FlightRow[]> {
  return tx.$queryRaw<FlightRow[]>`
    SELECT ${COLUMNS} FROM flight
    WHERE published_at IS NULL AND departs_at > ${now} AND departs_at < ${until} AND sales_close_at > ${now}
    ORDER BY departs_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
}

export async function hasUnpublished(db: Sql, { now, until }: { now: Date; until: Date }): Promise<boolean> {
  const found = await db.$queryRaw<unknown[]>`
    SELECT id FROM flight
    WHERE published_at IS NULL AND departs_at > ${now} AND departs_at < ${until} AND sales_close_at > ${now} LIMIT 1`
  return found.length > 0
}

export async function markPublished(tx: Tx, ids: readonly FlightId[], now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE flight SET published_at = ${now} WHERE id IN (${join([...ids])})`
}

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
