import { randomInt } from 'node:crypto'
import type { BookingId, FlightId, PassengerId, RefundId } from '#lib/ids.ts'
import { fromJson, join, rows, type Sql, sql } from '#lib/sql.ts'
import type { PriceLine } from '../bookings/price.ts'
import type { Tx } from '../database.ts'

export interface TicketRow {
  /** 13 digits */
  number: string
  bookingId: BookingId
  passengerId: PassengerId
  flightId: FlightId
  /** As it is now; null when a change of aircraft left none. */
  seat: string | null
  issuedAt: Date
}

export interface InvoiceRow {
  /** The booking's for an invoice, the refund's for a credit note: there is one of each. */
  id: BookingId | RefundId
  /** Null until the worker has numbered it. */
  number: string | null
  kind: 'INVOICE' | 'CREDIT_NOTE'
  bookingId: BookingId
  refundId: RefundId | null
  currency: string
  totalMinor: number
  priceLines: PriceLine[]
  createdAt: Date
}

const TICKET = sql`t.number, t.booking_id AS bookingId, t.passenger_id AS passengerId, t.flight_id AS flightId,
  s.seat_number AS seat, t.issued_at AS issuedAt`

const INVOICE = sql`id, number, kind, booking_id AS bookingId, refund_id AS refundId, currency,
  total_minor AS totalMinor, price_lines AS priceLines, created_at AS createdAt`

const toInvoice = (row: InvoiceRow): InvoiceRow => ({
  ...row,
  totalMinor: Number(row.totalMinor),
  priceLines: fromJson(row.priceLines),
})

/** Tickets of these bookings by departure and passenger; a booking without any is not in the map. */
export async function loadTickets(db: Sql, bookingIds: readonly BookingId[]): Promise<Map<BookingId, TicketRow[]>> {
  if (bookingIds.length === 0) return new Map()
  const found = await db.$queryRaw<TicketRow[]>`
    SELECT ${TICKET} FROM ticket t
    JOIN segment s ON s.passenger_id = t.passenger_id AND s.flight_id = t.flight_id
    JOIN passenger p ON p.id = t.passenger_id JOIN flight f ON f.id = t.flight_id
    WHERE t.booking_id IN (${join([...bookingIds])}) ORDER BY f.departs_at, p.position`
  return Map.groupBy(found, (t) => t.bookingId)
}

/** Invoices and credit notes of these bookings, oldest first, numbered or not. */
export async function loadInvoices(db: Sql, bookingIds: readonly BookingId[]): Promise<Map<BookingId, InvoiceRow[]>> {
  if (bookingIds.length === 0) return new Map()
  const found = await db.$queryRaw<InvoiceRow[]>`
    SELECT ${INVOICE} FROM invoice WHERE booking_id IN (${join([...bookingIds])}) ORDER BY created_at, id`
  return Map.groupBy(found.map(toInvoice), (i) => i.bookingId)
}

export async function findTicket(db: Sql, number: string): Promise<TicketRow | undefined> {
  const [row] = await db.$queryRaw<TicketRow[]>`
    SELECT ${TICKET} FROM ticket t
    JOIN segment s ON s.passenger_id = t.passenger_id AND s.flight_id = t.flight_id
    WHERE t.number = ${number}`
  return row
}

export async function findInvoice(db: Sql, number: string): Promise<InvoiceRow | undefined> {
  const [row] = await db.$queryRaw<InvoiceRow[]>`SELECT ${INVOICE} FROM invoice WHERE number = ${number}`
  return row && toInvoice(row)
}

/** Of the booking's invoice; undefined until the worker has numbered it. */
export async function findInvoiceNumber(db: Sql, bookingId: BookingId): Promise<string | undefined> {
  const [row] = await db.$queryRaw<Array<{ number: string | null }>>`
    SELECT number FROM invoice WHERE id = ${bookingId} AND kind = 'INVOICE'`
  return row?.number ?? undefined
}

/** No airline's accounting code: these tickets are ours alone. */
const PREFIX = '990'
const TRIES = 10

// Drawn, not counted: a counter's row would be the one lock that every confirmation waits for.
const newNumber = () => `${PREFIX}${String(randomInt(10 ** 10)).padStart(10, '0')}`

/** Gives each segment that has none a ticket under a number nobody has. */
export async function insertTickets(
  tx: Tx,
  bookingId: BookingId,
  segments: ReadonlyArray<{ passengerId: PassengerId; flightId: FlightId }>,
  issuedAt: Date,
): Promise<void> {
  let missing = segments
  for (let attempt = 0; missing.length > 0; attempt++) {
    if (attempt === TRIES) throw new Error('Found no free ticket numbers.')
    const values = missing.map((s) => [newNumber(), bookingId, s.passengerId, s.flightId, issuedAt])
    const made = await tx.$executeRaw`
      INSERT IGNORE INTO ticket (number, booking_id, passenger_id, flight_id, issued_at) VALUES ${rows(values)}`
    if (made === missing.length) return
    const issued = (await loadTickets(tx, [bookingId])).get(bookingId) ?? []
    missing = segments.filter((s) => !issued.some((t) => t.passengerId === s.passengerId && t.flightId === s.flightId))
  }
}

/** Writes an invoice down without a number; once for each id. */
export async function insertInvoice(tx: Tx, invoice: Omit<InvoiceRow, 'number'>): Promise<void> {
  const { id, kind, bookingId, refundId, currency, totalMinor, priceLines, createdAt } = invoice
  await tx.$executeRaw`
    INSERT INTO invoice (id, kind, booking_id, refund_id, currency, total_minor, price_lines, created_at)
    VALUES (${id}, ${kind}, ${bookingId}, ${refundId}, ${currency}, ${totalMinor}, ${JSON.stringify(priceLines)},
      ${createdAt})`
}

/** Kinds that have something to number; no lock, so that an idle worker is in nobody's way. */
export async function kindsToNumber(db: Sql): Promise<Array<InvoiceRow['kind']>> {
  const found = await db.$queryRaw<Array<{ kind: InvoiceRow['kind'] }>>`
    SELECT DISTINCT kind FROM invoice WHERE number IS NULL`
  return found.map((f) => f.kind)
}

/**
 * Numbers documents of a kind in order of time, from the counter's row, which stays locked until the commit: a number is
 * taken if and only if a document has it, so there is no gap. Returns how many it was.
 */
export async function numberInvoices(
  tx: Tx,
  kind: InvoiceRow['kind'],
  { limit, format }: { limit: number; format: (n: bigint) => string },
): Promise<number> {
  const [counter] = await tx.$queryRaw<Array<{ next: bigint }>>`
    SELECT next_value AS next FROM document_counter WHERE name = ${kind} FOR UPDATE`
  if (!counter) throw new Error(`There is no counter for ${kind}.`)
  const found = await tx.$queryRaw<Array<{ id: string }>>`
    SELECT id FROM invoice WHERE number IS NULL AND kind = ${kind} ORDER BY created_at, id LIMIT ${limit}`
  for (const [n, { id }] of found.entries()) {
    const numbered = await tx.$executeRaw`
      UPDATE invoice SET number = ${format(counter.next + BigInt(n))} WHERE id = ${id} AND number IS NULL`
    if (numbered !== 1) throw new Error(`Invoice ${id} got a number from somebody without the counter's lock.`)
  }
  await tx.$executeRaw`UPDATE document_counter SET next_value = next_value + ${found.length} WHERE name = ${kind}`
  return found.length
}
