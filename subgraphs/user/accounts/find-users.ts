import { idCursor, type PageArgs, pageOf, readIdCursor, readPage } from '#lib/page.ts'
import type { UserDb } from '../database.ts'
import { pageOfUsers, pageOfUsersLike } from './store.ts'
import { toUser } from './user.ts'

const MAX_QUERY_LENGTH = 254

/** A page of users, oldest first; `query` is how their address or name begins. */
export async function findUsers({ client }: UserDb, { query, ...args }: PageArgs & { query?: string | null }) {
  const { limit, after = '' } = readPage(args, { most: 100, read: readIdCursor })
  const prefix = query?.trim() ?? ''
  const found = async () => {
    if (prefix.length > MAX_QUERY_LENGTH) return []
    return prefix === '' ? pageOfUsers(client, after, limit) : pageOfUsersLike(client, prefix, { after, limit })
  }
  return pageOf((await found()).map(toUser), args, idCursor)
}
