import { badUserInput } from '#lib/errors.ts'
import { isId } from '#lib/ids.ts'
import type { UserDb } from '../database.ts'
import { pageOfUsers, pageOfUsersLike } from './store.ts'
import type { UserRow } from './user.ts'

const MAX_PAGE = 100
const MAX_QUERY_LENGTH = 254

export interface UserPage {
  users: UserRow[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

export const userCursor = (user: UserRow): string => Buffer.from(user.id).toString('base64url')

/** Users, oldest first; `query` is how their address or name begins. */
export async function findUsers(
  { client }: UserDb,
  { query, first, after }: { query?: string | null; first: number; after?: string | null },
): Promise<UserPage> {
  if (first < 1 || first > MAX_PAGE) throw badUserInput(`first is from 1 to ${MAX_PAGE}.`, ['first'])
  const begin = after == null ? '' : readCursor(after)
  const prefix = query?.trim() ?? ''
  if (prefix.length > MAX_QUERY_LENGTH) return { users: [], hasNextPage: false, hasPreviousPage: false }
  // One more than asked for tells whether there is a next page.
  const found =
    prefix === ''
      ? await pageOfUsers(client, begin, first + 1)
      : await pageOfUsersLike(client, prefix, { after: begin, limit: first + 1 })
  return { users: found.slice(0, first), hasNextPage: found.length > first, hasPreviousPage: begin !== '' }
}

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString()
  if (!isId(id)) throw badUserInput('after is no cursor of this list.', ['after'])
  return id
}
