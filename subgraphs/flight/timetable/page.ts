import { type PageArgs, pageOf, readPage, readTimeCursor, timeCursor } from '#lib/page.ts'
import type { Sql } from '#lib/sql.ts'
import { type FlightFilter, findFlights } from './store.ts'

/** A page of flights by departure. @throws BAD_USER_INPUT for a cursor that is not one, or `first` outside 1 to 100 */
export async function pageOfFlights(sql: Sql, filter: FlightFilter, args: PageArgs) {
  const { limit, after } = readPage(args, { most: 100, read: readTimeCursor })
  const found = await findFlights(sql, filter, { limit, after: after && { departsAt: after.at, id: after.id } })
  return pageOf(found, args, ({ departsAt, id }) => timeCursor({ at: departsAt, id }))
}
