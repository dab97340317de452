import type { Reader } from '#lib/invariants.ts'
import { join } from '#lib/sql.ts'

/** What is compared with others' data: a page at a time, in order of ids, from behind `after`. */
interface Page {
  after: string
  limit: number
}

/** Ids of bookings that were ever confirmed. */
export async function everConfirmed(db: Reader, { after, limit }: Page): Promise<string[]> {
  const found = await db.$queryRaw<Array<{ id: string }>>`
    SELECT b.id FROM booking b
    WHERE b.id > ${after} AND (b.status = 'CONFIRMED' OR (b.status = 'CANCELLED' AND EXISTS (
      SELECT 1 FROM booking_event e WHERE e.booking_id = b.id AND e.action = 'CONFIRMED')))
    ORDER BY b.id LIMIT ${limit}`
  return found.map(({ id }) => id)
}

/** Those of the flights that are on sale. */
export async function flightsOnSale(db: Reader, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const found = await db.$queryRaw<Array<{ id: string }>>`SELECT id FROM flight WHERE id IN (${join([...ids])})`
  return new Set(found.map(({ id }) => id))
}

/** What flight was last told of a flight's seats. */
export interface Availability {
  id: string
  sold: boolean
  soldOut: string
}

export async function toldAvailability(db: Reader, { after, limit }: Page): Promise<Availability[]> {
  const found = await db.$queryRaw<Availability[]>`
    SELECT flight_id AS id, sold, sold_out AS soldOut FROM told_availability
    WHERE flight_id > ${after} AND version > 0 ORDER BY flight_id LIMIT ${limit}`
  return found.map((row) => ({ ...row, sold: Boolean(row.sold) }))
}

/** A payment or a refund as it stands in our books. */
export interface Entry {
  id: string
  status: string
  currency: string
  amountMinor: number
}

const toEntry = (row: Entry): Entry => ({ ...row, amountMinor: Number(row.amountMinor) })

export async function paymentEntries(db: Reader, { after, limit }: Page): Promise<Entry[]> {
  const found = await db.$queryRaw<Entry[]>`
    SELECT id, status, currency, amount_minor AS amountMinor FROM payment WHERE id > ${after} ORDER BY id LIMIT ${limit}`
  return found.map(toEntry)
}

export async function refundEntries(db: Reader, { after, limit }: Page): Promise<Entry[]> {
  const found = await db.$queryRaw<Entry[]>`
    SELECT id, status, currency, amount_minor AS amountMinor FROM refund WHERE id > ${after} ORDER BY id LIMIT ${limit}`
  return found.map(toEntry)
}

/** How many changes each of these bookings has had. */
export async function countChanges(db: Reader, bookingIds: readonly string[]): Promise<Map<string, number>> {
  if (bookingIds.length === 0) return new Map()
  const found = await db.$queryRaw<Array<{ id: string; changes: unknown }>>`
    SELECT booking_id AS id, COUNT(*) AS changes FROM booking_event WHERE booking_id IN (${join([...bookingIds])})
    GROUP BY booking_id`
  return new Map(found.map(({ id, changes }) => [id, Number(changes)]))
}

export interface SeatState {
  flightId: string
  mapVersion: number
  seat: string
  status: string
  heldUntil: Date | null
  now: Date
}

/** All seats of these flights with their maps' versions, of one moment. */
export async function seatStates(db: Reader, flightIds: readonly string[]): Promise<SeatState[]> {
  if (flightIds.length === 0) return []
  const found = await db.$queryRaw<SeatState[]>`
    SELECT f.id AS flightId, f.map_version AS mapVersion, s.number AS seat, s.status, s.held_until AS heldUntil,
      UTC_TIMESTAMP(3) AS now
    FROM flight f JOIN seat s ON s.flight_id = f.id WHERE f.id IN (${join([...flightIds])})`
  return found.map((row) => ({ ...row, mapVersion: Number(row.mapVersion) }))
}
