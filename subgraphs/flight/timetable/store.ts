import type { FlightId } from '#lib/ids.ts'
import { type Fragment, join, type Sql, sql, tableOf } from '#lib/sql.ts'
import type { SkyEventData } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import type { FlightRow, FlightStatus } from './flight.ts'

const COLUMNS = sql`id, airline_code AS airlineCode, number, origin, destination, departs_local AS departsLocal,
  departs_at AS departsAt, arrives_at AS arrivesAt, sales_close_at AS salesCloseAt, status,
  departure_terminal AS departureTerminal, departure_gate AS departureGate,
  departure_estimated AS departureEstimated, departure_actual AS departureActual,
  arrival_terminal AS arrivalTerminal, arrival_gate AS arrivalGate, arrival_estimated AS arrivalEstimated,
  arrival_actual AS arrivalActual, status_reason AS statusReason, aircraft_id AS aircraftId, layout_id AS layoutId,
  fare_set_id AS fareSetId, distance_km AS distanceKm, published_at AS publishedAt, schedule_id AS scheduleId,
  DATE_FORMAT(schedule_date, '%Y-%m-%d') AS scheduleDate,
  undecided, sold, revision`

interface StoredFlight extends Omit<FlightRow, 'undecided' | 'sold'> {
  // MySQL's driver gives booleans as numbers.
  undecided: unknown
  sold: unknown
}

const toFlight = (row: StoredFlight): FlightRow => ({
  ...row,
  undecided: Boolean(row.undecided),
  sold: Boolean(row.sold),
})

export async function loadFlights(db: Sql, ids: readonly string[]): Promise<Map<FlightId, FlightRow>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<StoredFlight[]>`SELECT ${COLUMNS} FROM flight WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, toFlight(row)]))
}

/** Locks flights in the order of their ids. */
export async function lockFlights(tx: Tx, ids: readonly string[]): Promise<Map<FlightId, FlightRow>> {
  if (ids.length === 0) return new Map()
  const found = await tx.$queryRaw<StoredFlight[]>`
    SELECT ${COLUMNS} FROM flight WHERE id IN (${join([...new Set(ids)].sort())}) ORDER BY id FOR UPDATE`
  return new Map(found.map((row) => [row.id, toFlight(row)]))
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

/** Few flights are in one of these at any time. */
const PASSING: readonly FlightStatus[] = ['DELAYED', 'BOARDING', 'DEPARTED', 'LANDED', 'DIVERTED']

/**
 * The key that has the flights wanted in a page's order, and in it what they are filtered by: left to choose, the server
 * may sort or read all of a station.
 */
function keyFor({ airline, origin, destination, status, aircraftId }: FlightFilter): Fragment {
  if (aircraftId !== undefined) return sql`flight_aircraft`
  if (status !== undefined && PASSING.includes(status)) return sql`flight_status`
  if (origin !== undefined) return sql`flight_from`
  if (destination !== undefined) return sql`flight_to`
  if (airline !== undefined) return sql`flight_airline`
  return status !== undefined ? sql`flight_status` : sql`flight_departure`
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
  const found = await db.$queryRaw<StoredFlight[]>`
    SELECT ${COLUMNS} FROM flight FORCE INDEX (${keyFor(filter)}) ${where} ORDER BY departs_at, id LIMIT ${page.limit}`
  return found.map(toFlight)
}

/** Flights that go on sale next, by departure, locked; those that another instance is at are left to it. */
export async function lockUnpublished(
  tx: Tx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<FlightRow[]> {
  const found = await tx.$queryRaw<StoredFlight[]>`
    SELECT ${COLUMNS} FROM flight
    WHERE published_at IS NULL AND departs_at > ${now} AND departs_at < ${until} AND sales_close_at > ${now}
      AND status <> 'CANCELLED'
    ORDER BY departs_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`
  return found.map(toFlight)
}

export async function hasUnpublished(db: Sql, { now, until }: { now: Date; until: Date }): Promise<boolean> {
  const found = await db.$queryRaw<unknown[]>`
    SELECT id FROM flight
    WHERE published_at IS NULL AND departs_at > ${now} AND departs_at < ${until} AND sales_close_at > ${now}
      AND status <> 'CANCELLED' LIMIT 1`
  return found.length > 0
}

export async function markPublished(tx: Tx, ids: readonly FlightId[], now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE flight SET published_at = ${now} WHERE id IN (${join([...ids])})`
}

/** Whether flights that are not over come or go at a place, or are flown by an aircraft. */
export async function hasFlightsAhead(
  db: Sql,
  of: { airport: string } | { aircraftId: string },
  now: Date,
): Promise<boolean> {
  const whose =
    'airport' in of ? sql`(origin = ${of.airport} OR destination = ${of.airport})` : sql`aircraft_id = ${of.aircraftId}`
  const found = await db.$queryRaw<unknown[]>`
    SELECT id FROM flight WHERE ${whose} AND arrives_at > ${now} AND status <> 'CANCELLED' LIMIT 1`
  return found.length > 0
}

export type NewFlight = Pick<
  FlightRow,
  | 'id'
  | 'airlineCode'
  | 'number'
  | 'origin'
  | 'destination'
  | 'departsLocal'
  | 'departsAt'
  | 'arrivesAt'
  | 'salesCloseAt'
  | 'aircraftId'
  | 'layoutId'
  | 'fareSetId'
  | 'distanceKm'
  | 'scheduleId'
  | 'scheduleDate'
> & { departureDate: string }

/** `number date origin` of all flights that depart from `since` on: what makes a flight of a timetable the same one. */
export async function loadFlightKeys(sql: Sql, since: Date): Promise<Set<string>> {
  const found = await sql.$queryRaw<Array<{ number: string; day: string; origin: string }>>`
    SELECT number, LEFT(departs_local, 10) AS day, origin FROM flight WHERE departs_at >= ${since}`
  return new Set(found.map(({ number, day, origin }) => `${number} ${day} ${origin}`))
}

export async function hasFlights(sql: Sql): Promise<boolean> {
  return (await sql.$queryRaw<unknown[]>`SELECT id FROM flight LIMIT 1`).length > 0
}

const FLIGHT = {
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
  schedule: 'id',
  scheduleDay: 'ascii',
} as const

/**
 * Many as one parameter: one by one they are written at a hundredth of the rate. A flight that is there stays as it is.
 * @returns how many were new
 */
export async function saveFlights(tx: Tx, flights: readonly NewFlight[]): Promise<number> {
  if (flights.length === 0) return 0
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
    f.scheduleId,
    f.scheduleDate,
  ])
  return tx.$executeRaw`
    INSERT IGNORE INTO flight (id, airline_code, number, origin, destination, departs_local, departs_on, departs_at,
      arrives_at, sales_close_at, aircraft_id, layout_id, fare_set_id, distance_km, schedule_id, schedule_date)
    SELECT w.id, w.airline, w.number, w.origin, w.destination, w.departsLocal, w.day, w.departs, w.arrives, w.salesClose,
      w.aircraft, w.layout, w.fares, w.distance, w.schedule, w.scheduleDay
    FROM ${tableOf(FLIGHT, values)} w`
}

/** What changes about a flight that is there, its row locked; its revision grows. */
export async function updateFlight(tx: Tx, f: FlightRow): Promise<void> {
  await tx.$executeRaw`
    UPDATE flight SET departs_local = ${f.departsLocal},
      departs_on = ${f.status === 'CANCELLED' ? null : f.departsLocal.slice(0, 10)},
      departs_at = ${f.departsAt}, arrives_at = ${f.arrivesAt}, sales_close_at = ${f.salesCloseAt}, status = ${f.status},
      departure_terminal = ${f.departureTerminal}, departure_gate = ${f.departureGate},
      departure_estimated = ${f.departureEstimated}, departure_actual = ${f.departureActual},
      arrival_terminal = ${f.arrivalTerminal}, arrival_gate = ${f.arrivalGate},
      arrival_estimated = ${f.arrivalEstimated}, arrival_actual = ${f.arrivalActual},
      status_reason = ${f.statusReason}, aircraft_id = ${f.aircraftId}, layout_id = ${f.layoutId},
      fare_set_id = ${f.fareSetId}, undecided = ${f.undecided}, revision = ${f.revision + 1}
    WHERE id = ${f.id}`
}

/** Whether the number departs from there on that day already, as another flight. */
export async function isDayTaken(
  tx: Tx,
  f: Pick<FlightRow, 'id' | 'airlineCode' | 'number' | 'origin' | 'departsLocal'>,
) {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT id FROM flight WHERE airline_code = ${f.airlineCode} AND number = ${f.number} AND origin = ${f.origin}
      AND departs_on = ${f.departsLocal.slice(0, 10)} AND id <> ${f.id}`
  return found.length > 0
}

/** Leaves flights without an aircraft; any of their layout can be assigned again. */
export async function unassignAircraft(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`UPDATE flight SET aircraft_id = NULL WHERE id IN (${join([...ids])})`
}

/** Flights that a schedule has for days from `from` on, wherever they stand by now, by day. */
export async function loadScheduled(db: Sql, scheduleId: string, from: string): Promise<FlightRow[]> {
  const found = await db.$queryRaw<StoredFlight[]>`
    SELECT ${COLUMNS} FROM flight WHERE schedule_id = ${scheduleId} AND schedule_date >= ${from} ORDER BY schedule_date`
  return found.map(toFlight)
}

/** Sold flights that their schedules have left, by schedule. */
export async function loadUndecided(db: Sql, scheduleIds: readonly string[]): Promise<Map<string, FlightRow[]>> {
  if (scheduleIds.length === 0) return new Map()
  const found = await db.$queryRaw<StoredFlight[]>`
    SELECT ${COLUMNS} FROM flight
    WHERE schedule_id IN (${join([...scheduleIds])}) AND undecided AND departs_at > UTC_TIMESTAMP(3) ORDER BY departs_at`
  return Map.groupBy(found.map(toFlight), (f) => f.scheduleId as string)
}

/** Lets a schedule have other flights on the days of these. */
export async function leaveScheduleDays(tx: Tx, ids: readonly FlightId[]): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`UPDATE flight SET schedule_date = NULL WHERE id IN (${join([...ids])})`
}

/** Takes flights out that nobody has been told of. */
export async function deleteUnpublished(tx: Tx, ids: readonly FlightId[]): Promise<void> {
  if (ids.length === 0) return
  await tx.$executeRaw`DELETE FROM flight WHERE id IN (${join([...ids])}) AND published_at IS NULL`
}

/** An older word than the last one changes nothing. */
export async function saveAvailability(
  db: Sql,
  { flightId, version, sold, soldOut }: SkyEventData<'availability.changed.v1'>,
): Promise<void> {
  await db.$executeRaw`
    UPDATE flight SET sold = ${sold}, sold_out = ${soldOut.join(',')}, sold_version = ${version}
    WHERE id = ${flightId} AND sold_version < ${version}`
}
