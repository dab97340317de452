import type { FlightId } from '#lib/ids.ts'
import { fromJson, join, rows, type Sql, tableOf } from '#lib/sql.ts'
import type { FlightSnapshot } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import { type Cabin, seatPlans } from '../seats/layout.ts'
import type { Fare, SaleFlight, Station } from './flight.ts'

interface FlightRow extends Omit<SaleFlight, 'origin' | 'destination' | 'fares'> {
  origin: unknown
  destination: unknown
  fares: unknown
}

export async function loadFlights(sql: Sql, ids: readonly string[]): Promise<Map<FlightId, SaleFlight>> {
  if (ids.length === 0) return new Map()
  const wanted = [...new Set(ids)].map((id) => [id])
  const found = await sql.$queryRaw<FlightRow[]>`
    SELECT f.id, airline_name AS airlineName, number, origin, destination, departs_at AS departsAt, arrives_at AS arrivesAt,
      sales_close_at AS salesCloseAt, layout_id AS layoutId, layout_version AS layoutVersion, fares, status,
      estimated_departure AS estimatedDeparture, change_revision AS changeRevision
    FROM ${tableOf({ flight: 'id' }, wanted)} w STRAIGHT_JOIN flight f ON f.id = w.flight`
  return new Map(
    found.map((row) => [
      row.id,
      {
        ...row,
        origin: fromJson<Station>(row.origin),
        destination: fromJson<Station>(row.destination),
        fares: fromJson<Fare[]>(row.fares),
      },
    ]),
  )
}

export async function loadLayout(sql: Sql, id: string, version: number): Promise<Cabin[]> {
  const [row] = await sql.$queryRaw<Array<{ cabins: unknown }>>`
    SELECT cabins FROM seat_layout WHERE id = ${id} AND version = ${version}`
  if (!row) throw new Error(`There is no seat layout ${id} in version ${version}.`)
  return fromJson<Cabin[]>(row.cabins)
}

type LayoutSnapshot = Pick<FlightSnapshot, 'layoutId' | 'layoutVersion' | 'cabins'>

export async function saveLayout(tx: Tx, { layoutId, layoutVersion, cabins }: LayoutSnapshot): Promise<void> {
  const made = await tx.$executeRaw`
    INSERT IGNORE INTO seat_layout (id, version, cabins) VALUES (${layoutId}, ${layoutVersion}, ${JSON.stringify(cabins)})`
  if (made === 0) return
  const seats = seatPlans(cabins).map(({ number, cabin }) => [layoutId, layoutVersion, number, cabin])
  await tx.$executeRaw`INSERT INTO layout_seat (layout_id, layout_version, number, cabin) VALUES ${rows(seats)}`
}

/** The newest version of a layout that we have heard of. */
export async function newestLayout(sql: Sql, id: string): Promise<LayoutSnapshot | undefined> {
  const [row] = await sql.$queryRaw<Array<{ version: number; cabins: unknown }>>`
    SELECT version, cabins FROM seat_layout WHERE id = ${id} ORDER BY version DESC LIMIT 1`
  return row && { layoutId: id, layoutVersion: row.version, cabins: fromJson<Cabin[]>(row.cabins) }
}

/** Saves flights, new or known, and makes the seats of the new ones: set-based, a row a seat in one statement. */
export async function saveFlights(tx: Tx, flights: FlightSnapshot[]): Promise<void> {
  const known = await loadFlights(
    tx,
    flights.map((f) => f.flightId),
  )
  // In the order in which holds take these rows, too.
  const sorted = flights.toSorted((a, b) => (a.flightId < b.flightId ? -1 : 1))
  const values = sorted.map((f) => [
    f.flightId,
    f.airlineName,
    f.number,
    JSON.stringify(f.origin),
    JSON.stringify(f.destination),
    new Date(f.departsAt),
    new Date(f.arrivesAt),
    new Date(f.salesCloseAt),
    f.layoutId,
    f.layoutVersion,
    JSON.stringify(f.fares),
    f.revision,
    1,
  ])
  await tx.$executeRaw`
    INSERT INTO flight (id, airline_name, number, origin, destination, departs_at, arrives_at, sales_close_at,
      layout_id, layout_version, fares, change_revision, map_version)
    VALUES ${rows(values)}
    ON DUPLICATE KEY UPDATE departs_at = VALUES(departs_at), arrives_at = VALUES(arrives_at),
      sales_close_at = VALUES(sales_close_at), fares = VALUES(fares), change_revision = VALUES(change_revision)`
  const fresh = flights.map((f) => f.flightId).filter((id) => !known.has(id as FlightId))
  if (fresh.length === 0) return
  await tx.$executeRaw`
    INSERT INTO seat (flight_id, number, cabin)
    SELECT f.id, l.number, l.cabin FROM flight f
    JOIN layout_seat l ON l.layout_id = f.layout_id AND l.layout_version = f.layout_version
    WHERE f.id IN (${join(fresh)})`
}
