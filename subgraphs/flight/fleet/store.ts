import { fromJson, join, rows, type Sql, sql, tableOf } from '#lib/sql.ts'
import type { FlightSnapshot } from '#schema/events.ts'
import type { Tx } from '../database.ts'
import { seatCount } from './layout.ts'
import type { Duty } from './rotation.ts'

export interface LayoutRow {
  id: string
  name: string
  version: number
  seatCount: number
  cabins: FlightSnapshot['cabins']
  retiredAt: Date | null
}

const toLayout = (row: LayoutRow): LayoutRow => ({ ...row, cabins: fromJson(row.cabins) })

export async function loadLayouts(db: Sql, ids: readonly string[]): Promise<Map<string, LayoutRow>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<LayoutRow[]>`
    SELECT id, name, version, seat_count AS seatCount, cabins, retired_at AS retiredAt
    FROM seat_layout WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, toLayout(row)]))
}

/** A layout that nobody retires until the transaction ends. */
export async function shareLayout(tx: Tx, id: string): Promise<LayoutRow | undefined> {
  const [row] = await tx.$queryRaw<LayoutRow[]>`
    SELECT id, name, version, seat_count AS seatCount, cabins, retired_at AS retiredAt
    FROM seat_layout WHERE id = ${id} LOCK IN SHARE MODE`
  return row && toLayout(row)
}

export async function loadAllLayouts(db: Sql): Promise<LayoutRow[]> {
  const found = await db.$queryRaw<LayoutRow[]>`
    SELECT id, name, version, seat_count AS seatCount, cabins, retired_at AS retiredAt
    FROM seat_layout ORDER BY name, version`
  return found.map(toLayout)
}

/** Of a layout by its name; 0 where there is none. */
export async function newestVersion(sql: Sql, name: string): Promise<number> {
  const [row] = await sql.$queryRaw<Array<{ version: number | null }>>`
    SELECT MAX(version) AS version FROM seat_layout WHERE name = ${name}`
  return row?.version ?? 0
}

/** Whether this version of the name was not there before. */
export async function insertLayout(tx: Tx, layout: Omit<LayoutRow, 'retiredAt' | 'seatCount'>): Promise<boolean> {
  const { id, name, version, cabins } = layout
  const inserted = await tx.$executeRaw`
    INSERT IGNORE INTO seat_layout (id, name, version, seat_count, cabins)
    VALUES (${id}, ${name}, ${version}, ${seatCount(cabins)}, ${JSON.stringify(cabins)})`
  return inserted === 1
}

export async function retireLayout(tx: Tx, id: string, retiredAt: Date | null): Promise<void> {
  await tx.$executeRaw`UPDATE seat_layout SET retired_at = ${retiredAt} WHERE id = ${id}`
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

/** Locks aircraft in the order of their ids: who changes what one does holds its row. */
export async function lockAircraft(tx: Tx, ids: readonly string[]): Promise<Map<string, AircraftRow>> {
  if (ids.length === 0) return new Map()
  const found = await tx.$queryRaw<AircraftRow[]>`
    SELECT id, registration, type_code AS typeCode, layout_id AS layoutId, retired_at AS retiredAt
    FROM aircraft WHERE id IN (${join([...new Set(ids)].sort())}) ORDER BY id FOR UPDATE`
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

/** Whether the registration was free. */
export async function insertAircraft(tx: Tx, a: AircraftRow): Promise<boolean> {
  const inserted = await tx.$executeRaw`
    INSERT IGNORE INTO aircraft (id, registration, type_code, layout_id)
    VALUES (${a.id}, ${a.registration}, ${a.typeCode}, ${a.layoutId})`
  return inserted === 1
}

/** Whether the registration was free, or the aircraft's own. */
export async function updateAircraft(tx: Tx, a: AircraftRow): Promise<boolean> {
  const [other] = await tx.$queryRaw<unknown[]>`
    SELECT id FROM aircraft WHERE registration = ${a.registration} AND id <> ${a.id} FOR UPDATE`
  if (other) return false
  await tx.$executeRaw`
    UPDATE aircraft SET registration = ${a.registration}, type_code = ${a.typeCode}, layout_id = ${a.layoutId},
      retired_at = ${a.retiredAt}
    WHERE id = ${a.id}`
  return true
}

export interface MaintenanceRow {
  id: string
  aircraftId: string
  startsAt: Date
  endsAt: Date
  reason: string
}

/** By aircraft, in order of time, those that end after `since`; cancelled ones are left out. */
export async function loadMaintenance(
  db: Sql,
  aircraftIds: readonly string[],
  since: Date,
): Promise<Map<string, MaintenanceRow[]>> {
  if (aircraftIds.length === 0) return new Map()
  const found = await db.$queryRaw<MaintenanceRow[]>`
    SELECT id, aircraft_id AS aircraftId, starts_at AS startsAt, ends_at AS endsAt, reason FROM maintenance_window
    WHERE aircraft_id IN (${join([...aircraftIds])}) AND ends_at > ${since} AND cancelled_at IS NULL
    ORDER BY starts_at, id`
  return Map.groupBy(found, (row) => row.aircraftId)
}

export async function findMaintenance(db: Sql, id: string): Promise<MaintenanceRow | undefined> {
  const [row] = await db.$queryRaw<MaintenanceRow[]>`
    SELECT id, aircraft_id AS aircraftId, starts_at AS startsAt, ends_at AS endsAt, reason FROM maintenance_window
    WHERE id = ${id} AND cancelled_at IS NULL`
  return row
}

export async function insertMaintenance(tx: Tx, m: MaintenanceRow): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO maintenance_window (id, aircraft_id, starts_at, ends_at, reason)
    VALUES (${m.id}, ${m.aircraftId}, ${m.startsAt}, ${m.endsAt}, ${m.reason})`
}

/** Whether it was still to be cancelled. */
export async function cancelMaintenance(tx: Tx, id: string, now: Date): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE maintenance_window SET cancelled_at = ${now} WHERE id = ${id} AND cancelled_at IS NULL`
  return changed === 1
}

export interface FleetToLoad {
  /** First versions */
  layouts: Array<Pick<LayoutRow, 'id' | 'name' | 'cabins'>>
  aircraft: Array<Omit<AircraftRow, 'retiredAt'>>
}

/** What is there stays as it is. */
export async function saveFleet(tx: Tx, { layouts, aircraft }: FleetToLoad): Promise<void> {
  const drawn = layouts.map(({ id, name, cabins }) => [id, name, 1, seatCount(cabins), JSON.stringify(cabins)])
  await tx.$executeRaw`
    INSERT INTO seat_layout (id, name, version, seat_count, cabins) VALUES ${rows(drawn)}
    ON DUPLICATE KEY UPDATE seat_layout.id = seat_layout.id`
  await addAircraft(tx, aircraft)
}

/** Those that are new; a registration that is taken stays whose it is. */
export async function addAircraft(tx: Tx, aircraft: readonly Omit<AircraftRow, 'retiredAt'>[]): Promise<void> {
  if (aircraft.length === 0) return
  const columns = { id: 'id', registration: 'ascii', type: 'ascii', layout: 'id' } as const
  const values = aircraft.map((a) => [a.id, a.registration, a.typeCode, a.layoutId])
  await tx.$executeRaw`
    INSERT INTO aircraft (id, registration, type_code, layout_id)
    SELECT w.id, w.registration, w.type, w.layout FROM ${tableOf(columns, values)} w
    ON DUPLICATE KEY UPDATE id = aircraft.id`
}

interface FlownDuty {
  id: string
  aircraftId: string
  from: Date
  to: Date
  origin: string
  destination: string
}

/** What each aircraft does from `since` on, and its last flight before that, which says where it is. */
export async function loadDutiesOf(tx: Tx, aircraftIds: readonly string[], since: Date): Promise<Map<string, Duty[]>> {
  if (aircraftIds.length === 0) return new Map()
  const ids = join([...aircraftIds])
  const columns = sql`id, aircraft_id AS aircraftId, departs_at AS \`from\`, arrives_at AS \`to\`, origin, destination`
  const ahead = await tx.$queryRaw<FlownDuty[]>`
    SELECT ${columns} FROM flight FORCE INDEX (flight_aircraft)
    WHERE aircraft_id IN (${ids}) AND departs_at >= ${since} AND status <> 'CANCELLED'`
  // Left to choose, MySQL reads all flights backwards for an aircraft that has none, and 8.0.15 then misses some.
  const last = await tx.$queryRaw<Array<{ id: string | null }>>`
    SELECT (SELECT f.id FROM flight f FORCE INDEX (flight_aircraft) WHERE f.aircraft_id = a.id AND f.departs_at < ${since}
      AND f.status <> 'CANCELLED' ORDER BY f.departs_at DESC LIMIT 1) AS id
    FROM aircraft a WHERE a.id IN (${ids})`
  const lastIds = last.flatMap(({ id }) => (id === null ? [] : [id]))
  const before =
    lastIds.length === 0
      ? []
      : await tx.$queryRaw<FlownDuty[]>`SELECT ${columns} FROM flight WHERE id IN (${join(lastIds)})`
  const windows = [...(await loadMaintenance(tx, aircraftIds, since)).values()].flat()
  const duties: Array<Duty & { aircraftId: string }> = [
    ...[...before, ...ahead].map(({ origin, destination, ...duty }) => ({ ...duty, leg: { origin, destination } })),
    ...windows.map(({ id, aircraftId, startsAt, endsAt }) => ({ id, aircraftId, from: startsAt, to: endsAt })),
  ]
  return Map.groupBy(duties, ({ aircraftId }) => aircraftId)
}

/** The same for one aircraft. */
export const loadDuties = async (tx: Tx, aircraftId: string, since: Date): Promise<Duty[]> =>
  (await loadDutiesOf(tx, [aircraftId], since)).get(aircraftId) ?? []
