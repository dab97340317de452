import { type Filled, minutes } from './fill.ts'
import type { BenchQuery } from './world.ts'

/** Minutes between two flights: at every airport of this benchmark, and the most. */
export const LEAST_LAYOVER = 60
const MOST_LAYOVER = 1440

const connects = (before: string, after: string) =>
  `${after}.origin = ${before}.destination
   AND ${after}.departs BETWEEN ${before}.arrives + ${LEAST_LAYOVER} AND ${before}.arrives + ${MOST_LAYOVER}`

/**
 * The ways to write the join: `plain` leaves the order of the tables to the optimizer; `narrowed` goes by hand from the
 * origin onwards, and with two stops looks only for middle flights to airports that have flights to the destination.
 */
export type Form = 'plain' | 'narrowed'
export const FORMS: Form[] = ['plain', 'narrowed']

/** SQL for exactly so many stops; rows of the flights' numbers. */
export function selfJoin(
  query: BenchQuery,
  { stops, form, filled }: { stops: number; form: Form; filled: Filled },
): string {
  const [from, to] = [filled.airports.get(query.origin), filled.airports.get(query.destination)]
  const first = `a.origin = ${from} AND a.departs >= ${minutes(query.departsFrom)} AND a.departs < ${minutes(query.departsBefore)}`
  if (stops === 0) return `SELECT a.id AS a FROM peer a WHERE ${first} AND a.destination = ${to}`
  if (stops === 1) {
    return `SELECT ${form === 'plain' ? '' : 'STRAIGHT_JOIN'} a.id AS a, b.id AS b FROM peer a JOIN peer b ON ${connects('a', 'b')}
      WHERE ${first} AND a.destination <> ${to} AND b.destination = ${to}`
  }
  const ends = `a.destination <> ${to} AND b.destination NOT IN (${from}, ${to}) AND c.destination = ${to}`
  if (form === 'narrowed') {
    return `SELECT STRAIGHT_JOIN a.id AS a, b.id AS b, c.id AS c
      FROM (SELECT DISTINCT origin FROM peer WHERE destination = ${to}) near
      JOIN peer a JOIN peer b ON ${connects('a', 'b')} AND b.destination = near.origin
      JOIN peer c ON ${connects('b', 'c')}
      WHERE ${first} AND ${ends}`
  }
  return `SELECT a.id AS a, b.id AS b, c.id AS c FROM peer a JOIN peer b ON ${connects('a', 'b')}
    JOIN peer c ON ${connects('b', 'c')} WHERE ${first} AND ${ends}`
}
