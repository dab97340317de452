import { commonChecks, type InvariantCheck, type Reader } from '#lib/invariants.ts'
import { join, sql } from '#lib/sql.ts'

const aircraft = { table: sql`aircraft`, key: sql`id`, step: 20 }

/** What must hold in flight's database by itself. */
export const flightChecks: readonly InvariantCheck[] = [
  {
    invariant: 9,
    name: 'aircraft_busy_once',
    words: "an aircraft's flights and maintenance never overlap",
    walk: aircraft,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', id, aircraft_id) AS offender FROM (
        SELECT id, aircraft_id, starts_at, MAX(ends_at) OVER (PARTITION BY aircraft_id ORDER BY starts_at, ends_at, id
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
        FROM (
          SELECT f.id, f.aircraft_id, f.departs_at AS starts_at, f.arrives_at AS ends_at FROM flight f
          WHERE ${within(sql`f.aircraft_id`)} AND f.status <> 'CANCELLED'
          UNION ALL
          SELECT m.id, m.aircraft_id, m.starts_at, m.ends_at FROM maintenance_window m
          WHERE ${within(sql`m.aircraft_id`)} AND m.cancelled_at IS NULL) work) seen
      WHERE aircraft_id IS NOT NULL AND starts_at < busy_until`,
  },
  {
    invariant: 9,
    name: 'aircraft_where_it_landed',
    words: "an aircraft's flights start where the last one ended",
    walk: aircraft,
    find: (within) => sql`
      SELECT CONCAT_WS(' ', id, aircraft_id) AS offender FROM (
        SELECT id, aircraft_id, origin, LAG(destination) OVER (PARTITION BY aircraft_id ORDER BY departs_at, id) AS stands
        FROM flight f
        WHERE ${within(sql`f.aircraft_id`)} AND f.aircraft_id IS NOT NULL AND f.status <> 'CANCELLED') seen
      WHERE origin <> stands`,
  },
  ...commonChecks,
]

export async function hasAircraftInUse(db: Reader): Promise<boolean> {
  return (await db.$queryRaw<unknown[]>`SELECT id FROM flight WHERE aircraft_id > '' LIMIT 1`).length > 0
}

/** Ids of flights that were put on sale, in order, from behind `after`. */
export async function publishedFlights(db: Reader, after: string, limit: number): Promise<string[]> {
  const found = await db.$queryRaw<Array<{ id: string }>>`
    SELECT id FROM flight WHERE id > ${after} AND published_at IS NOT NULL ORDER BY id LIMIT ${limit}`
  return found.map(({ id }) => id)
}

interface Availability {
  id: string
  sold: boolean
  soldOut: string
}

/** Whether these flights are sold at all, and out, as flight knows it. */
export async function knownAvailability(db: Reader, ids: readonly string[]): Promise<Map<string, Availability>> {
  if (ids.length === 0) return new Map()
  const found = await db.$queryRaw<Availability[]>`
    SELECT id, sold, sold_out AS soldOut FROM flight WHERE id IN (${join([...ids])})`
  return new Map(found.map((row) => [row.id, { ...row, sold: Boolean(row.sold) }]))
}
