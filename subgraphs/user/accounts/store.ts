import type { UserId } from '#lib/ids.ts'
import { writeEvents } from '#lib/outbox.ts'
import { type Sql, sql } from '#lib/sql.ts'
import type { PrismaClient } from '#prisma/user/client/client.ts'
import type { Tx } from '../database.ts'
import type { MailedToken } from '../mail-tokens/issue-token.ts'
import { emailKey } from './email.ts'
import { nameKey, type Profile } from './profile.ts'
import { toSnapshot, type UserRow } from './user.ts'

export const EMAIL_INDEX = 'user_email_key'

export type NewUser = Omit<UserRow, 'emailKey' | 'nameKey' | 'tokensValidFrom'>

/**
 * @param token for the mail that welcomes them, where their address is not verified yet
 * @throws a unique violation of `EMAIL_INDEX` where the address is taken, which waits for another who is taking it
 */
export async function createUser(tx: Tx, user: NewUser, token?: MailedToken): Promise<UserRow> {
  const row = await tx.user.create({ data: { ...user, emailKey: emailKey(user.email), nameKey: nameKey(user.name) } })
  const data = { ...toSnapshot(row), ...(token && { token }) }
  await writeEvents(tx, 'user', [{ type: 'user.created.v1', key: row.id, data }])
  return row
}

/** Locks the one row that orders all changes of an account, its sessions and its tokens, and reads it. */
export async function lockUser(tx: Tx, id: string): Promise<UserRow | null> {
  await tx.$queryRaw`SELECT id FROM user WHERE id = ${id} FOR UPDATE`
  return tx.user.findUnique({ where: { id } })
}

/** Locks all admins, in the order of their ids: taken before any other lock by whoever changes roles. */
export async function lockAdmins(tx: Tx): Promise<Set<UserId>> {
  const found = await tx.$queryRaw<Array<{ id: UserId }>>`
    SELECT id FROM user FORCE INDEX (user_role) WHERE role = 'ADMIN' ORDER BY id FOR UPDATE`
  return new Set(found.map(({ id }) => id))
}

export async function saveProfile(tx: Tx, id: string, profile: Partial<Profile>): Promise<UserRow> {
  const named = profile.name === undefined ? {} : { nameKey: nameKey(profile.name) }
  const row = await tx.user.update({ where: { id }, data: { ...profile, ...named } })
  await tellUpdated(tx, row)
  return row
}

export async function saveVerified(tx: Tx, id: string): Promise<void> {
  await tellUpdated(tx, await tx.user.update({ where: { id }, data: { emailVerified: true } }))
}

const tellUpdated = (tx: Tx, row: UserRow): Promise<void> =>
  writeEvents(tx, 'user', [{ type: 'user.updated.v1', key: row.id, data: toSnapshot(row) }])

/** The fields that a token vouches for, or that it takes to get one: tokens issued before `tokensValidFrom` are void. */
export function saveCredentials(
  tx: Tx,
  id: string,
  data: { tokensValidFrom: Date } & Partial<Pick<UserRow, 'passwordHash' | 'role' | 'emailVerified'>>,
): Promise<UserRow> {
  return tx.user.update({ where: { id }, data })
}

export const findByEmail = (db: PrismaClient | Tx, email: string): Promise<UserRow | null> =>
  db.user.findUnique({ where: { emailKey: emailKey(email) } })

export const loadUser = (db: PrismaClient | Tx, id: string): Promise<UserRow | null> =>
  db.user.findUnique({ where: { id } })

export const loadUsers = (db: PrismaClient, ids: readonly string[]): Promise<UserRow[]> =>
  db.user.findMany({ where: { id: { in: [...ids] } } })

/** Up to `limit` users after the id `after` (all of them from ''), oldest first. */
export const pageOfUsers = (db: PrismaClient, after: string, limit: number): Promise<UserRow[]> =>
  db.user.findMany({ where: { id: { gt: after } }, orderBy: { id: 'asc' }, take: limit })

/** As `pageOfUsers`, of those whose address or name begins with `prefix`. Two ranges, for an OR would read all rows. */
export async function pageOfUsersLike(
  db: PrismaClient,
  prefix: string,
  { after, limit }: { after: string; limit: number },
): Promise<UserRow[]> {
  const begins = (column: 'email_key' | 'name_key', key: string) => {
    const pattern = `${key.replace(/[\\%_]/g, '\\$&')}%`
    const where = column === 'email_key' ? sql`email_key LIKE ${pattern}` : sql`name_key LIKE ${pattern}`
    return sql`(SELECT id FROM user WHERE ${where} AND id > ${after} ORDER BY id LIMIT ${limit})`
  }
  const found = await (db as Sql).$queryRaw<Array<{ id: string }>>`
    ${begins('email_key', emailKey(prefix))} UNION ${begins('name_key', nameKey(prefix))} ORDER BY id LIMIT ${limit}`
  const users = await loadUsers(
    db,
    found.map(({ id }) => id),
  )
  return users.sort((a, b) => (a.id < b.id ? -1 : 1))
}
