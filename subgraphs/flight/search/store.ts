import type { FlightId } from '#lib/ids.ts'
import { type Fragment, join, type Sql, sql } from '#lib/sql.ts'
import type { CabinClass } from '../timetable/flight.ts'
import type { SoldFlight } from './timetable.ts'

interface Row {
  id: FlightId
  airline: string
  origin: string
  destination: string
  departsAt: Date
  arrivesAt: Date
  salesCloseAt: Date
  soldOut: string
  /** `cabin currency price`, apart by commas; NULL where it has no fares. */
  fares: string | null
}

// One row a flight, its fares in one text: a third of the rows and columns to be read, which is what loading waits for.
const COLUMNS = sql`f.id, f.airline_code AS airline, f.origin, f.destination, f.departs_at AS departsAt,
  f.arrives_at AS arrivesAt, f.sales_close_at AS salesCloseAt, f.sold_out AS soldOut,
  (SELECT GROUP_CONCAT(CONCAT_WS(' ', a.cabin, a.currency, a.base_minor + a.taxes_minor))
   FROM fare a WHERE a.fare_set_id = f.fare_set_id) AS fares`

const onSale = (now: Date): Fragment =>
  sql`f.published_at IS NOT NULL AND f.status IN ('SCHEDULED', 'DELAYED') AND f.sales_close_at > ${now}`

/** Flights on sale, by id. */
export async function loadOnSale(
  db: Sql,
  { after, limit, now }: { after: string; limit: number; now: Date },
): Promise<SoldFlight[]> {
  const found = await db.$queryRaw<Row[]>`
    SELECT ${COLUMNS} FROM flight f WHERE f.id > ${after} AND ${onSale(now)} ORDER BY f.id LIMIT ${limit}`
  return found.map(toSoldFlight)
}

/** Those of some flights that are on sale. */
export async function findOnSale(db: Sql, ids: readonly string[], now: Date): Promise<SoldFlight[]> {
  if (ids.length === 0) return []
  const found = await db.$queryRaw<Row[]>`
    SELECT ${COLUMNS} FROM flight f WHERE f.id IN (${join([...ids])}) AND ${onSale(now)}`
  return found.map(toSoldFlight)
}

/** The database's own clock, as it stands in `updated_at`; tests do not shift it. */
export async function clockOf(db: Sql): Promise<Date> {
  const [row] = await db.$queryRaw<Array<{ now: Date }>>`SELECT UTC_TIMESTAMP(3) AS now`
  if (!row) throw new Error('The database told no time.')
  return row.now
}

/** Which flights were changed from `since` on, and when last. */
export async function loadChanged(db: Sql, since: Date): Promise<Array<{ id: FlightId; updatedAt: Date }>> {
  return db.$queryRaw<Array<{ id: FlightId; updatedAt: Date }>>`
    SELECT id, updated_at AS updatedAt FROM flight WHERE updated_at >= ${since} ORDER BY updated_at`
}

function toSoldFlight({ departsAt, arrivesAt, salesCloseAt, soldOut, fares, ...row }: Row): SoldFlight {
  const gone = soldOut === '' ? [] : soldOut.split(',')
  const all = fares === null ? [] : fares.split(',').map(readFare)
  return {
    ...row,
    departs: departsAt.getTime(),
    arrives: arrivesAt.getTime(),
    salesClose: salesCloseAt.getTime(),
    fares: all.filter(({ cabin }) => !gone.includes(cabin)),
  }
}

function readFare(text: string): SoldFlight['fares'][number] {
  const [cabin, currency, price] = text.split(' ') as [CabinClass, string, string]
  return { cabin, currency, priceMinor: Number(price) }
}
