import { badUserInput } from '#lib/errors.ts'
import { isId } from '#lib/ids.ts'
import type { Sql } from '#lib/sql.ts'
import type { BookingRow } from './booking.ts'
import { type BookingFilter, findBookings } from './store.ts'

const MOST = 100

const cursorOf = ({ createdAt, id }: BookingRow) =>
  Buffer.from(`${createdAt.toISOString()} ${id}`).toString('base64url')

function positionOf(cursor: string) {
  const [at = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const createdAt = new Date(at)
  // Only what the database takes for a time and an id: it throws at others.
  if (!/^\d{4}-/.test(at) || Number.isNaN(createdAt.getTime()) || !isId(id))
    throw badUserInput('Not a cursor of this list.', ['after'])
  return { createdAt, id }
}

/** A page of bookings, newest first. @throws BAD_USER_INPUT for a cursor that is not one, or `first` outside 1 to 100 */
export async function pageOfBookings(
  sql: Sql,
  filter: BookingFilter,
  { first, after }: { first: number; after?: string | null },
) {
  if (first < 1 || first > MOST) throw badUserInput(`first is 1 to ${MOST}.`, ['first'])
  const found = await findBookings(sql, filter, { limit: first + 1, after: after ? positionOf(after) : undefined })
  const nodes = found.slice(0, first)
  const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }))
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
