import { newId } from '#lib/ids.ts'
import { fromJson, join, rows } from '#lib/sql.ts'
import type { NotificationDb, Tx } from '../database.ts'
import type { FlightNews, Told } from './flight-news.ts'

export interface ToldRow {
  flightId: string
  told: Told
  /** Of the event that was told last */
  asOf: Date
  keepUntil: Date
}

/** Locked until the commit. */
export async function lockTold(tx: Tx, flightIds: readonly string[]): Promise<Map<string, ToldRow>> {
  if (flightIds.length === 0) return new Map()
  const found = await tx.$queryRaw<Array<Omit<ToldRow, 'told'> & { told: unknown }>>`
    SELECT flight_id AS flightId, told, as_of AS asOf, keep_until AS keepUntil
    FROM flight_told WHERE flight_id IN (${join([...flightIds].sort())}) ORDER BY flight_id FOR UPDATE`
  return new Map(found.map((row) => [row.flightId, { ...row, told: fromJson(row.told) }]))
}

export async function saveTold(tx: Tx, told: Iterable<ToldRow>): Promise<void> {
  const values = [...told].map((t) => [t.flightId, JSON.stringify(t.told), t.asOf, t.keepUntil])
  if (values.length === 0) return
  await tx.$executeRaw`
    INSERT INTO flight_told (flight_id, told, as_of, keep_until) VALUES ${rows(values)}
    ON DUPLICATE KEY UPDATE told = VALUES(told), as_of = VALUES(as_of), keep_until = VALUES(keep_until)`
}

export async function insertNotices(tx: Tx, news: readonly FlightNews[]): Promise<void> {
  if (news.length === 0) return
  const values = news.map((one) => [newId<string>(), one.flight.flightId, JSON.stringify(one), ''])
  await tx.$executeRaw`INSERT INTO flight_notice (id, flight_id, news, told_booking_id) VALUES ${rows(values)}`
}

export interface Notice {
  id: string
  news: FlightNews
  /** The last booking that was told; empty before the first */
  toldBookingId: string
}

/** The oldest news that no other worker is telling, locked until the commit. */
export async function lockNotice(tx: Tx): Promise<Notice | undefined> {
  const [row] = await tx.$queryRaw<Array<Omit<Notice, 'news'> & { news: unknown }>>`
    SELECT id, news, told_booking_id AS toldBookingId FROM flight_notice ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`
  return row && { ...row, news: fromJson(row.news) }
}

export async function moveNotice(tx: Tx, id: string, toldBookingId: string): Promise<void> {
  await tx.$executeRaw`UPDATE flight_notice SET told_booking_id = ${toldBookingId} WHERE id = ${id}`
}

export async function deleteNotice(tx: Tx, id: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM flight_notice WHERE id = ${id}`
}

/** Forgets what was told of up to `limit` flights that are long over; how many it was. */
export async function forgetTold({ client }: Pick<NotificationDb, 'client'>, limit: number): Promise<number> {
  return client.$executeRaw`DELETE FROM flight_told WHERE keep_until < UTC_TIMESTAMP(3) LIMIT ${limit}`
}
