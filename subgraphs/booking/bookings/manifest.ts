import type { FlightId } from '#lib/ids.ts'
import { nameCursor, type PageArgs, pageOf, readNameCursor, readPage } from '#lib/page.ts'
import type { Sql } from '#lib/sql.ts'
import { findManifest } from './store.ts'

// An aircraft's worth: a manifest is read whole.
const MOST = 500

/**
 * Who is on board: a page of the flight's confirmed bookings, by the first family name of each.
 * @throws BAD_USER_INPUT for a cursor that is not one, or `first` outside 1 to 500
 */
export async function manifestOf(sql: Sql, flightId: FlightId, args: PageArgs) {
  const found = await findManifest(sql, flightId, readPage(args, { most: MOST, read: readNameCursor }))
  return pageOf(found, args, ({ familyName, id }) => nameCursor({ name: familyName, id }))
}
