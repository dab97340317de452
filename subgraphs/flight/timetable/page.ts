import { badUserInput } from '#lib/errors.ts'
import type { Sql } from '#lib/sql.ts'
import type { FlightRow } from './flight.ts'
import { type FlightFilter, findFlights } from './store.ts'

const MOST = 100

/** A connection of the Relay kind from the edges of one page. */
export function connectionOf<T>(
  edges: Array<{ cursor: string; node: T }>,
  { more, before }: { more: boolean; before: boolean },
) {
  return {
    edges,
    nodes: edges.map((e) => e.node),
    pageInfo: {
      hasNextPage: more,
      hasPreviousPage: before,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

const cursorOf = ({ departsAt, id }: FlightRow) => Buffer.from(`${departsAt.toISOString()} ${id}`).toString('base64url')

/** A page of flights by departure. @throws BAD_USER_INPUT for a cursor that is not one, or `first` outside 1 to 100 */
export async function pageOfFlights(
  sql: Sql,
  filter: FlightFilter,
  { first, after }: { first: number; after?: string | null },
) {
  if (first < 1 || first > MOST) throw badUserInput(`first is 1 to ${MOST}.`, ['first'])
  const found = await findFlights(sql, filter, { limit: first + 1, after: after ? positionOf(after) : undefined })
  const edges = found.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }))
  return connectionOf(edges, { more: found.length > first, before: Boolean(after) })
}

function positionOf(cursor: string) {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const departsAt = new Date(at)
  if (Number.isNaN(departsAt.getTime()) || id === '') throw badUserInput('Not a cursor of this list.', ['after'])
  return { departsAt, id }
}
