import { type Fragment, join, type Sql, sql } from '#lib/sql.ts'
import type { CabinClass } from '../timetable/flight.ts'
import type { Leg } from './journey.ts'

interface Wanted {
  from?: readonly string[]
  to?: readonly string[]
  departsFrom: Date
  departsBefore: Date
  cabin: CabinClass
  airlines: ReadonlySet<string> | undefined
  now: Date
}

/** Flights on sale that have a fare in the cabin, by station and time of departure. */
export async function loadLegs(db: Sql, wanted: Wanted): Promise<Leg[]> {
  const { from, to, departsFrom, departsBefore, cabin, airlines, now } = wanted
  if (from?.length === 0 || to?.length === 0 || airlines?.size === 0) return []
  const conditions = [
    sql`f.departs_at >= ${departsFrom} AND f.departs_at < ${departsBefore} AND f.sales_close_at > ${now}`,
    sql`f.published_at IS NOT NULL AND f.status IN ('SCHEDULED', 'DELAYED')`,
    from && sql`f.origin IN (${join([...from])})`,
    to && sql`f.destination IN (${join([...to])})`,
    airlines && sql`f.airline_code IN (${join([...airlines])})`,
  ].filter((condition): condition is Fragment => condition !== undefined)
  const found = await db.$queryRaw<Leg[]>`
    SELECT f.id, f.airline_code AS airlineCode, f.origin, f.destination, f.departs_at AS departsAt,
      f.arrives_at AS arrivesAt, a.currency, a.base_minor + a.taxes_minor AS priceMinor
    FROM flight f JOIN fare a ON a.fare_set_id = f.fare_set_id AND a.cabin = ${cabin}
    WHERE ${join(conditions, ' AND ')}`
  return found.map((leg) => ({ ...leg, priceMinor: Number(leg.priceMinor) }))
}
