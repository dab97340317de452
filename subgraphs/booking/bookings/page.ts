import { type PageArgs, pageOf, readPage, readTimeCursor, timeCursor } from '#lib/page.ts'
import type { Sql } from '#lib/sql.ts'
import { type BookingFilter, findBookings } from './store.ts'

/** A page of bookings, newest first. @throws BAD_USER_INPUT for a cursor that is not one, or `first` outside 1 to 100 */
export async function pageOfBookings(sql: Sql, filter: BookingFilter, args: PageArgs) {
  const { limit, after } = readPage(args, { most: 100, read: readTimeCursor })
  const found = await findBookings(sql, filter, { limit, after: after && { createdAt: after.at, id: after.id } })
  return pageOf(found, args, ({ createdAt, id }) => timeCursor({ at: createdAt, id }))
}
