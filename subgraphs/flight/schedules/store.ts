import { join, type Sql, sql } from '#lib/sql.ts'
import type { Tx } from '../database.ts'
import type { ScheduleRow } from './schedule.ts'

const COLUMNS = sql`id, airline_code AS airlineCode, number, origin, destination, departure_time AS departureTime,
  days_of_week AS daysOfWeek, DATE_FORMAT(valid_from, '%Y-%m-%d') AS validFrom,
  DATE_FORMAT(valid_to, '%Y-%m-%d') AS validTo, duration_min AS durationMin, layout_id AS layoutId,
  fare_set_id AS fareSetId`

type Stored = Omit<ScheduleRow, 'daysOfWeek'> & { daysOfWeek: string }

const toSchedule = (row: Stored): ScheduleRow => ({ ...row, daysOfWeek: [...row.daysOfWeek].map(Number) })

export async function loadSchedules(db: Sql, ids: readonly string[]): Promise<Map<string, ScheduleRow>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<Stored[]>`SELECT ${COLUMNS} FROM schedule WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, toSchedule(row)]))
}

export async function lockSchedule(tx: Tx, id: string): Promise<ScheduleRow | undefined> {
  const [row] = await tx.$queryRaw<Stored[]>`SELECT ${COLUMNS} FROM schedule WHERE id = ${id} FOR UPDATE`
  return row && toSchedule(row)
}

/** By id, from behind `after`. */
export async function findSchedules(
  db: Sql,
  { airline, limit, after }: { airline: string | undefined; limit: number; after: string | undefined },
): Promise<ScheduleRow[]> {
  const of = airline === undefined ? sql`` : sql`AND airline_code = ${airline}`
  const found = await db.$queryRaw<Stored[]>`
    SELECT ${COLUMNS} FROM schedule WHERE id > ${after ?? ''} ${of} ORDER BY id LIMIT ${limit}`
  return found.map(toSchedule)
}

export async function insertSchedule(tx: Tx, s: ScheduleRow, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO schedule (id, airline_code, number, origin, destination, departure_time, days_of_week, valid_from,
      valid_to, duration_min, layout_id, fare_set_id, created_at)
    VALUES (${s.id}, ${s.airlineCode}, ${s.number}, ${s.origin}, ${s.destination}, ${s.departureTime},
      ${s.daysOfWeek.join('')}, ${s.validFrom}, ${s.validTo}, ${s.durationMin}, ${s.layoutId}, ${s.fareSetId}, ${now})`
}

export async function updateSchedule(tx: Tx, s: ScheduleRow): Promise<void> {
  await tx.$executeRaw`
    UPDATE schedule SET departure_time = ${s.departureTime}, days_of_week = ${s.daysOfWeek.join('')},
      valid_to = ${s.validTo}, duration_min = ${s.durationMin}, layout_id = ${s.layoutId}, fare_set_id = ${s.fareSetId}
    WHERE id = ${s.id}`
}
